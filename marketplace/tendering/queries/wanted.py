"""What does somebody who looks for work ask for, and which documents answer to it?

What is asked for stands in words under names, as in an address: the page of a search, its feed and a
search that is kept all read it here.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.sql.expression import cast

from marketplace.engine.search import cpv_mark, holds
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.organisations.models.places import Place, PlaceWard
from marketplace.organisations.models.search_documents import SearchedOrganisation, cell_mark
from marketplace.organisations.queries.directory_search import miles_from
from marketplace.tendering.models.search_documents import (
    SME,
    VCSE,
    SearchedWork,
    regime_mark,
    stage_mark,
    subject_mark,
    suits_mark,
    theme_mark,
)
from procurement.ground.calendar import london_moment
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.ground.theme import Theme
from procurement.open_data.cpv import cpv_starts
from procurement.open_data.notice import NoticeStage
from procurement.open_data.region import REGIONS
from procurement.organisations.distance import cells_around
from procurement.organisations.place import Location, located
from procurement.tendering.regime import Regime, Subject

WEST_MIDLANDS = "west-midlands"
_WEST_MIDLANDS_POSTCODE = r"^(B|CV|DY|WS|WV)[0-9]"

MILES = (2, 5, 10, 25, 50)
"""How far a buyer may be."""

AHEAD = "ahead"
"""Any day that is still to come."""

WITHIN = ("7", "14", "30")
"""Days until the deadline."""

_SLUG = re.compile(r"[a-z0-9-]{1,80}")

Searched = type[SearchedWork]
"""Documents of tenders or of notices, or of a part of them."""

Read = TypeVar("Read")


class Order(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; empty means any. ``cpv`` holds beginnings of codes, any of which will
    do."""

    text: str = ""
    cpv: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    """The marks it must have, by the name of the choice."""
    place: str = ""
    at: Location | None = None
    miles: int | None = None
    least: Money | None = None
    most: Money | None = None
    closes_from: datetime | None = None
    closes_before: datetime | None = None
    buyer_id: UUID | None = None
    order: Order | None = None

    def without(self, name: str) -> "Wanted":
        """The same, whatever is chosen of one thing."""
        if name == "due":
            return replace(self, closes_from=None, closes_before=None)
        if name == "place":
            return replace(self, place="")
        return replace(self, marks={key: mark for key, mark in self.marks.items() if key != name})

    @property
    def is_by_deadline(self) -> bool:
        return self.order is Order.DEADLINE


MARKS: Mapping[str, tuple[Callable[[str], str], Collection[str]]] = {
    "stage": (stage_mark, list(NoticeStage)),
    "theme": (theme_mark, list(Theme)),
    "regime": (regime_mark, list(Regime)),
    "subject": (subject_mark, list(Subject)),
    "suits": (suits_mark, (SME, VCSE)),
}
"""How the value of a choice stands among the marks of a document, and what values there are."""


def wanted_in(said: Mapping[str, str], today: date) -> tuple[Wanted, dict[str, str]]:
    """What is asked for by these words; and of what cannot be read a sentence, by its name. That is
    not looked for."""
    faults: dict[str, str] = {}

    def read(name: str, reader: Callable[[str], Read]) -> Read | None:
        try:
            return reader(said[name]) if said.get(name) else None
        except Refusal as no:
            faults[name] = str(no)
            return None

    at, miles = read("near", located), said.get("miles", "")
    if miles and not said.get("near"):
        faults["near"] = "Enter the postcode from which to count the miles."
    if at and not miles:
        faults["miles"] = "Choose how many miles."
    due, before = said.get("due", ""), read("before", _day)
    days = [today + timedelta(int(due) + 1)] if due in WITHIN else []
    ends = [london_moment(day, time(0)) for day in (*days, *([before] if before else []))]
    wanted = Wanted(
        text=said.get("text", ""),
        cpv=read("cpv", cpv_starts) or (),
        marks={
            name: mark(said[name])
            for name, (mark, values) in MARKS.items()
            if said.get(name, "") in values
        },
        place=said["place"] if _SLUG.fullmatch(said.get("place", "")) else "",
        at=at,
        miles=int(miles) if at and miles in map(str, MILES) else None,
        least=read("least", Money.parse),
        most=read("most", Money.parse),
        closes_before=min(ends) if ends else None,
        closes_from=london_moment(today, time(0)) if due in (AHEAD, *WITHIN) else None,
        buyer_id=_id(said.get("buyer", "")),
        order=Order(said["order"]) if said.get("order") in list(Order) else None,
    )
    return wanted, faults


def conditions(
    document: Searched, wanted: Wanted, asked: ColumnElement[Any] | None
) -> Iterator[ColumnElement[bool]]:
    """What a document must fulfil. Where words or codes lead to few, no index of buyers is to be
    followed instead: PostgreSQL does not know how many buyers a place has, and expects a few."""
    is_led = asked is not None or bool(wanted.cpv)
    for mark in wanted.marks.values():
        yield document.marks.contains([mark])
    if asked is not None:
        yield holds(document.words, asked)
    if wanted.cpv:
        yield _overlaps(document.marks, map(cpv_mark, wanted.cpv))
    if wanted.buyer_id:
        yield document.buyer_id == wanted.buyer_id
    if wanted.place:
        yield in_place(document, wanted.place, is_led=is_led)
    if wanted.at is not None and wanted.miles is not None:
        yield _bought_by(document, _buyers_near(wanted.at, wanted.miles), is_led=is_led)
    if wanted.least is not None:
        yield document.value >= wanted.least
    if wanted.most is not None:
        yield document.value <= wanted.most
    yield from deadlines(document, wanted)


def in_place(document: Searched, place: str, *, is_led: bool = False) -> ColumnElement[bool]:
    """Delivered in a region, or bought by somebody in a place."""
    if place == WEST_MIDLANDS:
        is_from_there = _bought_by(document, _from_there(), is_led=is_led)
        return or_(document.marks.contains([place]), is_from_there)
    if place in REGIONS:
        return document.marks.contains([place])
    return _bought_by(document, based_in(place), is_led=is_led)


def based_in(place: str) -> Select[UUID]:
    """The organisations that trade from inside a place now."""
    return (
        select(TradingAddress.organisation_id)
        .join(PlaceWard, PlaceWard.ward_code == TradingAddress.ward_code)
        .join(Place, Place.id == PlaceWard.place_id)
        .where(Place.slug == place, TradingAddress.until_on.is_(None))
    )


def deadlines(document: Searched, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Between which moments the deadline lies."""
    found = []
    if wanted.closes_from is not None:
        found.append(document.closes_at >= wanted.closes_from)
    if wanted.closes_before is not None:
        found.append(document.closes_at < wanted.closes_before)
    return found


def _bought_by(document: Searched, buyers: Select[UUID], *, is_led: bool) -> ColumnElement[bool]:
    """By one of them: looked up first, so that an index leads to what they buy, unless something
    else leads to it."""
    buyer = func.coalesce(document.buyer_id, document.buyer_id) if is_led else document.buyer_id
    return buyer == any_(func.array(buyers.scalar_subquery()))


def _from_there() -> Select[UUID]:
    postcode = Organisation.postcode.regexp_match(_WEST_MIDLANDS_POSTCODE, "i")
    return select(Organisation.id).where(postcode)


def _buyers_near(at: Location, miles: int) -> Select[UUID]:
    there = SearchedOrganisation
    cells = map(cell_mark, cells_around(at.lat, at.lon, miles))
    return select(there.organisation_id).where(
        _overlaps(there.marks, cells),
        miles_from(there.latitude, there.longitude, (at.lat, at.lon)) <= miles,
    )


def _overlaps(marks: Any, some: Iterable[str]) -> ColumnElement[bool]:
    overlap: ColumnElement[bool] = marks.op("&&", is_comparison=True)(cast(list(some), ARRAY(TEXT)))
    return overlap


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refusal(f"“{typed}” is not a date. Write it as 2027-03-27.") from None


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
