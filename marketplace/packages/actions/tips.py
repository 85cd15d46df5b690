"""A broker tells enterprises of work that fits them, before or while it takes offers."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.queries.people import people_of
from marketplace.packages.models.developments import Development
from marketplace.packages.models.packages import Package
from marketplace.packages.models.pipeline import ComingPackage
from marketplace.packages.models.tips import WorkTip
from marketplace.packages.queries.packages import takes_offers
from marketplace.packages.queries.tips import Tippable, fitting_coming, fitting_package
from procurement.ground.refusal import Refusal
from procurement.packages.package import Audience


@action("coming_tip.give")
def give_coming_tip(act: Act, coming: ComingPackage, *, organisation_ids: Collection[UUID]) -> int:
    """Tell enterprises that fit of work that is coming; how many were told. Each is told once."""
    development = db.session.get_one(Development, coming.development_id)
    if coming.withdrawn_at is not None or development.published_at is None:
        raise Refusal("This work is no longer said to be coming, so nobody can be told of it.")
    wanted = _wanted(fitting_coming(act.actor, act.today, coming), organisation_ids)
    said = {"development": development.name, "development_id": development.id}
    said |= {"title": coming.title, "month": coming.month}
    return _tell(act, wanted, {"coming_package_id": coming.id}, "coming_package_fits", said)


@action("package_tip.give")
def give_package_tip(act: Act, package: Package, *, organisation_ids: Collection[UUID]) -> int:
    """Tell enterprises that fit of a package that everyone may answer; how many were told. Each is
    told once."""
    if package.audience is not Audience.EVERYONE or not takes_offers(package, act.now):
        raise Refusal("Only of a package that takes offers from everyone can a broker tell.")
    wanted = _wanted(fitting_package(act.actor, act.today, package), organisation_ids)
    work = {"package_id": package.id}
    said = {"title": package.title, "closes_at": package.closes_at, **work}
    return _tell(act, wanted, work, "package_fits", said)


def _wanted(fitting: Sequence[Tippable], chosen: Collection[UUID]) -> list[UUID]:
    """Those chosen that fit and were not told before; refuses where there is none."""
    fresh = [row.fitting.organisation_id for row in fitting if row.told_at is None]
    wanted = [key for key in fresh if key in set(chosen)]
    if not wanted:
        raise Refusal("Tick at least one enterprise that was not told before.", field="enterprises")
    return wanted


def _tell(
    act: Act,
    wanted: Sequence[UUID],
    work: Mapping[str, UUID],
    letter: str,
    said: Mapping[str, Any],
) -> int:
    """Note who is told of the work and write to whoever bids for them; how many are told."""
    for key in wanted:
        act.add(WorkTip(organisation_id=key, told_at=act.now, told_by=act.person_id, **work))
    for person_id in people_of(wanted, Role.BID_WRITER):
        act.notify(person_id, letter, **said)
    return len(wanted)
