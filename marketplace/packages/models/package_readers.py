"""Who may read a package, and who may answer it? As conditions and Selects."""

from collections.abc import Callable, Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.directory import address_on
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.packages.models.offers import Offer, OfferMember
from marketplace.packages.models.packages import ENTERPRISES, Package, PackageInvitation
from procurement.organisations.place import PLACES
from procurement.packages.package import Audience

IsOne = Callable[[InstrumentedAttribute[UUID]], ColumnElement[bool]]
"""Whether a column names one of the organisations that are meant."""


def packages_visible_to(actor: Actor, today: date) -> Select[Package]:
    """What everybody may answer, for everybody; the rest for its poster's buyers, for the people of
    those invited, of those who answered, alone, together or by a host, and of the enterprises that trade in
    the place it is for. Who answered keeps reading, wherever it trades later."""
    return select(Package).where(or_(*_ways_to_see(actor, today)))


def package_ids_visible_to(actor: Actor, today: date) -> tuple[Select[UUID], ...]:
    """The ids of the same, one Select for each way to see one."""
    return tuple(select(Package.id).where(way) for way in _ways_to_see(actor, today))


def packages_seen_among(actor: Actor, today: date, ids: Collection[UUID]) -> Select[UUID]:
    """Those of these ids whose packages the person may read."""
    return (
        packages_visible_to(actor, today).where(Package.id.in_(ids)).with_only_columns(Package.id)
    )


def package_seen_behind(actor: Actor, today: date, contract_id: UUID) -> Select[UUID, str]:
    """The id and title of the package that a contract came of, where the person may read it."""
    return (
        packages_visible_to(actor, today)
        .where(Package.contract_id == contract_id)
        .with_only_columns(Package.id, Package.title)
    )


def answered_by(organisation_ids: Collection[UUID], today: date) -> tuple[ColumnElement[bool], ...]:
    """The ways in which a package is for one of these to answer, each a condition."""
    return _ways_to_answer(lambda column: column.in_(organisation_ids), today)


def answering_among(
    package_id: UUID, organisation_ids: Collection[UUID], today: date
) -> Select[UUID]:
    """Those of these organisations that a package is for, each judged by itself."""
    who = aliased(Organisation)
    return (
        select(who.id)
        .join(Package, Package.id == package_id)
        .where(
            who.id.in_(organisation_ids),
            or_(*_ways_to_answer(lambda column: column == who.id, today)),
        )
    )


def _ways_to_answer(is_one: IsOne, today: date) -> tuple[ColumnElement[bool], ...]:
    invited = select(PackageInvitation.package_id).where(is_one(PackageInvitation.organisation_id))
    in_place = and_(Package.audience == Audience.PLACE, _trades_in_its_place(is_one, today))
    return Package.audience == Audience.EVERYONE, Package.id.in_(invited), in_place


def _ways_to_see(actor: Actor, today: date) -> tuple[ColumnElement[bool], ...]:
    if not actor.organisations:
        return (Package.audience == Audience.EVERYONE,)
    posted = Package.poster_id.in_(actor.organisations_as(Role.BUYER))
    together = (
        select(Offer.package_id)
        .join(OfferMember, OfferMember.offer_id == Offer.id)
        .where(
            OfferMember.organisation_id.in_(actor.organisations),
            OfferMember.declined_at.is_(None),
        )
    )
    alone = select(Offer.package_id).where(Offer.organisation_id.in_(actor.organisations))
    for_them = select(Offer.package_id).where(Offer.for_group_id.in_(actor.organisations))
    in_offer = Package.id.in_(union_all(alone, together, for_them))
    return (posted, in_offer, *answered_by(actor.organisations, today))


def _trades_in_its_place(is_one: IsOne, today: date) -> ColumnElement[bool]:
    """That one of those meant trades in the place that a package is for, as an enterprise."""
    trading = exists().where(
        is_one(TradingAddress.organisation_id),
        TradingAddress.organisation_id == Organisation.id,
        Organisation.kind.in_(ENTERPRISES),
        address_on(today),
    )
    return or_(
        *(
            and_(Package.place == slug, trading.where(TradingAddress.ward_code.in_(codes)))
            for slug, codes in ((place.slug, place.ward_codes) for place in PLACES.values())
        )
    )
