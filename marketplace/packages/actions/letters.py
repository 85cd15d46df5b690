"""Who is told by e-mail what becomes of a package?"""

from collections.abc import Collection, Iterable
from uuid import UUID

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.organisations.queries.people import people_of
from marketplace.packages.actions.pipeline import tell_watchers
from marketplace.packages.models.developments import Development
from marketplace.packages.models.offers import Offer
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.offers import members_of
from marketplace.packages.queries.package_parties import enterprises_told
from procurement.packages.package import Audience


def tell_poster(act: Act, package: Package, template: str, **values: object) -> None:
    """Everybody who buys for its poster."""
    _tell(act, people_of([package.poster_id], Role.BUYER), package, template, values)


def tell_enterprises(act: Act, package: Package, template: str, **values: object) -> None:
    """Everybody who writes offers for an enterprise that was invited, has asked or has answered."""
    people = people_of(enterprises_told(package.id), Role.BID_WRITER)
    _tell(act, people, package, template, values)


def tell_writers(
    act: Act, organisations: Iterable[UUID], package: Package, template: str, **values: object
) -> None:
    """Everybody who writes offers for these."""
    _tell(act, people_of(list(organisations), Role.BID_WRITER), package, template, values)


def tell_parties(
    act: Act,
    offer: Offer,
    package: Package,
    template: str,
    *,
    only: Collection[UUID] | None = None,
    **values: object,
) -> None:
    """Everybody who writes offers for those behind one, or for some of them alone."""
    wanted = [key for key in _behind(offer) if only is None or key in only]
    tell_writers(act, wanted, package, template, offer_id=offer.id, **values)


def give_receipts(
    act: Act, offer: Offer, package: Package, template: str, **values: object
) -> None:
    """Everybody who writes offers for those behind one, by a letter that waits behind no other."""
    for person_id in people_of(_behind(offer), Role.BID_WRITER):
        act.give_receipt(person_id, template, offer_id=offer.id, title=package.title, **values)


def tell_watchers_of(act: Act, package: Package) -> None:
    """Everybody who writes offers for an enterprise that watches its development, where everyone may
    answer it."""
    if package.development_id is None or package.audience is not Audience.EVERYONE:
        return
    development = db.session.get_one(Development, package.development_id)
    told = {"title": package.title, "package_id": package.id}
    tell_watchers(act, development, "package_on_development", **told)


def _behind(offer: Offer) -> list[UUID]:
    members = [row.organisation_id for row, _ in members_of(offer.id)]
    return list(dict.fromkeys([offer.organisation_id, *members]))


def _tell(
    act: Act, people: Iterable[UUID], package: Package, template: str, values: dict[str, object]
) -> None:
    for person_id in people:
        act.notify(person_id, template, package_id=package.id, title=package.title, **values)
