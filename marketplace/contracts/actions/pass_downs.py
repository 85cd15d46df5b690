"""What a contract asks to be passed on: proposed by one side, agreed or declined by the other."""

from uuid import UUID

from sqlalchemy import select

from marketplace.contracts.actions.letters import tell_other_side
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.pass_downs import PassDown
from marketplace.contracts.queries.pass_downs import pass_down_in_force
from marketplace.contracts.rights import buys_it_from_others, signs_for_its_supplier
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from procurement.contracts.contract import ContractState
from procurement.contracts.pass_down import (
    PASS_DOWN,
    PassDownState,
    PassDownTerms,
    before_declining,
    before_proposing,
    before_weakening,
    check_pass_down,
)
from procurement.ground.refusal import Refusal


@action("pass_down.propose")
def propose_pass_down(act: Act, contract: Contract, *, terms: PassDownTerms) -> PassDown:
    """Propose to the other side what the contractor passes on, in place of an open proposal.

    What its buyer proposes before anybody has signed is signed with the contract.
    """
    for_buyer = buys_it_from_others(act.actor, contract)
    before_proposing(
        buyer_signed=contract.buyer_signed_at is not None,
        supplier_signed=contract.supplier_signed_at is not None,
        for_buyer=for_buyer,
    )
    _refuse_after_the_end(contract)
    taken_over = _from_above(contract)
    if taken_over is not None:
        before_weakening(terms, taken_over.terms)
    _replace(contract.id, PassDownState.PROPOSED)
    above_id = taken_over.from_contract_id if taken_over else None
    row = propose_within(act, contract, terms, for_buyer=for_buyer, from_contract_id=above_id)
    act.note(pass_down=row.id)
    tell_other_side(act, contract, "pass_down_proposed", is_from_buyer=for_buyer)
    return row


def propose_within(
    act: Act,
    contract: Contract,
    terms: PassDownTerms,
    *,
    for_buyer: bool,
    from_contract_id: UUID | None = None,
) -> PassDown:
    """Within an act, for a contract that has no open proposal: it waits to be agreed."""
    check_pass_down(terms)
    return act.add(
        PassDown(
            contract_id=contract.id,
            payment_days=terms.payment_days,
            social_share=terms.social_share,
            labour_share=terms.labour_share,
            for_buyer=for_buyer,
            from_contract_id=from_contract_id,
            proposed_at=act.now,
            proposed_by=act.person_id,
        )
    )


@action("pass_down.agree")
def agree_pass_down(act: Act, contract: Contract, *, pass_down_id: UUID) -> None:
    """Agree to what the other side proposed: from now on it is in force, instead of the last."""
    if contract.state is ContractState.AWAITING_SIGNATURE:
        raise Refusal("Both sides agree to this as they sign the contract.")
    row = _answered(act, contract, pass_down_id, "agree")
    put_in_force(row)
    tell_other_side(act, contract, "pass_down_agreed", is_from_buyer=not row.for_buyer)


@action("pass_down.decline")
def decline_pass_down(act: Act, contract: Contract, *, pass_down_id: UUID, reason: str) -> None:
    """Say no to what the other side proposed, with a reason that it is told."""
    if not reason:
        raise Refusal("Say why not: the other side is told it.", field="reason")
    before_declining(
        buyer_signed=contract.buyer_signed_at is not None,
        supplier_signed=contract.supplier_signed_at is not None,
        is_from_above=_from_above(contract) is not None,
    )
    row = _answered(act, contract, pass_down_id, "decline")
    row.state = PASS_DOWN.after(row.state, "decline")
    row.declined_because = reason
    tell_other_side(
        act, contract, "pass_down_declined", is_from_buyer=not row.for_buyer, reason=reason
    )


def put_in_force(row: PassDown) -> None:
    """Within an action: what was proposed is agreed, and takes the place of what was before."""
    _replace(row.contract_id, PassDownState.AGREED)
    row.state = PASS_DOWN.after(row.state, "agree")


def sign_with_it(act: Act, contract: Contract) -> None:
    """Within the act of the second signature: what its buyer proposed is agreed by both."""
    row = _open(contract.id)
    if row is not None:
        row.answered_at, row.answered_by = act.now, act.person_id
        put_in_force(row)


def _answered(act: Act, contract: Contract, pass_down_id: UUID, verb: str) -> PassDown:
    """One that waits for an answer, with who gives it now: somebody of the other side."""
    _refuse_after_the_end(contract)
    row = db.session.get(PassDown, pass_down_id)
    if row is None or row.contract_id != contract.id:
        raise NotThere("PassDown")
    PASS_DOWN.after(row.state, verb)
    answers = signs_for_its_supplier if row.for_buyer else buys_it_from_others
    if not answers(act.actor, contract):
        raise Refusal("Your side has proposed this. The other side answers it.")
    row.answered_at, row.answered_by = act.now, act.person_id
    act.note(pass_down=row.id)
    return row


def _from_above(contract: Contract) -> PassDown | None:
    """What a contract that not both have signed took over from the one above it."""
    if contract.state is not ContractState.AWAITING_SIGNATURE:
        return None
    row = _open(contract.id)
    return row if row is not None and row.from_contract_id is not None else None


def _open(contract_id: UUID) -> PassDown | None:
    return db.session.scalars(
        select(PassDown).where(
            PassDown.contract_id == contract_id, PassDown.state == PassDownState.PROPOSED
        )
    ).one_or_none()


def _replace(contract_id: UUID, state: PassDownState) -> None:
    """Another takes the place of the one in this state, where there is one; written at once, for
    the database takes no two."""
    former = (
        _open(contract_id) if state is PassDownState.PROPOSED else pass_down_in_force(contract_id)
    )
    if former is not None:
        former.state = PASS_DOWN.after(former.state, "replace")
        db.session.flush()


def _refuse_after_the_end(contract: Contract) -> None:
    if contract.state not in (ContractState.AWAITING_SIGNATURE, ContractState.SIGNED):
        raise Refusal("This contract has ended: what is passed on under it stays as it is.")
