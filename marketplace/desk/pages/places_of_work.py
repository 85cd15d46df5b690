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
_BANK_ACCOUNT = PlaceOfWork("bank_accounts.show", "organisation_id")

PLACES_OF_WORK = {
    # what a new organisation does first
    "organisation.read": PlaceOfWork("organisations.show", "organisation_id"),
    "organisation.add_document": PlaceOfWork("documents.index", "organisation_id"),
    "organisation.invite": PlaceOfWork("memberships.index", "organisation_id"),
    "organisation.propose_bank": _BANK_ACCOUNT,
    "tender.draft": PlaceOfWork("tenders.mine"),
    "tender.begin_bid": PlaceOfWork("tenders.index"),
    # tenders and bids
    "tender.publish": PlaceOfWork("drafts.show", "tender_id"),
    "tender.answer": PlaceOfWork("clarifications.inbox", "tender_id"),
    "bid.submit": PlaceOfWork("bids.show", "bid_id"),
    "member.accept": PlaceOfWork("consortia.show", "consortium_id"),
    # evaluation and award
    "tender.open": _ASSESSMENT,
    "tender.appoint": PlaceOfWork("evaluators.appoint", "tender_id"),
    "evaluator.declare": _ASSESSMENT,
    "tender.mitigate": _ASSESSMENT,
    "evaluator.score": _ASSESSMENT,
    "tender.agree_score": _ASSESSMENT,
    "evaluator.approve": _ASSESSMENT,
    "tender.rank": _ASSESSMENT,
    "tender.award_lot": _AWARDS,
    "tender.cancel_lot": _AWARDS,
    "tender.send_summaries": _AWARDS,
    "tender.publish_award": _AWARDS,
    "award.resume": _AWARDS,
    # contracts, invoices and payments
    "tender.prepare_contract": _AWARDS,
    "contract.sign": _CONTRACT,
    "contract.accept_milestone": _CONTRACT,
    "contract.invoice_milestone": _CONTRACT,
    "invoice.read": _INVOICE,
    "invoice.approve": _INVOICE,
    "invoice.record_payment": _INVOICE,
    "invoice.answer_dispute": _INVOICE,
    "bank_account.confirm": _BANK_ACCOUNT,
}
"""A verb is a right, or ``noun.read`` where there is something to read and nothing to do."""


def place_of(verb: str, thing_id: UUID) -> str:
    """The address of the page where a verb is done to a thing."""
    place = PLACES_OF_WORK[verb]
    ids: dict[str, Any] = {place.id_name: thing_id} if place.id_name else {}
    return url_for(place.endpoint, **ids)
