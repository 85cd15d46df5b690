"""Where is a verb done? The page of each, and under which name the id of its thing goes in."""

from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for


class PlaceOfWork(NamedTuple):
    """An endpoint and the name of the id in its address; a page of no one thing takes none."""

    endpoint: str
    id_name: str = ""


_ASSESSMENT = PlaceOfWork("evaluations.show", "tender_id")
_AWARDS = PlaceOfWork("awards.show", "tender_id")
_CONTRACT = PlaceOfWork("contracts.show", "contract_id")
_INVOICE = PlaceOfWork("invoices.show", "invoice_id")
_PAYMENT = PlaceOfWork("payments.show", "payment_id")
_BANK_ACCOUNT = PlaceOfWork("bank_accounts.show", "organisation_id")

PLACES_OF_WORK = {
    # what a new organisation does first
    "organisation.read": PlaceOfWork("organisations.show", "organisation_id"),
    "document.add": PlaceOfWork("documents.index", "organisation_id"),
    "colleague.invite": PlaceOfWork("memberships.index", "organisation_id"),
    "bank_account.propose": _BANK_ACCOUNT,
    "tender.draft": PlaceOfWork("tenders.mine"),
    "bid.begin": PlaceOfWork("tenders.index"),
    # tenders and bids
    "tender.publish": PlaceOfWork("drafts.show", "tender_id"),
    "clarification.answer": PlaceOfWork("clarifications.inbox", "tender_id"),
    "bid.submit": PlaceOfWork("bids.show", "bid_id"),
    "member_part.accept": PlaceOfWork("consortia.show", "consortium_id"),
    # evaluation and award
    "bids.open": _ASSESSMENT,
    "evaluator.appoint": PlaceOfWork("evaluators.appoint", "tender_id"),
    "conflict.declare": _ASSESSMENT,
    "conflict.mitigate": PlaceOfWork("conflicts.show", "tender_id"),
    "bid.score": _ASSESSMENT,
    "scores.agree": _ASSESSMENT,
    "scores.approve": _ASSESSMENT,
    "bids.rank": _ASSESSMENT,
    "price_enquiry.answer": PlaceOfWork("price_enquiries.answer", "enquiry_id"),
    "price_enquiry.accept": PlaceOfWork("price_enquiries.index", "tender_id"),
    "lot.award": _AWARDS,
    "lot.cancel": _AWARDS,
    "summaries.send": _AWARDS,
    "award.publish": _AWARDS,
    "award.resume": _AWARDS,
    # contracts, invoices and payments
    "contract.prepare": _AWARDS,
    "contract.sign": _CONTRACT,
    "milestone.accept": _CONTRACT,
    "milestone.invoice": _CONTRACT,
    "invoice.read": _INVOICE,
    "invoice.approve": _INVOICE,
    "payment.record": _INVOICE,
    "payment.read": _PAYMENT,
    "dispute.answer": _INVOICE,
    "payment.confirm": _PAYMENT,
    "payment.take_back": _PAYMENT,
    "payment.refund": _PAYMENT,
    "repayment.ask": _PAYMENT,
    "bank_account.confirm": _BANK_ACCOUNT,
}
"""A verb is a right, or ``noun.read`` where there is something to read and nothing to do."""


def place_of(verb: str, thing_id: UUID) -> str:
    """The address of the page where a verb is done to a thing."""
    place = PLACES_OF_WORK[verb]
    ids: dict[str, Any] = {place.id_name: thing_id} if place.id_name else {}
    return url_for(place.endpoint, **ids)
