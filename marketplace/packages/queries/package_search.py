"""Which packages take offers, answer to some words, and fit what an enterprise says of itself?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import session
from marketplace.engine.paging import Beside
from marketplace.engine.search import (
    Meant,
    any_of,
    asked_for,
    asked_instead,
    holds,
    meant_with,
    read_as_words,
)
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.search_documents import SUPPLIES, SearchedOrganisation
from marketplace.organisations.queries.directory_search import (
    capabilities_saying,
    marked,
    miles_from,
    offer_of,
)
from marketplace.packages.models.package_readers import packages_visible_to
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.packages import PackageList, listed
from procurement.organisations.fit import SAME_KIND, Need, fits, reasons
from procurement.organisations.place import locate
from procurement.organisations.profile import Capability
from procurement.packages.package import PackageState

Wanted = type[Package]
"""All packages, or a part of them."""


@dataclass(frozen=True, slots=True)
class Able:
    """One of the person’s enterprises, with what its profile says."""

    name: str
    document: SearchedOrganisation
    capabilities: Sequence[Capability]


@dataclass(frozen=True, slots=True)
class Fit:
    """Which of the person’s enterprises a package fits, and why."""

    name: str
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class FoundPackages:
    """One page, the newest first, what of it fits, by the package, and what words were meant."""

    page: PackageList
    fitting: Mapping[UUID, Fit]
    meant: Meant
    able: Sequence[Able]


def found_packages(
    actor: Actor, today: date, text: str, beside: Beside, *, only_fitting: bool
) -> FoundPackages:
    """Those that take offers and this person sees: a fixed number of queries, some more where a word
    stands nowhere."""
    able = _able(actor)
    seen = _open_to(actor, today)
    if only_fitting:
        seen = seen.where(or_(false(), *map(_is_for, able)))
    asked = asked_for(text)
    meant = Meant(is_left_out=bool(text) and asked is None)
    page = listed(_saying(seen, asked), beside)
    if not page.listed.rows and asked is not None:
        meant = meant_with(text, _words(aliased(Package, _open_to(actor, today).subquery())))
        if meant.is_whole:
            page = listed(_saying(seen, asked_instead(text, meant)), beside)
    return FoundPackages(page, _fitting(page, able), meant, able)


def _open_to(actor: Actor, today: date) -> Select[Package]:
    return packages_visible_to(actor, today).where(Package.state == PackageState.POSTED)


def _saying(packages: Select[Package], asked: ColumnElement[Any] | None) -> Select[Package]:
    return packages if asked is None else packages.where(holds(_words(Package), asked))


def _words(package: Wanted) -> Any:
    """As ``ix_packages_words`` has them."""
    return read_as_words(package.title + literal_column("' '") + package.about)


def _able(actor: Actor) -> list[Able]:
    """The enterprises that the person writes offers for, and that say what they can do: two
    queries."""
    rows = session.execute(
        select(Organisation.name, SearchedOrganisation)
        .join(Organisation, Organisation.id == SearchedOrganisation.organisation_id)
        .where(
            Organisation.id.in_(actor.organisations_as(Role.BID_WRITER)),
            marked(SearchedOrganisation, SUPPLIES),
        )
        .order_by(Organisation.name, Organisation.id)
    ).all()
    said = capabilities_saying([document.organisation_id for _, document in rows], None)
    return [
        Able(name, document, [row for row, _ in said[document.organisation_id]])
        for name, document in rows
        if document.organisation_id in said
    ]


def _is_for(one: Able) -> ColumnElement[bool]:
    """What ``fit.fits`` says, as a condition; nobody answers a package of its own."""
    document, codes = one.document, [row.cpv for row in one.capabilities if row.cpv]
    can = [named for row in one.capabilities if (named := _is_named(row)) is not None]
    can.append(func.left(Package.cpv, SAME_KIND).in_({code[:SAME_KIND] for code in codes}))
    conditions = [Package.poster_id != document.organisation_id, or_(*can)]
    if document.largest_contract is not None:
        in_pence = func.round(Package.rate * Package.quantity * 100)
        asked = func.coalesce(Package.budget, in_pence)
        conditions.append(asked <= document.largest_contract)
    lat, lon = document.latitude, document.longitude
    if document.miles is not None and lat is not None and lon is not None:
        away = miles_from(Package.latitude, Package.longitude, (lat, lon))
        conditions.append(or_(away.is_(None), away <= document.miles))
    return and_(*conditions)


def _is_named(capability: Capability) -> ColumnElement[bool] | None:
    """Whether a package says some of the words of a capability."""
    asked = any_of(capability.words)
    return None if asked is None else holds(_words(Package), asked)


def _fitting(page: PackageList, able: Sequence[Able]) -> dict[UUID, Fit]:
    """Of each package of a page the first enterprise that it fits, with the reasons: one query."""
    named = _named([row.id for (row,) in page.listed.rows], able)
    fitting: dict[UUID, Fit] = {}
    for (package,) in page.listed.rows:
        need = Need(package.cpv, package.sum_asked, at=package.postcode)
        for one in able:
            said = [
                (row, row.words if row in named[package.id] else "") for row in one.capabilities
            ]
            offer = offer_of(one.document, said, locate(package.postcode), is_verified=False)
            is_own = package.poster_id == one.document.organisation_id
            if not is_own and package.id not in fitting and fits(need, offer):
                fitting[package.id] = Fit(one.name, reasons(need, offer))
    return fitting


def _named(ids: Sequence[UUID], able: Sequence[Able]) -> dict[UUID, set[Capability]]:
    """Which capabilities each of these packages names: one query."""
    asked = {row: _is_named(row) for one in able for row in one.capabilities}
    known = {row: named for row, named in asked.items() if named is not None}
    if not ids or not known:
        return {key: set() for key in ids}
    rows = session.execute(select(Package.id, *known.values()).where(Package.id.in_(ids)))
    return {
        key: {row for row, is_so in zip(known, is_named, strict=True) if is_so}
        for key, *is_named in rows
    }
