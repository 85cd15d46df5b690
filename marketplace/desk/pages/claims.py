"""Claims: asking for an organisation known from a notice, and the broker's answer."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.desk.actions import claims
from marketplace.desk.queries.claims import claim_known_to
from marketplace.organisations.pages.organisations import visible_organisation
from marketplace.web.forms import Needed, PageForm
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("claims", __name__)


class ClaimForm(PageForm):
    grounds = TextAreaField(
        "How can the broker check that it is yours?",
        [Needed("Say what you do there and how the broker can check it.")],
    )


@pages.route("/organisations/<uuid:organisation_id>/claim", methods=["GET", "POST"])
@signed_in
def claim(organisation_id: UUID) -> ResponseReturnValue:
    organisation = visible_organisation(organisation_id)
    form = ClaimForm()
    if form.accepts(
        lambda: claims.claim_organisation(actor(), organisation.id, grounds=form.grounds.data)
    ):
        say("Your claim is with the broker, who will answer by e-mail.")
        return redirect(url_for("organisations.show", organisation_id=organisation.id))
    return page("desk/claims/claim.html", form=form, organisation=organisation)


@pages.post("/claims/<uuid:claim_id>/approve")
@signed_in
def approve(claim_id: UUID) -> ResponseReturnValue:
    claims.approve_claim(actor(), get_or_404(claim_known_to(actor(), claim_id)).id)
    say("The claim is approved, and the person is told.")
    return _back_to_the_desk()


@pages.post("/claims/<uuid:claim_id>/refuse")
@signed_in
def refuse(claim_id: UUID) -> ResponseReturnValue:
    claims.refuse_claim(actor(), get_or_404(claim_known_to(actor(), claim_id)).id)
    say("The claim is refused, and the person is told.")
    return _back_to_the_desk()


def _back_to_the_desk() -> ResponseReturnValue:
    """The page from which whoever decides came: the broker’s, or the operator’s."""
    return redirect(url_for("verifications.desk" if actor().is_broker else "operations.show"))
