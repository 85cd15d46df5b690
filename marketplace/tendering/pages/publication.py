"""How does a buyer read the whole of a draft as everybody will, and publish it?"""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.bidding.queries.paperwork import paperwork_of
from marketplace.engine import clock
from marketplace.tendering.actions import publication
from marketplace.tendering.pages.draft_steps import faults_in
from marketplace.tendering.pages.drafts import draft_edited
from marketplace.tendering.queries.approvals import approving_draft, before_approval
from marketplace.tendering.queries.declarations import conflict_faults
from marketplace.tendering.queries.drafts import faults_of
from marketplace.tendering.queries.tender_view import view_of
from marketplace.web.draft_form import as_seen
from marketplace.web.tools import actor, own_id, page, say, signed_in

pages = Blueprint("publication", __name__)


@pages.get("/tenders/<uuid:tender_id>/preview")
@signed_in
def preview(tender_id: UUID) -> ResponseReturnValue:
    tender = draft_edited(tender_id)
    faults = faults_of(tender, clock.now())
    return page(
        "tendering/drafts/preview.html",
        tender=tender,
        view=view_of(tender, clock.now()),
        budget=paperwork_of(tender, clock.today()),
        faults=faults_in(tender, faults),
        undeclared=conflict_faults(tender.id, own_id()),
        approving=approving_draft(tender, clock.now()),
        is_to_finish=bool(before_approval(faults)),
    )


@pages.post("/tenders/<uuid:tender_id>/publish")
@signed_in
def publish(tender_id: UUID) -> ResponseReturnValue:
    draft_edited(tender_id)
    with as_seen():
        publication.publish_tender(actor(), tender_id)
    say("The tender is published. Everybody can read it now.")
    return redirect(url_for("tenders.show", tender_id=tender_id))
