"""A contract's life beside its signature and milestones: prepared from an award, its promises delivered."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from marketplace.assessment.actions.bidders import tell_bidders
from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.contracts.actions.contract_rows import (
    MilestonePlan,
    contract_from,
    last_due,
    milestones_from,
    promises_from,
    propose_group,
    shares_from,
)
from marketplace.contracts.actions.framework_limits import refuse_too_long
from marketplace.contracts.actions.papers import ask_for_pdf, put_in_order
from marketplace.contracts.models.contracts import Contract, ContractClause, ContractKind
from marketplace.contracts.queries.contracts import contracts_from
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.award import before_preparing
from procurement.contracts.contract import (
    ContractState,
    SigningFacts,
    before_changing_terms,
    before_signing,
    refuse_after_the_end,
    terms_faults,
)
from procurement.contracts.precedence import Part
from procurement.ground.refusal import Refusal, refuse_if_any


@action("contract.prepare")
def prepare_contract(
    act: Act,
    tender: Tender,
    *,
    award_id: UUID,
    starts_on: date,
    ends_on: date,
    order_number: str,
    terms: str,
    precedence: Sequence[Part],
    milestones: list[MilestonePlan],
) -> Contract:
    """Write the contract of an award from the winning bid: value, members' shares, promises.

    ``precedence``: its parts, the one that prevails first where two of them differ.
    """
    award = db.session.get(Award, award_id)
    if award is None or award.tender_id != tender.id:
        raise NotThere("Award")
    before_preparing(award.state, is_prepared=bool(contracts_from([award.id])))
    assessment = assessment_of(tender)
    lot = next(lot for lot in assessment.lots if lot.id == award.lot_id)
    bid = next(bid for bid in assessment.bids if bid.id == award.bid_id)
    value = assessment.prices[bid.id, lot.id].price
    amounts = None if tender.is_framework else tuple(plan.amount for plan in milestones)
    before_signing(SigningFacts(value, amounts, starts_on, ends_on, terms, last_due(milestones)))
    contract = contract_from(assessment, lot, bid, award, act.today)
    contract.order_number, contract.prepared_at = order_number, act.now
    contract.starts_on, contract.ends_on, contract.terms = starts_on, ends_on, terms
    refuse_too_long(contract, ends_on)
    contract.extends_to = lot.beyond.latest(ends_on)
    act.add(contract)
    db.session.add_all(milestones_from(contract, milestones))
    db.session.add_all(shares_from(contract, bid))
    db.session.add_all(promises_from(contract, assessment, lot, bid))
    propose_group(act, contract, bid.for_group_id)
    put_in_order(act, contract, precedence)
    ask_for_pdf(act, contract)
    act.note(contract=contract.id, award=award.id)
    tell_bidders(act, bid, "contract_ready", tender, contract_id=contract.id)
    return contract


@action("order_number.change")
def change_order_number(act: Act, contract: Contract, *, order_number: str) -> None:
    """Set the purchase-order number that invoices must quote, as long as the contract stands."""
    refuse_after_the_end(contract.state)
    contract.order_number = order_number


@action("terms.change")
def change_terms(act: Act, contract: Contract, *, terms: str) -> None:
    """Write the terms anew, until one side has signed them. A call-off names in them the framework
    that it is under."""
    if contract.kind is ContractKind.CALL_OFF:
        raise Refusal("The terms of a call-off stay: take it back, and prepare it anew.")
    is_signed = bool(contract.buyer_signed_at or contract.supplier_signed_at)
    before_changing_terms(contract.state, is_signed=is_signed)
    refuse_if_any(terms_faults(terms))
    contract.terms = terms
    ask_for_pdf(act, contract)


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
