"""Offers: an enterprise's own list, and one offer from its first words to the choice."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.organisations.queries.hostings import groups_hosted_by
from marketplace.packages.actions import offers
from marketplace.packages.models.offers import Offer
from marketplace.packages.pages.offer_forms import BeginForm, SaveForm, saved_in
from marketplace.packages.queries.above import passed_on_by
from marketplace.packages.queries.offer_content import draft_of
from marketplace.packages.queries.offer_receipts import may_read
from marketplace.packages.queries.offers import (
    answering_for,
    offer_details,
    offer_seen_by,
    package_of,
)
from marketplace.packages.queries.own_offers import own_offers
from marketplace.packages.queries.package_history import changes_since, taken_back_of
from marketplace.packages.queries.packages import package_seen_by
from marketplace.packages.queries.wanted import taken_on_with
from marketplace.web.forms import PageForm, SeenForm
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in

pages = Blueprint("offers", __name__)


@pages.get("/offers")
@signed_in
def index() -> ResponseReturnValue:
    return page("packages/offers/index.html", own=own_offers(actor(), clock.now(), beside()))


@pages.route("/packages/<uuid:package_id>/offer", methods=["GET", "POST"])
@signed_in
def begin(package_id: UUID) -> ResponseReturnValue:
    package = get_or_404(package_seen_by(actor(), package_id), "offer.begin")
    form = BeginForm(starts_on=package.starts_on, ends_on=package.ends_on)
    own = answering_for(actor(), package, clock.today())
    form.organisation_id.choices = [(str(row.id), row.name) for row in own]
    groups = groups_hosted_by(row.id for row in own)
    form.offer_groups(groups)
    if form.accepts(
        lambda: offers.begin_offer(
            actor(),
            package.id,
            organisation_id=UUID(form.organisation_id.data),
            terms=form.terms(),
        )
    ):
        say("Your offer is written. Nobody else reads it before you make it.")
        return redirect(url_for("offers.show", offer_id=form.result.id))
    return page(
        "packages/offers/write.html", form=form, package=package, offer=None, own=own,
        hosts=bool(groups), from_above=passed_on_by(package),
    )  # fmt: skip


@pages.get("/offers/<uuid:offer_id>")
@signed_in
def show(offer_id: UUID) -> ResponseReturnValue:
    return offer_page(visible_offer(offer_id))


@pages.route("/offers/<uuid:offer_id>/write", methods=["GET", "POST"])
@signed_in
def write(offer_id: UUID) -> ResponseReturnValue:
    offer = visible_offer(offer_id, "offer.save")
    form = SaveForm(data=saved_in(draft_of(offer), offer.revision))
    groups = groups_hosted_by([offer.organisation_id])
    form.offer_groups(groups)
    if form.accepts(lambda: offers.save_offer(actor(), offer.id, terms=form.terms())):
        say("What you wrote is saved. It counts once you make it.")
        return redirect(url_for("offers.show", offer_id=offer.id))
    form.catch_up()
    package = package_of(offer)
    return page(
        "packages/offers/write.html", form=form, package=package, offer=offer, own=[offer],
        hosts=bool(groups or draft_of(offer).for_group), from_above=passed_on_by(package),
    )  # fmt: skip


@pages.route("/offers/<uuid:offer_id>/make", methods=["GET", "POST"])
@signed_in
def make(offer_id: UUID) -> ResponseReturnValue:
    offer = visible_offer(offer_id, "offer.make")
    return offer_step(offer, offers.make_offer, "Your offer is made.")


@pages.route("/offers/<uuid:offer_id>/stand-by", methods=["GET", "POST"])
@signed_in
def stand_by(offer_id: UUID) -> ResponseReturnValue:
    offer = visible_offer(offer_id, "offer.stand_by")
    return offer_step(
        offer, offers.stand_by_offer, "Your offer stands, for the package as it is now."
    )


@pages.route("/offers/<uuid:offer_id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(offer_id: UUID) -> ResponseReturnValue:
    offer = visible_offer(offer_id, "offer.withdraw")
    form = PageForm()
    if form.accepts(lambda: offers.withdraw_offer(actor(), offer.id)):
        say("Your offer is taken back.")
        return redirect(url_for("offers.show", offer_id=offer.id))
    details = offer_details(offer, clock.now(), is_own=True)
    return page("packages/offers/withdraw.html", form=form, offer=offer, details=details)


def visible_offer(offer_id: UUID, right: str | None = None) -> Offer:
    """An offer that the person may read, or 404; where a right is named, 403 without it."""
    offer: Offer = get_or_404(offer_seen_by(actor(), offer_id), right)
    return offer


def offer_step(
    offer: Offer, step: Callable[..., object], done: str, of: UUID | None = None
) -> ResponseReturnValue:
    """A button on its page that binds to what was read; ``of``: whose step it is, if not the offer’s."""
    form = SeenForm()
    if form.accepts(lambda: step(actor(), of or offer.id, seen=form.mark)):
        say(done)
        return redirect(url_for("offers.show", offer_id=offer.id))
    return offer_page(offer, form)


def offer_page(offer: Offer, form: PageForm | None = None) -> ResponseReturnValue:
    """How it stands; ``form`` is a step that was refused."""
    posts, own = actor().has(offer.poster_id, Role.BUYER), actor().organisations_as(Role.BID_WRITER)
    is_for_own = not posts and offer.for_group_id in own and offer.organisation_id not in own
    is_own = not posts and not is_for_own
    details = offer_details(offer, clock.now(), is_own=is_own, is_for_own=is_for_own)
    return page(
        "packages/offers/show.html",
        form=form or PageForm(),
        offer=offer,
        details=details,
        posts=posts,
        is_for_own=is_for_own,
        takes_on=taken_on_with(details.package) if is_own and details.can_be_made else None,
        since=changes_since(details.package, offer.package_version) if details.is_behind else (),
        taken_back=taken_back_of(actor(), offer.package_id),
        readable=[row.number for row in details.versions if may_read(actor(), offer, row)],
    )
