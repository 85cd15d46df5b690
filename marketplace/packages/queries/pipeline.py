"""What is coming on a development, and who watches it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.engine.paging import ON_A_PAGE, Beside, Stretch, stretch_of
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.developments import Development
from marketplace.packages.models.pipeline import (
    ComingPackage,
    DevelopmentWatch,
    coming_on,
    watches_of,
)
from procurement.organisations.organisation import Kind

SUPPLIERS = [kind for kind in Kind if kind.supplies]


def coming_packages(
    development_id: UUID, beside: Beside, size: int = ON_A_PAGE
) -> Stretch[tuple[ComingPackage]]:
    """One page of what is coming, the soonest first."""
    order = (ComingPackage.month, ComingPackage.id)
    return stretch_of(coming_on(development_id), order, beside, size=size)


def coming_package_of(development_id: UUID, coming_id: UUID) -> Select[ComingPackage]:
    """One that is still coming on this development."""
    return coming_on(development_id).where(ComingPackage.id == coming_id)


def watch_of(development_id: UUID, organisation_id: UUID) -> DevelopmentWatch | None:
    """The watch of one enterprise, if it watches."""
    return db.session.scalars(
        select(DevelopmentWatch).where(
            DevelopmentWatch.development_id == development_id,
            DevelopmentWatch.organisation_id == organisation_id,
        )
    ).one_or_none()


def watchers_of(development_id: UUID) -> Sequence[UUID]:
    """The enterprises that watch a development."""
    return db.session.scalars(
        select(DevelopmentWatch.organisation_id).where(
            DevelopmentWatch.development_id == development_id
        )
    ).all()


@dataclass(frozen=True, slots=True)
class Watcher:
    """An enterprise of the person, and whether it watches."""

    organisation: Organisation
    watches: bool


def watching_for(actor: Actor, development_id: UUID) -> Sequence[Watcher]:
    """The enterprises that the person could have told what comes, by name: one query."""
    mine = actor.organisations_as(Role.BID_WRITER)
    if not mine:
        return []
    watch = select(DevelopmentWatch.id).where(
        DevelopmentWatch.development_id == development_id,
        DevelopmentWatch.organisation_id == Organisation.id,
    )
    rows = db.session.execute(
        select(Organisation, watch.exists())
        .where(Organisation.id.in_(mine), Organisation.kind.in_(SUPPLIERS))
        .order_by(Organisation.name)
    )
    return [Watcher(organisation, watches) for organisation, watches in rows]


def watched_developments(
    actor: Actor, beside: Beside
) -> Stretch[tuple[DevelopmentWatch, Development, str]]:
    """What the person's enterprises watch, with the name of the one that does; the newest first."""
    wanted = (
        watches_of(actor)
        .join(Development, Development.id == DevelopmentWatch.development_id)
        .join(Organisation, Organisation.id == DevelopmentWatch.organisation_id)
        .add_columns(Development, Organisation.name)
    )
    return stretch_of(wanted, (DevelopmentWatch.id,), beside, descending=True)
