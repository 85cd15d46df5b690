"""A colleague approves the decided awards before anybody is told, or sends them back."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.assessment.actions import award_approvals
from marketplace.assessment.pages.reading import awarded_tender
from marketplace.tendering.pages.approval_form import SendBackForm
from marketplace.web.forms import SeenForm
from marketplace.web.tools import actor, page, say, signed_in

pages = Blueprint("award_approvals", __name__)


@pages.post("/tenders/<uuid:tender_id>/award-approval/ask")
@signed_in
def ask(tender_id: UUID) -> ResponseReturnValue:
    award_approvals.ask_award_approval(actor(), awarded_tender(tender_id).id)
    say("Your colleagues are asked to approve the awards as they stand.")
    return redirect(_awards(tender_id))


@pages.post("/tenders/<uuid:tender_id>/award-approval/give")
@signed_in
def give(tender_id: UUID) -> ResponseReturnValue:
    tender = awarded_tender(tender_id)
    award_approvals.give_award_approval(actor(), tender.id, seen=SeenForm().mark)
    say("You have approved them. Your colleague is told, and can send the summaries.")
    return redirect(_awards(tender_id))


@pages.route("/tenders/<uuid:tender_id>/award-approval/refuse", methods=["GET", "POST"])
@signed_in
def refuse(tender_id: UUID) -> ResponseReturnValue:
    tender, form = awarded_tender(tender_id), SendBackForm()
    if form.accepts(
        lambda: award_approvals.refuse_award_approval(actor(), tender.id, reason=form.words)
    ):
        say("They are sent back. Your colleague is told why.")
        return redirect(_awards(tender_id))
    address = _awards(tender_id)
    return page("tendering/approvals/refuse.html", tender=tender, form=form, address=address)


def _awards(tender_id: UUID) -> str:
    return url_for("awards.show", tender_id=tender_id)
