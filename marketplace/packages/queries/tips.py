"""Which enterprises fit work that is coming or takes offers, and which of them were told of it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.queries.fitting import Fitting, fitting_enterprises
from marketplace.organisations.queries.people import answered_for
from marketplace.packages.models.developments import Development, developments_visible_to
from marketplace.packages.models.package_readers import packages_visible_to
from marketplace.packages.models.packages import Package
from marketplace.packages.models.pipeline import ComingPackage
from marketplace.packages.models.tips import WorkTip
from marketplace.packages.queries.packages import PackageList, listed
from procurement.packages.package import PackageState


@dataclass(frozen=True, slots=True)
class Tippable:
    """An enterprise that fits, and when it was told of the work, if it was."""

    fitting: Fitting
    told_at: datetime | None


def coming_work(actor: Actor, beside: Beside) -> Stretch[tuple[ComingPackage, Development]]:
    """One page of what is coming on developments that the person may read of, the soonest first."""
    wanted = _coming(actor).add_columns(Development)
    return stretch_of(wanted, (ComingPackage.month, ComingPackage.id), beside)


def coming_seen_by(actor: Actor, coming_id: UUID) -> Select[ComingPackage]:
    """One that is still coming, where the person may read of its development."""
    return _coming(actor).where(ComingPackage.id == coming_id)


def open_packages(actor: Actor, today: date, beside: Beside) -> PackageList:
    """One page of the packages that take offers and that the person may read, the newest first."""
    return listed(_open(actor, today), beside)


def open_package_seen_by(actor: Actor, today: date, package_id: UUID) -> Select[Package]:
    """One package that takes offers, where the person may read it."""
    return _open(actor, today).where(Package.id == package_id)


def fitting_coming(actor: Actor, today: date, coming: ComingPackage) -> Sequence[Tippable]:
    """The enterprises with an account that fit it, the best first; not those who build there."""
    development = session.get_one(Development, coming.development_id)
    rows = fitting_enterprises(
        actor,
        today,
        words=f"{coming.title} {coming.about}",
        cpv=coming.cpv,
        postcode=development.postcode,
        value=coming.value_from or coming.value_to,
        only_fitting=True,
    )
    told = WorkTip.coming_package_id == coming.id
    builders = {development.owner_id, development.contractor_id}
    return _tippable(rows, builders, select(WorkTip).where(told))


def fitting_package(actor: Actor, today: date, package: Package) -> Sequence[Tippable]:
    """The enterprises with an account that fit it, the best first; not the one that posted it."""
    rows = fitting_enterprises(
        actor,
        today,
        words=f"{package.title} {package.about}",
        cpv=package.cpv,
        postcode=package.postcode,
        value=package.sum_asked,
        only_fitting=True,
    )
    told = select(WorkTip).where(WorkTip.package_id == package.id)
    return _tippable(rows, {package.poster_id}, told)


def _tippable(
    rows: Sequence[Fitting], builders: set[UUID | None], told: Select[WorkTip]
) -> list[Tippable]:
    ids = [row.organisation_id for row in rows]
    known = {
        tip.organisation_id: tip.told_at
        for tip in session.scalars(told.where(WorkTip.organisation_id.in_(ids)))
    }
    answered = answered_for(ids, Role.BID_WRITER) - builders
    return [
        Tippable(row, known.get(row.organisation_id))
        for row in rows
        if row.organisation_id in answered
    ]


def _coming(actor: Actor) -> Select[ComingPackage]:
    seen = developments_visible_to(actor).with_only_columns(Development.id)
    return (
        select(ComingPackage)
        .join(Development, Development.id == ComingPackage.development_id)
        .where(
            ComingPackage.withdrawn_at.is_(None),
            Development.id.in_(seen),
            Development.published_at.is_not(None),
        )
    )


def _open(actor: Actor, today: date) -> Select[Package]:
    return packages_visible_to(actor, today).where(Package.state == PackageState.POSTED)
