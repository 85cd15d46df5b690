"""Which packages are there, and what may still be done about one?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from marketplace.engine import clock, db, reading
from marketplace.engine.access import Actor, Role
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.models.package_readers import packages_visible_to
from marketplace.packages.models.packages import (
    Package,
    PackageQuestion,
)
from procurement.ground.calendar import london_day
from procurement.packages.package import PackageState

MOST_INVITED, MOST_QUESTIONS = 300, 300
"""Of one package: beyond them nobody is invited and nothing asked."""


@dataclass(frozen=True, slots=True)
class PackageList:
    """One page of packages, the newest first, and the names of those who posted them."""

    listed: Stretch[tuple[Package]]
    names: Mapping[UUID, str]


def packages_of_development(
    actor: Actor, development_id: UUID, today: date, beside: Beside, *, ended: bool = False
) -> PackageList:
    """Those under a development that this person sees: what still takes offers, or what stands and
    takes none any more. Two queries."""
    wanted = packages_visible_to(actor, today).where(
        Package.development_id == development_id,
        Package.state.not_in([PackageState.POSTED, PackageState.WITHDRAWN])
        if ended
        else Package.state == PackageState.POSTED,
    )
    return listed(wanted, beside)


def own_packages(actor: Actor, beside: Beside) -> PackageList:
    """Those of the organisations that the person buys for, in every state: two queries."""
    own = select(Package).where(Package.poster_id.in_(actor.organisations_as(Role.BUYER)))
    return listed(own, beside)


def has_posted(actor: Actor) -> bool:
    """Whether an organisation that the person buys for has posted any."""
    own = select(Package.id).where(Package.poster_id.in_(actor.organisations_as(Role.BUYER)))
    return db.session.scalar(select(own.exists())) is True


def package_seen_by(actor: Actor, package_id: UUID) -> Select[Package]:
    """One package, where this person may read of it."""
    return packages_visible_to(actor, clock.today()).where(Package.id == package_id)


def takes_offers(package: Package, now: datetime) -> bool:
    """Whether an offer may still come."""
    is_in_time = package.closes_at is None or now < package.closes_at
    return package.state is PackageState.POSTED and is_in_time


def hold(rows: Iterable[Package], now: datetime) -> None:
    """What a page says of their moments holds until the next of them comes, or the day ends."""
    moments = [clock.next_midnight(london_day(now)), *(row.closes_at for row in rows)]
    reading.holds_until(min(moment for moment in moments if moment and moment > now))


def question_of(package_id: UUID, question_id: UUID) -> Select[PackageQuestion]:
    """One question about a package."""
    return select(PackageQuestion).where(
        PackageQuestion.id == question_id, PackageQuestion.package_id == package_id
    )


def questions_of(package_id: UUID) -> Sequence[PackageQuestion]:
    """What was asked about a package, in order: ``MOST_QUESTIONS`` at most."""
    return db.session.scalars(
        select(PackageQuestion)
        .where(PackageQuestion.package_id == package_id)
        .order_by(PackageQuestion.asked_at, PackageQuestion.id)
        .limit(MOST_QUESTIONS)
    ).all()


def listed(wanted: Select[Package], beside: Beside) -> PackageList:
    """One page of these: two queries."""
    order = (Package.posted_at, Package.id)
    page = stretch_of(wanted, order, beside, descending=True)
    hold([row for (row,) in page.rows], clock.now())
    return PackageList(page, names_of({row.poster_id for (row,) in page.rows}))


def how_many_questions(package_id: UUID) -> int:
    """How many were asked about a package."""
    asked = select(func.count()).where(PackageQuestion.package_id == package_id)
    return db.session.scalar(asked) or 0
