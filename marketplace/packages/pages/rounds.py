"""The steps of a negotiation: the poster proposes, the enterprise accepts."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.engine import clock
from marketplace.packages.actions import rounds
from marketplace.packages.pages.offer_forms import TermsForm
from marketplace.packages.pages.offers import offer_step, visible_offer
from marketplace.packages.queries.offers import offer_details
from marketplace.web.forms import Needed
from marketplace.web.tools import actor, page, say, signed_in

pages = Blueprint("rounds", __name__)


@pages.route("/offers/<uuid:offer_id>/propose", methods=["GET", "POST"])
@signed_in
def propose(offer_id: UUID) -> ResponseReturnValue:
    offer = visible_offer(offer_id, "round.propose")
    details = offer_details(offer, clock.now(), is_own=False)
    last = details.rounds[-1]
    form = TermsForm(price=last.price, starts_on=last.starts_on, ends_on=last.ends_on)
    form.price.label.text = "The price you propose, excluding VAT"
    form.words.label.text = "What you say to it"
    form.words.validators = [Needed("Say why you propose it: a sentence is enough.")]
    form.starts_on.label.text, form.ends_on.label.text = "First day", "Last day"
    if form.accepts(lambda: rounds.propose_round(actor(), offer.id, terms=form.terms())):
        say("Your proposal is sent. The enterprise accepts it, or answers.")
        return redirect(url_for("offers.show", offer_id=offer.id))
    return page("packages/rounds/propose.html", form=form, offer=offer, details=details)


@pages.route("/offers/<uuid:offer_id>/take-up", methods=["GET", "POST"])
@signed_in
def take_up(offer_id: UUID) -> ResponseReturnValue:
    offer = visible_offer(offer_id, "round.take_up")
    return offer_step(
        offer,
        rounds.take_up_round,
        "Each member is asked to accept its part of that price. Once all have, you accept it here.",
    )


@pages.route("/offers/<uuid:offer_id>/accept", methods=["GET", "POST"])
@signed_in
def accept(offer_id: UUID) -> ResponseReturnValue:
    offer = visible_offer(offer_id, "round.accept")
    return offer_step(
        offer,
        rounds.accept_round,
        "You have accepted. The other side is told.",
    )
