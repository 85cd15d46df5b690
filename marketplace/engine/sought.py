"""Which documents of a search stand on one page, and how many fit?

However many documents there are, and however common what is asked for. Where few fit, they are
found by their words and marks and put in order. Where many do, the documents are looked through in
their order until the page is full, and nothing is put in order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    ScalarSelect,
    Select,
    asc,
    case,
    desc,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from marketplace.engine.db import session
from marketplace.engine.paging import MOST_COUNTED, Beside, Stretch, beyond, count_of, stretch_of
from marketplace.engine.search import Document, by_index

_LOOKED_THROUGH = 20_000
"""Of the next documents, where many fit: there a page is full soon, or they are all further on."""

_SAMPLE = 200
"""Of the first documents, by which it is judged whether much fits."""

D = TypeVar("D", bound=Document)

Page = tuple[Stretch[tuple[UUID]], int]
"""The keys of a page, and how many fit in all (``paging.counted``)."""


Fitting = Callable[[type[D]], Select[D]]
"""Which fit of all documents, or of those of a part of them."""

TOTAL = ""
"""The value under which it is said how many documents there are to be parted."""


@dataclass(frozen=True, slots=True)
class Choice(Generic[D]):
    """One of the things that can be chosen in a search: what fits whatever is chosen of it, and how
    many of some documents have each value of it."""

    fitting: Fitting[D]
    parted: Callable[[type[D]], Select[str, int]]
    is_made: bool


@dataclass(frozen=True, slots=True)
class Sought(Generic[D]):
    """Documents in an order that an index serves, and those of them that are wanted.

    ``order`` names two columns, the second the key; ``fitting`` says which fit. All rise in their
    order, or all fall where it is ``descending``. ``between`` are conditions on the first column
    that ``fitting`` sets as well: nothing is looked through before or beyond.
    """

    document: type[D]
    order: tuple[str, str]
    fitting: Fitting[D]
    descending: bool
    size: int
    between: Sequence[ColumnElement[bool]] = ()

    def page(self, beside: Beside) -> Page:
        """The page beside a document: a fixed number of queries."""
        with by_index():
            page, count = self._few(beside)
            if 0 < count <= MOST_COUNTED:
                return page, count
            count = count or self._count()
            page = self._among(self.fitting(self._next(beside)), beside) if count else page
            if count and len(page.rows) < self.size:
                rest = self.fitting(self.document).where(self._beyond(beside))
                page = self._among(rest.offset(0), beside)
        if count and not page.rows:
            return self.page(Beside())
        return page, count

    def count(self) -> int:
        """How many fit (``paging.counted``): one query."""
        with by_index():
            return self._count()

    def numbers(self, choices: Mapping[str, Choice[D]]) -> dict[str, dict[str, int]]:
        """How many would fit with each value of each choice, and in all (``TOTAL``), for what no
        more than are counted fit now: one query. Of a choice with more than are counted, only that
        there are more."""
        parts, whole = [], self._some(self.fitting).cte("of_all")
        for name, choice in choices.items():
            of_it = self._judged(name, choice.fitting) if choice.is_made else None
            some, total = of_it or (whole, _length(whole))
            parts += [
                select(literal(name), literal(TOTAL), total),
                select(literal(name), *choice.parted(aliased(self.document, some)).subquery().c),
            ]
        numbers: dict[str, dict[str, int]] = {name: {} for name in choices}
        with by_index():
            for name, value, number in session.execute(union_all(*parts)):
                numbers[name][value] = number
        return {
            name: said if said[TOTAL] <= MOST_COUNTED else {TOTAL: said[TOTAL]}
            for name, said in numbers.items()
        }

    def _judged(self, name: str, fitting: Fitting[D]) -> tuple[CTE, ColumnElement[int]]:
        """What fits, and how many that is; where it is judged that many do, nothing is read."""
        first = count_of(fitting(self._next(Beside())))
        judged = select(
            case((self._share(fitting) * 10 < _SAMPLE, 0), else_=first).label("first")
        ).cte(f"judged_{name}")
        known = select(judged.c.first).scalar_subquery()
        some = self._some(fitting).where(known <= MOST_COUNTED).cte(f"of_{name}")
        return some, case((known > MOST_COUNTED, MOST_COUNTED + 1), else_=_length(some))

    def _some(self, fitting: Fitting[D]) -> Select[Any]:
        """No more than are counted and one, without their words."""
        columns = self.document.__table__.columns
        return (
            fitting(self.document)
            .limit(MOST_COUNTED + 1)
            .with_only_columns(
                *(column for column in columns if column.name not in ("text", "words"))
            )
        )

    def _few(self, beside: Beside) -> Page:
        """The page and how many fit, where no more do than are counted; nothing where every tenth of
        the first fits: an index would lead to very many before the first is put in order."""
        some = self.fitting(self.document).where(self._share() * 10 < _SAMPLE)
        columns = some.limit(MOST_COUNTED + 1).with_only_columns(*self._columns(self.document))
        few = columns.cte("few").prefix_with("MATERIALIZED")
        count = select(func.count()).select_from(few).scalar_subquery()
        order = [few.c[name] for name in self.order]
        page = self._stretch(select(order[1], count), order, beside)
        ids = [(key,) for key, _ in page.rows]
        return Stretch(ids, page.before, page.after), page.rows[0][1] if page.rows else 0

    def _share(self, fitting: Fitting[D] | None = None) -> ScalarSelect[int]:
        """How many of the first fit."""
        sample = (fitting or self.fitting)(self._next(Beside(), _SAMPLE)).subquery()
        return select(func.count()).select_from(sample).scalar_subquery()

    def _count(self) -> int:
        """How many fit (``paging.counted``); of what every tenth fits, the first are counted first."""
        first, every = (
            count_of(self.fitting(part)) for part in (self._next(Beside()), self.document)
        )
        count = case(
            (self._share() * 10 < _SAMPLE, every), (first > MOST_COUNTED, first), else_=every
        )
        return session.scalar(select(count)) or 0

    def _next(self, beside: Beside, most: int = _LOOKED_THROUGH) -> type[D]:
        """The documents that follow upon a page, and no more than so many."""
        way = desc if self.descending != beside.is_before else asc
        ordered = map(way, self._columns(self.document))
        following = select(self.document).where(self._beyond(beside), *self.between)
        following = following.order_by(*ordered)
        return aliased(self.document, following.limit(most).subquery())

    def _beyond(self, beside: Beside) -> ColumnElement[bool]:
        return beyond(self._columns(self.document), beside, descending=self.descending)

    def _among(self, documents: Select[D], beside: Beside) -> Stretch[tuple[UUID]]:
        order = self._columns(aliased(self.document, documents.subquery()))
        return self._stretch(select(order[1]), order, beside)

    def _stretch(self, wanted: Select[Any], order: list[Any], beside: Beside) -> Stretch[Any]:
        return stretch_of(wanted, order, beside, descending=self.descending, size=self.size)

    def _columns(self, document: type[D]) -> list[Any]:
        return [getattr(document, name) for name in self.order]


def _length(some: CTE) -> ScalarSelect[int]:
    return select(func.count()).select_from(some).scalar_subquery()
