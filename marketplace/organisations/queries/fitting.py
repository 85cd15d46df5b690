"""Which enterprises fit a piece of work best? For whoever is about to ask some of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, union
from sqlalchemy.orm import aliased, defer

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.engine.search import any_of, by_index, cpv_mark, holds
from marketplace.organisations.models.search_documents import SUPPLIES, SearchedOrganisation
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.directory_search import (
    Searched,
    capabilities_saying,
    is_verified,
    is_visible,
    marked,
    nearness,
    offer_of,
)
from procurement.ground.money import Money
from procurement.organisations.fit import SAME_KIND, Need, can_do, fits, reasons, score, telling
from procurement.organisations.place import Location, locate, normal_postcode

MOST = 20
"""How many are named: more than anybody asks for an offer."""

_COMPARED = 200
"""So many of those that have some of the words are compared, and so many that have a code of the
same kind: the nearest, or where no postcode is given those that have most of the words."""

_FEW, _LOOKED_THROUGH = 1_000, 2_000
"""Where no more than a few fit, all of these are put in order; where more do, so many of the nearest
(without a postcode, of the first by name) that the person may ask are looked through too."""


Way = Callable[[Searched], ColumnElement[Any]]
"""What is asked of documents, or by what they are put in order."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """An enterprise that fits, with the reasons to show (marks around the words: ``shown.marked``)."""

    organisation_id: UUID
    name: str
    is_verified: bool
    can_do_it: bool
    """Whether something that it says it can do answers to the work."""
    reasons: Sequence[str]


def fitting_enterprises(
    actor: Actor,
    today: date,
    *,
    words: str = "",
    cpv: str = "",
    postcode: str = "",
    value: Money | None = None,
    only_fitting: bool = False,
) -> list[Fitting]:
    """At most ``MOST`` that the actor may read of, the best first; none where nothing is asked for.

    ``words`` is any text about the work, of which any ``telling`` word counts; ``cpv`` a code; ``postcode``
    where it is done (refused where it is none in form); ``value`` excludes VAT. ``only_fitting``
    leaves out those of whose own words something speaks against it. Three queries.
    """
    at = locate(postcode) if postcode.strip() else None
    need = Need(cpv, value, at=normal_postcode(postcode) if postcode.strip() else "")
    asked = any_of(telling(words))
    rows = _candidates(actor, today, cpv, asked, at)
    said = capabilities_saying([row.organisation_id for row, *_ in rows], asked)
    highest = max((rank for *_, rank in rows), default=0) or 1
    compared = []
    for row, good, rank in rows:
        offer = offer_of(row, said.get(row.organisation_id, []), at, is_verified=good)
        if only_fitting and not fits(need, offer):
            continue
        points = score(need, offer, rank / highest)
        compared.append((-points, row.sorted_name, row.organisation_id, offer))
    best = sorted(compared, key=lambda one: one[:3])[:MOST]
    names = names_of([key for _, _, key, _ in best])
    return [
        Fitting(key, names[key], offer.is_verified, can_do(need, offer), reasons(need, offer))
        for _, _, key, offer in best
    ]


def _candidates(
    actor: Actor, today: date, cpv: str, asked: ColumnElement[Any] | None, at: Location | None
) -> list[tuple[SearchedOrganisation, bool, float]]:
    """Those that are compared, whether each is verified, and how much of the words it has."""
    document = SearchedOrganisation
    ways: list[Way] = []
    if asked is not None:
        ways.append(lambda searched: holds(searched.words, asked))
    if cpv:
        ways.append(lambda searched: marked(searched, cpv_mark(cpv[:SAME_KIND])))
    if not ways:
        return []

    def seen(searched: Searched) -> ColumnElement[Any]:
        visible = is_visible(searched, actor, today)
        return and_(marked(searched, SUPPLIES), *([] if visible is None else [visible]))

    along: Way = _by_name if at is None else partial(nearness, at=at)
    place: Way = along if at is not None or asked is None else partial(_wordless, asked=asked)
    rank = literal(0.0) if asked is None else func.ts_rank(document.words, asked)
    firsts = (_first(along, place, seen, way) for way in ways)
    wanted = (
        select(document, is_verified(document, today), rank)
        .options(defer(document.text), defer(document.words))
        .where(document.organisation_id.in_(union(*firsts)))
    )
    with by_index():
        return [(row, good, rank) for row, good, rank in session.execute(wanted)]


def _first(along: Way, place: Way, seen: Way, way: Way) -> Select[UUID]:
    """The first by their place that fit in one way. However many do, no more are read: some of
    them, and those met along an index that the person may ask."""
    document = SearchedOrganisation
    some = _placed(document, place, way).where(seen(document)).limit(_FEW + 1)
    few = some.cte().prefix_with("MATERIALIZED")
    are_all = select(func.count()).select_from(few).scalar_subquery() <= _FEW
    every = select(document).where(seen(document)).order_by(along(document))
    ahead = aliased(document, every.limit(_LOOKED_THROUGH).subquery())
    met = _placed(ahead, place, way).where(~are_all)
    either = union(select(few), met).subquery()
    first = select(either.c.id).order_by(either.c.place, either.c.id).limit(_COMPARED)
    return select(first.subquery().c.id)


def _placed(document: Searched, place: Way, way: Way) -> Select[UUID, Any]:
    """The ids of those that fit, each with its place."""
    columns = document.organisation_id.label("id"), place(document).label("place")
    return select(*columns).where(way(document))


def _by_name(document: Searched) -> ColumnElement[Any]:
    return document.sorted_name.expression


def _wordless(document: Searched, asked: ColumnElement[Any]) -> ColumnElement[Any]:
    """Those that have most of the words first."""
    return -func.ts_rank(document.words, asked)
