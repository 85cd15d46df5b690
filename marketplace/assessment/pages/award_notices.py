"""The award is published: with the number of its notice where one is owed."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.assessment.actions import awards
from marketplace.assessment.pages.awards import awarded_tender
from marketplace.engine import clock
from marketplace.tendering.pages.published_form import PublishedForm
from marketplace.tendering.queries.official_notices import is_notice_owed
from marketplace.web.tools import actor, page, say, signed_in

pages = Blueprint("award_notices", __name__)


@pages.route("/tenders/<uuid:tender_id>/publish-award", methods=["GET", "POST"])
@signed_in
def publish(tender_id: UUID) -> ResponseReturnValue:
    tender = awarded_tender(tender_id)
    form = PublishedForm()
    if form.accepts(lambda: awards.publish_award(actor(), tender.id, published=form.published)):
        say("The award is published: everybody can read it on the tender’s page.")
        return redirect(url_for("awards.show", tender_id=tender.id))
    return page(
        "assessment/award_notices/publish.html",
        tender=tender,
        form=form,
        is_notified=is_notice_owed("UK6", tender, clock.now()),
    )
