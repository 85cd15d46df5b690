"""A signed contract is changed: proposed by its buyer, signed by both sides, declined or withdrawn."""

from collections.abc import Iterable
from uuid import UUID

from marketplace.contracts.actions.changed_work import end_change, put_in_force
from marketplace.contracts.actions.member_letters import owners_of_members
from marketplace.contracts.models.changes import Change, as_kept
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.change_law import (
    ChangeSaid,
    Moved,
    as_judged,
    change_law,
    judgement_of,
)
from marketplace.contracts.queries.changes import (
    change_of,
    last_number,
    signed_from,
    standing_of,
)
from marketplace.contracts.rights import buys_it_from_others, signs_for_its_supplier
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.queries.law import known_holidays
from marketplace.organisations.queries.people import people_as
from procurement.contracts.change_proposal import (
    CHANGE,
    ChangePlan,
    before_proposing_change,
    before_signing_change,
    before_standing_still,
    value_after,
)
from procurement.contracts.contract import ContractState, refuse_second_signature
from procurement.ground.refusal import Refusal


@action("contract_change.propose")
def propose_contract_change(
    act: Act, contract: Contract, *, plan: ChangePlan, said: ChangeSaid
) -> Change:
    """Propose to the supplier how the contract changes; refused where a new competition is needed."""
    standing = standing_of(contract)
    before_proposing_change(standing, plan)
    value = value_after(standing, plan.work)
    moved = Moved(contract.value, value, contract.ends_on, plan.ends_on)
    law = change_law(contract, act.today)
    judged = as_judged(contract, law, moved, said)
    judgement = judgement_of(judged, law, said)
    before_standing_still(judged.regime, plan.standstill_days)
    change = act.add(
        Change(
            contract_id=contract.id,
            number=last_number(contract.id) + 1,
            words=plan.words.strip(),
            value_before=moved.value_before,
            value_after=moved.value_after,
            ends_before=moved.ends_before,
            ends_after=moved.ends_after,
            work=as_kept(plan.work),
            changes_scope=said.changes_scope,
            favours_supplier=said.favours_supplier,
            ground=said.ground,
            ground_why=said.ground_why.strip(),
            made_with_id=said.made_with_id,
            grounds=[str(ground) for ground in judgement.grounds],
            needs_notice=judgement.needs_notice,
            standstill_days=plan.standstill_days,
            proposed_at=act.now,
            proposed_by=act.person_id,
        )
    )
    act.note(change=change.id, grounds=change.grounds)
    _tell(act, contract, people_as(contract.supplier_id, Role.OWNER), "change_proposed", change)
    return change


@action("contract_change.sign")
def sign_contract_change(act: Act, contract: Contract, *, change_id: UUID, for_buyer: bool) -> None:
    """Sign it for one side; with both signatures the contract stands as changed."""
    signs = buys_it_from_others if for_buyer else signs_for_its_supplier
    if not signs(act.actor, contract):
        raise Refusal("You cannot sign for this side. A buyer or an owner of it can.")
    if contract.state is not ContractState.SIGNED:
        raise Refusal("This contract has ended: it is not changed any more.")
    change = _open(contract, change_id, "agree")
    refuse_second_signature(change.buyer_signed_at if for_buyer else change.supplier_signed_at)
    before_signing_change(
        needs_notice=change.needs_notice,
        standstill_days=change.standstill_days,
        signed_from=signed_from(change, known_holidays()),
        today=act.today,
    )
    act.note(change=change.id)
    if for_buyer:
        change.buyer_signed_at, change.buyer_signed_by = act.now, act.person_id
    else:
        change.supplier_signed_at, change.supplier_signed_by = act.now, act.person_id
    if change.in_force_at is None:
        other = people_as(contract.supplier_id, Role.OWNER) if for_buyer else _buyers(contract)
        _tell(act, contract, other, "change_signed", change)
        return
    put_in_force(act, contract, change)
    everybody = owners_of_members(contract) | set(_buyers(contract))
    _tell(act, contract, everybody, "change_in_force", change)


@action("contract_change.decline")
def decline_contract_change(act: Act, contract: Contract, *, change_id: UUID, reason: str) -> None:
    """Say no for the supplier, with a reason that the buyer is told."""
    if not reason:
        raise Refusal("Say why not: the buyer is told it.", field="reason")
    change = _ended(act, contract, change_id, "decline")
    change.declined_because = reason
    _tell(act, contract, _buyers(contract), "change_declined", change, reason=reason)


@action("contract_change.withdraw")
def withdraw_contract_change(act: Act, contract: Contract, *, change_id: UUID) -> None:
    """Take it back for the buyer, before both sides have signed it."""
    change = _ended(act, contract, change_id, "withdraw")
    _tell(act, contract, people_as(contract.supplier_id, Role.OWNER), "change_withdrawn", change)


def _ended(act: Act, contract: Contract, change_id: UUID, verb: str) -> Change:
    change = _open(contract, change_id, verb)
    end_change(act, change, verb)
    return change


def _open(contract: Contract, change_id: UUID, verb: str) -> Change:
    change = db.session.scalars(change_of(contract.id, change_id)).one_or_none()
    if change is None:
        raise NotThere("Change")
    CHANGE.after(change.state, verb)
    return change


def _buyers(contract: Contract) -> list[UUID]:
    return people_as(contract.buyer_id, Role.BUYER)


def _tell(
    act: Act,
    contract: Contract,
    people: Iterable[UUID],
    template: str,
    change: Change,
    **more: str,
) -> None:
    for person_id in people:
        act.notify(
            person_id,
            template,
            contract_id=contract.id,
            change_id=change.id,
            title=contract.title,
            **more,
        )
