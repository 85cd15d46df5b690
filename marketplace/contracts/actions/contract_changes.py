"""A signed contract is changed: proposed by its buyer, signed by both sides, declined or withdrawn."""

from uuid import UUID

from marketplace.contracts.actions.changed_work import end_change, put_in_force
from marketplace.contracts.actions.framework_limits import refuse_outside_framework
from marketplace.contracts.actions.letters import (
    tell_buyers,
    tell_everybody,
    tell_other_side,
    tell_signers,
)
from marketplace.contracts.actions.sides import (
    refuse_to_sign_twice,
    refuse_unless_signs,
    sign_for,
)
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
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.queries.law import known_holidays
from procurement.contracts.change_proposal import (
    CHANGE,
    ChangePlan,
    before_proposing_change,
    before_signing_change,
    before_standing_still,
    value_after,
)
from procurement.contracts.contract import ContractState
from procurement.ground.refusal import Refusal


@action("contract_change.propose")
def propose_contract_change(
    act: Act, contract: Contract, *, plan: ChangePlan, said: ChangeSaid
) -> Change:
    """Propose to the supplier how the contract changes; refused where a new competition is needed."""
    standing = standing_of(contract)
    before_proposing_change(standing, plan)
    value = value_after(standing, plan)
    refuse_outside_framework(contract, value, plan.ends_on, act.today)
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
    tell_signers(act, contract, "change_proposed", change_id=change.id)
    return change


@action("contract_change.sign")
def sign_contract_change(act: Act, contract: Contract, *, change_id: UUID, for_buyer: bool) -> None:
    """Sign it for one side; with both signatures the contract stands as changed."""
    refuse_unless_signs(act, contract, for_buyer=for_buyer)
    if contract.state is not ContractState.SIGNED:
        raise Refusal("This contract has ended: it is not changed any more.")
    change = _open(contract, change_id, "agree")
    refuse_to_sign_twice(act, change, for_buyer=for_buyer)
    before_signing_change(
        needs_notice=change.needs_notice,
        standstill_days=change.standstill_days,
        signed_from=signed_from(change, known_holidays()),
        today=act.today,
    )
    act.note(change=change.id)
    sign_for(act, change, for_buyer=for_buyer)
    if change.in_force_at is None:
        told = {"change_id": change.id}
        tell_other_side(act, contract, "change_signed", is_from_buyer=for_buyer, **told)
        return
    put_in_force(act, contract, change)
    tell_everybody(act, contract, "change_in_force", change_id=change.id)


@action("contract_change.decline")
def decline_contract_change(act: Act, contract: Contract, *, change_id: UUID, reason: str) -> None:
    """Say no for the supplier, with a reason that the buyer is told."""
    if not reason:
        raise Refusal("Say why not: the buyer is told it.", field="reason")
    change = _ended(act, contract, change_id, "decline")
    change.declined_because = reason
    tell_buyers(act, contract, "change_declined", change_id=change.id, reason=reason)


@action("contract_change.withdraw")
def withdraw_contract_change(act: Act, contract: Contract, *, change_id: UUID) -> None:
    """Take it back for the buyer, before both sides have signed it."""
    change = _ended(act, contract, change_id, "withdraw")
    tell_signers(act, contract, "change_withdrawn", change_id=change.id)


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
