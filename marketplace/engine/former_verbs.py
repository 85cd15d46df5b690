"""What is a verb of the audit called today?

A record keeps the verb it was written with, for its hash is of it. Rights have
been renamed since: each is called after the thing that its verb is done to.
"""

from collections.abc import Mapping

FORMER_VERBS: Mapping[str, str] = {
    "person.ask_reset": "password_reset.request",
    "person.reset_password": "password.reset",
    "person.change_password": "password.change",
    "organisation.add_identifier": "identifier.add",
    "organisation.add_document": "document.add",
    "organisation.invite": "colleague.invite",
    "organisation.end_membership": "membership.end",
    "organisation.approve": "buyer.approve",
    "organisation.verify": "enterprise.verify",
    "place.appoint": "place_role.give",
    "place.end_role": "place_role.end",
    "notice.import": "notice_batch.import",
    "tender.attach_document": "document.attach",
    "tender.remove_document": "document.remove",
    "tender.take_offer": "offer.take",
    "tender.ask": "clarification.ask",
    "tender.answer": "clarification.answer",
    "tender.form_consortium": "consortium.form",
    "consortium.invite": "member.invite",
    "consortium.remove": "member.remove",
    "consortium.agree": "member_parts.agree",
    "member.accept": "member_part.accept",
    "member.decline": "member_part.decline",
    "tender.begin_bid": "bid.begin",
    "tender.appoint": "evaluator.appoint",
    "tender.remove_evaluator": "evaluator.remove",
    "evaluator.declare": "conflict.declare",
    "tender.mitigate": "conflict.mitigate",
    "tender.open": "bids.open",
    "evaluator.score": "bid.score",
    "tender.agree_score": "scores.agree",
    "evaluator.approve": "scores.approve",
    "tender.disregard": "bid.disregard",
    "tender.rank": "bids.rank",
    "tender.award_lot": "lot.award",
    "tender.cancel_lot": "lot.cancel",
    "tender.send_summaries": "summaries.send",
    "tender.publish_award": "award.publish",
    "tender.prepare_contract": "contract.prepare",
    "contract.claim_milestone": "milestone.claim",
    "contract.accept_milestone": "milestone.accept",
    "contract.return_milestone": "milestone.return",
    "contract.change_order_number": "order_number.change",
    "contract.record_delivery": "delivery.record",
    "contract.invoice_milestone": "milestone.invoice",
    "organisation.propose_bank": "bank_account.propose",
    "organisation.connect_stripe": "stripe_account.connect",
    "organisation.keep_stripe_account": "stripe_account.keep",
    "invoice.answer_dispute": "dispute.answer",
    "invoice.resolve": "dispute.resolve",
    "invoice.declare_subcontract": "subcontract.declare",
    "invoice.record_payment": "payment.record",
    "invoice.begin_checkout": "checkout.begin",
    "invoice.render": "rendering.keep",
    "invoice.remind": "invoice.remind_of",
    "organisation.enter_funding": "funding.enter",
    "funding.enter_list": "funding_list.enter",
}
"""Each verb that was renamed, and the right that it is today."""


def verb_today(verb: str) -> str:
    """What a verb on record is called today."""
    return FORMER_VERBS.get(verb, verb)
