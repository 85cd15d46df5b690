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
_CHANGES = PlaceOfWork("contract_changes.index", "contract_id")
_END = PlaceOfWork("contract_ends.show", "contract_id")
_HOURS = PlaceOfWork("labour_returns.index", "contract_id")
_PERFORMANCE = PlaceOfWork("indicators.index", "contract_id")
_BREACHES = PlaceOfWork("breaches.index", "contract_id")
_INVOICE = PlaceOfWork("invoices.show", "invoice_id")
_OFFER = PlaceOfWork("offers.show", "offer_id")
_PACKAGE = PlaceOfWork("packages.show", "package_id")
_PAYMENT = PlaceOfWork("payments.show", "payment_id")
_BANK_ACCOUNT = PlaceOfWork("bank_accounts.show", "organisation_id")

PLACES_OF_WORK = {
    # what a new organisation does first
    "organisation.read": PlaceOfWork("organisations.show", "organisation_id"),
    "document.add": PlaceOfWork("documents.index", "organisation_id"),
    "colleague.invite": PlaceOfWork("memberships.index", "organisation_id"),
    "bank_account.propose": _BANK_ACCOUNT,
    "hosting.agree": PlaceOfWork("hostings.index", "organisation_id"),
    "order.accept": PlaceOfWork("orders.show", "order_id"),
    "orders.read": PlaceOfWork("orders.index"),
    "product_member.accept": PlaceOfWork("products.show", "product_id"),
    "profile.keep": PlaceOfWork("profiles.keep", "organisation_id"),
    "holding.renew": PlaceOfWork("holdings.renew", "holding_id"),
    "track_record.acknowledge": PlaceOfWork("track_records.show", "organisation_id"),
    "tender.draft": PlaceOfWork("tenders.mine"),
    "bid.begin": PlaceOfWork("tenders.index"),
    # tenders and bids
    "tender.publish": PlaceOfWork("drafts.show", "tender_id"),
    "publication_approval.give": PlaceOfWork("publication.preview", "tender_id"),
    "award_approval.give": _AWARDS,
    "clarification.answer": PlaceOfWork("clarifications.inbox", "tender_id"),
    "bids.read": PlaceOfWork("bids.index"),
    "bid.submit": PlaceOfWork("bids.show", "bid_id"),
    "member_part.accept": PlaceOfWork("consortia.show", "consortium_id"),
    # packages
    "package.post": PlaceOfWork("postings.post", "organisation_id"),
    "package_question.answer": _PACKAGE,
    "package_invitation.decline": _PACKAGE,
    "offer.choose": _PACKAGE,
    "package.contract": PlaceOfWork("package_contracts.draw_up", "package_id"),
    "offer_part.accept": _OFFER,
    "offer.stand_by": _OFFER,
    "offer.make": _OFFER,
    "round.accept": _OFFER,
    "offers.read": PlaceOfWork("offers.index"),
    "packages.read": PlaceOfWork("packages.index"),
    "own_packages.read": PlaceOfWork("packages.mine"),
    # evaluation and award
    "bids.open": _ASSESSMENT,
    "evaluator.appoint": PlaceOfWork("evaluators.appoint", "tender_id"),
    "assignment.decide": PlaceOfWork("assignments.assign", "tender_id"),
    "sole_scorer.explain": PlaceOfWork("sole_scorers.explain", "tender_id"),
    "conflict.declare": _ASSESSMENT,
    "conflict.mitigate": PlaceOfWork("conflicts.show", "tender_id"),
    "bid.score": _ASSESSMENT,
    "scores.agree": _ASSESSMENT,
    "scores.approve": _ASSESSMENT,
    "bids.rank": _ASSESSMENT,
    "condition_check.decide": _ASSESSMENT,
    "replacement.answer": PlaceOfWork("replacements.answer", "replacement_id"),
    "missing_document.hand_in": PlaceOfWork("missing_documents.hand_in", "missing_id"),
    "missing_document.accept": PlaceOfWork("missing_documents.index", "tender_id"),
    "feedback_call.take": PlaceOfWork("feedback_calls.answer", "call_id"),
    "price_enquiry.answer": PlaceOfWork("price_enquiries.answer", "enquiry_id"),
    "price_enquiry.accept": PlaceOfWork("price_enquiries.index", "tender_id"),
    "lot.award": _AWARDS,
    "lot.cancel": _AWARDS,
    "summaries.send": _AWARDS,
    "award.publish": _AWARDS,
    "award.resume": _AWARDS,
    # developments
    "group_action.finish": PlaceOfWork("groups.show", "development_id"),
    "developments.read": PlaceOfWork("developments.index"),
    "conversation.note": PlaceOfWork("conversations.note", "conversation_id"),
    "conversations.read": PlaceOfWork("conversations.index"),
    "pledge.confirm": PlaceOfWork("pledges.show", "pledge_id"),
    "pledges.read": PlaceOfWork("pledges.of_organisation", "organisation_id"),
    # contracts, invoices and payments
    "contract.prepare": _AWARDS,
    "contract.sign": _CONTRACT,
    "contract_change.sign": _CHANGES,
    "official_notice.record": _CHANGES,
    "official_notices.read": PlaceOfWork("official_notices.index", "tender_id"),
    "contract_end.answer": _END,
    "contract_end.finish": _END,
    "contract_end.complete": _END,
    "set_up.record": PlaceOfWork("set_ups.record", "contract_id"),
    "milestone.accept": _CONTRACT,
    "milestone.invoice": _CONTRACT,
    "pass_down.agree": _CONTRACT,
    "labour_return.make": _HOURS,
    "labour_return.correct": _HOURS,
    "labour_return.confirm": _HOURS,
    "thread.write": PlaceOfWork("threads.show", "thread_id"),
    "indicator.set": _PERFORMANCE,
    "performance.assess": _PERFORMANCE,
    "performance.comment": _PERFORMANCE,
    "performance.read": _PERFORMANCE,
    "breach.answer": _BREACHES,
    "breaches.read": _BREACHES,
    "contracts.read": PlaceOfWork("contracts.index"),
    "invoice.read": _INVOICE,
    "invoices.read": PlaceOfWork("invoices.index"),
    "invoice.approve": _INVOICE,
    "payment.record": _INVOICE,
    "payment.read": _PAYMENT,
    "dispute.answer": _INVOICE,
    "payment.confirm": _PAYMENT,
    "forwarding.confirm": PlaceOfWork("forwardings.index", "contract_id"),
    "forwarding.take_back": PlaceOfWork("forwardings.index", "contract_id"),
    "payment.take_back": _PAYMENT,
    "payment.refund": _PAYMENT,
    "repayment.ask": _PAYMENT,
    "bank_account.confirm": _BANK_ACCOUNT,
    "compliance_notice.record": PlaceOfWork("compliance_notices.index", "organisation_id"),
}
"""A verb is a right, or ``noun.read`` where there is something to read and nothing to do."""


def place_of(verb: str, thing_id: UUID) -> str:
    """The address of the page where a verb is done to a thing."""
    place = PLACES_OF_WORK[verb]
    ids: dict[str, Any] = {place.id_name: thing_id} if place.id_name else {}
    return url_for(place.endpoint, **ids)
