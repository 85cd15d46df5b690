"""A colleague approves a draft before it is published, or sends it back."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.tendering.actions import publication_approvals
from marketplace.tendering.pages.approval_form import SendBackForm
from marketplace.tendering.pages.drafts import draft_edited
from marketplace.web.forms import SeenForm
from marketplace.web.tools import actor, page, say, signed_in

pages = Blueprint("publication_approvals", __name__)


@pages.post("/tenders/<uuid:tender_id>/publication-approval/ask")
@signed_in
def ask(tender_id: UUID) -> ResponseReturnValue:
    draft_edited(tender_id)
    publication_approvals.ask_publication_approval(actor(), tender_id)
    say("Your colleagues are asked to approve the draft as it stands.")
    return redirect(_preview(tender_id))


@pages.post("/tenders/<uuid:tender_id>/publication-approval/give")
@signed_in
def give(tender_id: UUID) -> ResponseReturnValue:
    draft_edited(tender_id)
    publication_approvals.give_publication_approval(actor(), tender_id, seen=SeenForm().mark)
    say("You have approved it. Your colleague is told, and can publish it.")
    return redirect(_preview(tender_id))


@pages.route("/tenders/<uuid:tender_id>/publication-approval/refuse", methods=["GET", "POST"])
@signed_in
def refuse(tender_id: UUID) -> ResponseReturnValue:
    tender, form = draft_edited(tender_id), SendBackForm()
    if form.accepts(
        lambda: publication_approvals.refuse_publication_approval(
            actor(), tender_id, reason=form.words
        )
    ):
        say("It is sent back. Your colleague is told why.")
        return redirect(_preview(tender_id))
    address = _preview(tender_id)
    return page("tendering/approvals/refuse.html", tender=tender, form=form, address=address)


def _preview(tender_id: UUID) -> str:
    return url_for("publication.preview", tender_id=tender_id)
