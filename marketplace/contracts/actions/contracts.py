"""A contract's life: signed by both sides, then delivered milestone by milestone."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.actions.awards import facts_of
from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.contracts.actions.retention import keep_after_signing
from marketplace.contracts.models.contracts import Contract, ContractClause, Milestone
from marketplace.contracts.rights import buys_it_from_others, signs_for_its_supplier
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.queries.people import people_as
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.award import AWARD, before_signing
from procurement.contracts.contract import CONTRACT, MILESTONE, ContractState
from procurement.ground.refusal import Refusal


@action("contract.sign")
def sign_contract(act: Act, contract: Contract, *, for_buyer: bool) -> None:
    """Sign for one side; lawful only after the standstill (s51). With both signatures it binds."""
    signs = buys_it_from_others if for_buyer else signs_for_its_supplier
    if not signs(act.actor, contract):
        raise Refusal("You cannot sign for this side. A buyer or an owner of it can.")
    CONTRACT.after(contract.state, "sign")
    award = db.session.get(Award, contract.award_id, with_for_update=True)
    if award is not None:
        found = assessment_of(db.session.get_one(Tender, award.tender_id))
        before_signing(facts_of(found, award), act.today)
    if for_buyer:
        contract.buyer_signed_at, contract.buyer_signed_by = act.now, act.person_id
    else:
        contract.supplier_signed_at, contract.supplier_signed_by = act.now, act.person_id
    if contract.buyer_signed_at and contract.supplier_signed_at:
        contract.state = CONTRACT.after(contract.state, "sign")
        if award is not None:
            award.state = AWARD.after(award.state, "sign")
            keep_after_signing(contract, award, act.today)
    other, role = (
        (contract.supplier_id, Role.OWNER) if for_buyer else (contract.buyer_id, Role.BUYER)
    )
    for person_id in people_as(other, role):
        act.notify(person_id, "contract_signed", contract_id=contract.id, title=contract.title)


@action("order_number.change")
def change_order_number(act: Act, contract: Contract, *, order_number: str) -> None:
    """Set the purchase-order number that invoices must quote."""
    contract.order_number = order_number


@action("milestone.claim")
def claim_milestone(act: Act, contract: Contract, *, milestone_id: UUID) -> None:
    """Say that the work of a milestone is done; the buyer is asked to accept it."""
    row = _milestone(contract, milestone_id, "claim")
    row.claimed_at = act.now
    act.note(milestone=row.number)
    _tell(act, people_as(contract.buyer_id, Role.BUYER), "milestone_claimed", contract, row)


@action("milestone.accept")
def accept_milestone(act: Act, contract: Contract, *, milestone_id: UUID) -> None:
    """Accept the work of a milestone: from now on it can be invoiced."""
    row = _milestone(contract, milestone_id, "accept")
    row.accepted_at = act.now
    act.note(milestone=row.number)
    people = people_as(contract.supplier_id, Role.FINANCE, Role.OWNER)
    _tell(act, people, "milestone_accepted", contract, row)


@action("milestone.return")
def return_milestone(act: Act, contract: Contract, *, milestone_id: UUID, reason: str) -> None:
    """Send a claim back with what is still missing."""
    if not reason:
        raise Refusal("Say what is still missing: the supplier is told it.", field="reason")
    row = _milestone(contract, milestone_id, "return")
    row.claimed_at = None
    act.note(milestone=row.number, reason=reason)
    people = people_as(contract.supplier_id, Role.OWNER, Role.BID_WRITER)
    _tell(act, people, "milestone_returned", contract, row, reason=reason)


@action("delivery.record")
def record_delivery(
    act: Act, contract: Contract, *, clause_id: UUID, delivered: Decimal | None
) -> None:
    """Write down how much of a promised social benefit has been delivered so far."""
    clause = db.session.get(ContractClause, clause_id)
    if clause is None or clause.contract_id != contract.id:
        raise NotThere("ContractClause")
    if contract.state is not ContractState.SIGNED:
        raise Refusal("Delivery is recorded once both sides have signed, until the contract ends.")
    if delivered is None or delivered < 0:
        raise Refusal("Enter how much has been delivered so far, 0 or more.", field="delivered")
    act.note(clause=clause.id, was=clause.delivered, delivered=delivered)
    clause.delivered = delivered


def _tell(
    act: Act, people: list[UUID], template: str, contract: Contract, row: Milestone, **more: str
) -> None:
    for person_id in people:
        act.notify(
            person_id,
            template,
            contract_id=contract.id,
            title=contract.title,
            milestone=row.title,
            **more,
        )


def _milestone(contract: Contract, milestone_id: UUID, verb: str) -> Milestone:
    if contract.state is not ContractState.SIGNED:
        raise Refusal("Both sides must have signed the contract first.")
    row = db.session.scalars(
        select(Milestone).where(Milestone.id == milestone_id).with_for_update()
    ).one_or_none()
    if row is None or row.contract_id != contract.id:
        raise NotThere("Milestone")
    row.state = MILESTONE.after(row.state, verb)
    return row
