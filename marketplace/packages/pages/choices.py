"""Choosing one offer, the letter of award that comes of it, and taking the choice back."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.engine import clock
from marketplace.packages.actions import choices
from marketplace.packages.models.offers import AwardLetter, Offer, offers_visible_to
from marketplace.packages.queries.offers import letter_of, members_of, offers_for
from marketplace.packages.queries.package_history import (
    last_letter,
    one_letter,
    why_taken_back,
)
from marketplace.packages.queries.packages import package_seen_by
from marketplace.web.forms import Needed, PageForm, SeenForm
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("choices", __name__)


class ChoiceForm(SeenForm):
    reason = TextAreaField(
        "Why this one?", [Needed("Say why you choose this one: it stands in the letter.")]
    )
    told = TextAreaField("What are the others told?")


class TakeBackForm(PageForm):
    reason = TextAreaField(
        "Why do you take it back?",
        [Needed("Say why: the one that was chosen reads it, and it stays on record.")],
    )


@pages.route("/packages/<uuid:package_id>/choose/<uuid:offer_id>", methods=["GET", "POST"])
@signed_in
def choose(package_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    package = get_or_404(package_seen_by(actor(), package_id), "offer.choose")
    offer = get_or_404(
        offers_visible_to(actor()).where(Offer.id == offer_id, Offer.package_id == package.id)
    )
    form = ChoiceForm()
    if form.accepts(
        lambda: choices.choose_offer(
            actor(),
            package.id,
            offer_id=offer.id,
            reason=form.reason.data or "",
            told=form.told.data or "",
            seen=form.mark,
        )
    ):
        say("The letter of award is given. Everyone is told.")
        return redirect(url_for("packages.show", package_id=package.id))
    lines = offers_for(actor(), package, clock.today())
    return page(
        "packages/choices/choose.html",
        form=form,
        package=package,
        line=next(line for line in lines if line.offer.id == offer.id),
        members=members_of(offer.id),
        others=[line for line in lines if line.offer.id != offer.id],
    )


@pages.route("/packages/<uuid:package_id>/take-choice-back", methods=["GET", "POST"])
@signed_in
def take_back(package_id: UUID) -> ResponseReturnValue:
    package = get_or_404(package_seen_by(actor(), package_id), "choice.take_back")
    given = get_or_404(letter_of(package.id))
    form = TakeBackForm()
    if form.accepts(
        lambda: choices.take_back_choice(actor(), package.id, reason=form.reason.data or "")
    ):
        say("The choice is taken back. Everyone is told, and every offer can be chosen again.")
        return redirect(url_for("packages.show", package_id=package.id))
    return page("packages/choices/take_back.html", form=form, package=package, letter=given)


@pages.get("/packages/<uuid:package_id>/letter")
@signed_in
def letter(package_id: UUID) -> ResponseReturnValue:
    """The last letter as it was given: for both sides, and to be printed."""
    return _letter(get_or_404(last_letter(actor(), package_id)))


@pages.get("/packages/<uuid:package_id>/letters/<uuid:award_letter_id>")
@signed_in
def former(package_id: UUID, award_letter_id: UUID) -> ResponseReturnValue:
    """One of a package’s letters, also where its choice was taken back."""
    return _letter(get_or_404(one_letter(actor(), package_id, award_letter_id)))


def _letter(row: AwardLetter) -> ResponseReturnValue:
    return page("packages/choices/letter.html", letter=row, taken_back=why_taken_back(row.id))
