"""Which packages are there, and what stands on the page of one?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import clock, db, reading
from marketplace.engine.access import Actor, Role
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.models.documents import Document, DocumentVersion
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.models.developments import Development, developments_visible_to
from marketplace.packages.models.package_readers import (
    package_ids_visible_to,
    packages_visible_to,
)
from marketplace.packages.models.packages import (
    Package,
    PackageInvitation,
    PackageQuestion,
)
from marketplace.packages.queries.package_documents import documents_of_package
from procurement.ground.calendar import london_day
from procurement.packages.package import Audience, PackageState

MOST_INVITED, MOST_QUESTIONS = 300, 300
"""Of one package: beyond them nobody is invited and nothing asked."""


@dataclass(frozen=True, slots=True)
class PackageList:
    """One page of packages, the newest first, and the names of those who posted them."""

    listed: Stretch[tuple[Package]]
    names: Mapping[UUID, str]


def packages_listed_for(actor: Actor, today: date, beside: Beside) -> PackageList:
    """Those that take offers and this person sees: two queries."""
    seen = package_ids_visible_to(actor, today)
    wanted = select(Package).where(
        Package.state == PackageState.POSTED, or_(*(Package.id.in_(ids) for ids in seen))
    )
    return _listed(wanted, beside)


def packages_of_development(
    actor: Actor, development_id: UUID, today: date, beside: Beside
) -> PackageList:
    """Those under a development that this person sees and that stand: two queries."""
    wanted = packages_visible_to(actor, today).where(
        Package.development_id == development_id, Package.state != PackageState.WITHDRAWN
    )
    return _listed(wanted, beside)


def packages_for_everyone(development_id: UUID) -> Select[Package]:
    """Those under a development that stand and that everybody reads."""
    return select(Package).where(
        Package.development_id == development_id,
        Package.audience == Audience.EVERYONE,
        Package.state != PackageState.WITHDRAWN,
    )


def own_packages(actor: Actor, beside: Beside) -> PackageList:
    """Those of the organisations that the person buys for, in every state: two queries."""
    own = select(Package).where(Package.poster_id.in_(actor.organisations_as(Role.BUYER)))
    return _listed(own, beside)


def package_seen_by(actor: Actor, package_id: UUID) -> Select[Package]:
    """One package, where this person may read of it."""
    return packages_visible_to(actor, clock.today()).where(Package.id == package_id)


@dataclass(frozen=True, slots=True)
class PackageDetails:
    """What a package’s page says beside its own row."""

    poster: str
    development: Development | None
    parent_title: str
    """The title of the contract it is a part of, for its poster’s people; empty for others."""
    documents: Sequence[tuple[Document, DocumentVersion]]
    answered: Sequence[PackageQuestion]
    waiting: Sequence[PackageQuestion]
    """Not answered yet: all of them for the poster, else those of the person’s organisations."""
    invited: Sequence[tuple[PackageInvitation, str]]
    """With the name of each: all of them for the poster, else those of the person’s organisations."""
    takes_offers: bool


def details_of(actor: Actor, package: Package, now: datetime) -> PackageDetails:
    """Six queries, seven below a contract."""
    posts = actor.has(package.poster_id, Role.BUYER)
    questions = _questions(package.id)
    own = actor.organisations
    parent = ""
    if posts and package.parent_contract_id is not None:
        parent = db.session.get_one(Contract, package.parent_contract_id).title
    _hold(package, now)
    return PackageDetails(
        poster=names_of([package.poster_id])[package.poster_id],
        development=_development(actor, package),
        parent_title=parent,
        documents=documents_of_package(package.id),
        answered=[row for row in questions if row.answered_at],
        waiting=[
            row
            for row in questions
            if not row.answered_at and (posts or row.organisation_id in own)
        ],
        invited=_invited(package.id, None if posts else own),
        takes_offers=takes_offers(package, now),
    )


def takes_offers(package: Package, now: datetime) -> bool:
    """Whether an offer may still come."""
    is_in_time = package.closes_at is None or now < package.closes_at
    return package.state is PackageState.POSTED and is_in_time


def question_of(package_id: UUID, question_id: UUID) -> Select[PackageQuestion]:
    """One question about a package."""
    return select(PackageQuestion).where(
        PackageQuestion.id == question_id, PackageQuestion.package_id == package_id
    )


def _listed(wanted: Select[Package], beside: Beside) -> PackageList:
    order = (Package.posted_at, Package.id)
    listed = stretch_of(wanted, order, beside, descending=True)
    return PackageList(listed, names_of({row.poster_id for (row,) in listed.rows}))


def _development(actor: Actor, package: Package) -> Development | None:
    if package.development_id is None:
        return None
    return db.session.scalars(
        developments_visible_to(actor).where(Development.id == package.development_id)
    ).one_or_none()


def how_many_questions(package_id: UUID) -> int:
    """How many were asked about a package."""
    asked = select(func.count()).where(PackageQuestion.package_id == package_id)
    return db.session.scalar(asked) or 0


def _questions(package_id: UUID) -> Sequence[PackageQuestion]:
    return db.session.scalars(
        select(PackageQuestion)
        .where(PackageQuestion.package_id == package_id)
        .order_by(PackageQuestion.asked_at, PackageQuestion.id)
        .limit(MOST_QUESTIONS)
    ).all()


def _invited(
    package_id: UUID, among: frozenset[UUID] | None
) -> list[tuple[PackageInvitation, str]]:
    wanted = (
        select(PackageInvitation, Organisation.name)
        .join(Organisation, Organisation.id == PackageInvitation.organisation_id)
        .where(PackageInvitation.package_id == package_id)
        .order_by(Organisation.name)
        .limit(MOST_INVITED)
    )
    if among is not None:
        wanted = wanted.where(PackageInvitation.organisation_id.in_(among))
    return [(invitation, name) for invitation, name in db.session.execute(wanted)]


def _hold(package: Package, now: datetime) -> None:
    """What the page says of its moment holds until that comes, or the day ends."""
    moments = [clock.next_midnight(london_day(now)), package.closes_at]
    reading.holds_until(min(moment for moment in moments if moment and moment > now))
