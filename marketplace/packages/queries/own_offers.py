"""What stands in an enterprise’s own list of offers?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.models.offers import (
    Offer,
    OfferMember,
    OfferRound,
    OfferVersion,
    offers_visible_to,
)
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.makeable import is_unsent
from marketplace.packages.queries.offer_content import own_offer
from marketplace.packages.queries.packages import takes_offers
from procurement.ground.money import Money
from procurement.packages.offer import Side


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """An offer in the list of those behind it, or of the group that it was made for."""

    offer: Offer
    package: Package
    poster: str
    host: str
    """Who made it for the person’s group; empty where they are behind it themselves."""
    price: Money | None
    """As it was made last, or agreed; empty before."""
    proposed: Money | None
    """What its poster has proposed since, not accepted."""
    is_agreed: bool
    """Whether that is the poster’s price, which its enterprise has accepted."""
    is_unsent: bool
    """Whether something else is written, not sent, and can be sent still."""
    takes_offers: bool


@dataclass(frozen=True, slots=True)
class OwnOffers:
    """One page of them."""

    listed: Stretch[tuple[Offer, Package]]
    lines: Sequence[OwnOffer]


def own_offers(actor: Actor, now: datetime, beside: Beside) -> OwnOffers:
    """Those of the person’s enterprises, as lead or member, and those made for their groups; the
    newest first: four queries."""
    own = actor.organisations_as(Role.BID_WRITER)
    joined = select(OfferMember.offer_id).where(
        OfferMember.organisation_id.in_(own), OfferMember.declined_at.is_(None)
    )
    wanted = (
        offers_visible_to(actor)
        .where(
            or_(Offer.organisation_id.in_(own), Offer.id.in_(joined), Offer.for_group_id.in_(own))
        )
        .join(Package, Package.id == Offer.package_id)
        .add_columns(Package)
    )
    listed = stretch_of(wanted, (Offer.id,), beside, descending=True)
    offers = {offer.id: offer for offer, _ in listed.rows}
    said, versions = _said(offers), _versions(offers)
    names = names_of(
        {key for row in offers.values() for key in (row.poster_id, row.organisation_id)}
    )

    def line(offer: Offer, package: Package) -> OwnOffer:
        own_last, theirs = (said.get((offer.id, side)) for side in (Side.ENTERPRISE, Side.POSTER))
        is_agreed = theirs is not None and theirs.number == offer.agreed_round
        is_answered = theirs is None or (own_last is not None and own_last.number > theirs.number)
        made = theirs if is_agreed else own_last
        price = made.price if made else None
        if made is None and offer.id in versions and package.emptied_on is None:
            price = own_offer(offer, versions[offer.id]).terms.price
        is_host = offer.for_group_id in own and offer.organisation_id not in own
        return OwnOffer(
            offer,
            package,
            names[offer.poster_id],
            names[offer.organisation_id] if is_host else "",
            price,
            theirs.price if theirs and not is_agreed and not is_answered else None,
            is_agreed,
            not is_host and is_unsent(offer, package, now),
            takes_offers(package, now),
        )

    return OwnOffers(listed, [line(offer, package) for offer, package in listed.rows])


def _said(offers: Mapping[UUID, Offer]) -> dict[tuple[UUID, Side], OfferRound]:
    """What each side of each offer has said last: one query, two rows each."""
    each = (OfferRound.offer_id, OfferRound.side)
    rows = db.session.scalars(
        select(OfferRound)
        .where(OfferRound.offer_id.in_(offers))
        .ext(distinct_on(*each))
        .order_by(*each, OfferRound.number.desc())
    )
    return {(row.offer_id, row.side): row for row in rows}


def _versions(offers: Mapping[UUID, Offer]) -> dict[UUID, OfferVersion]:
    """The last version of each that is sealed: one query."""
    rows = db.session.scalars(
        select(OfferVersion)
        .where(OfferVersion.offer_id.in_(offers))
        .ext(distinct_on(OfferVersion.offer_id))
        .order_by(OfferVersion.offer_id, OfferVersion.number.desc())
    )
    return {row.offer_id: row for row in rows}
