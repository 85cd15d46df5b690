"""Which organisations fit what somebody looks for, and why?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    SQLColumnExpression,
    and_,
    exists,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.sql.expression import cast

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch
from marketplace.engine.search import (
    Meant,
    asked_for,
    asked_instead,
    cpv_mark,
    holds,
    matches,
    meant_with,
    with_marks,
)
from marketplace.engine.sought import Page, Sought
from marketplace.organisations.models.directory import BUYERS, verification_good_on
from marketplace.organisations.models.organisations import (
    Organisation,
    TradingAddress,
    Verification,
)
from marketplace.organisations.models.profiles import Capability
from marketplace.organisations.models.search_documents import (
    VERIFIED,
    SearchedOrganisation,
    cell_mark,
    kind_mark,
    place_mark,
    theme_mark,
)
from procurement.ground.money import Money
from procurement.organisations import profile as rules
from procurement.organisations.distance import EARTH, cells_around, miles_between
from procurement.organisations.fit import Need, Offer, reasons
from procurement.organisations.place import Location

PAGE = 30
"""How many stand on one page of the directory."""

VERIFIED_ONLY, BUYERS_ONLY = "enterprises", "buyers"
"""Kinds to look for that are more than one kind of organisation."""

Searched = type[SearchedOrganisation]
"""All documents, or those of a part of them."""


@dataclass(frozen=True, slots=True)
class WantedOrganisations:
    """What somebody looks for; empty means any.

    ``kind`` is one of ``Kind``, or one of the two above; ``cpv`` the beginning of a code; ``at``
    where the work is done: who says how far it goes must reach it; ``within`` so many miles of it.
    """

    text: str = ""
    kind: str = ""
    place: str = ""
    theme: str = ""
    cpv: str = ""
    at: Location | None = None
    within: int | None = None
    value: Money | None = None
    people: int | None = None

    @property
    def need(self) -> Need:
        return Need(self.cpv, self.value, self.people, self.at.postcode if self.at else "")


@dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """One in the directory: its name with marks, where it trades, and why it fits."""

    organisation: Organisation
    name: str
    ward_name: str | None
    is_verified: bool
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class FoundOrganisations:
    """One page, how many fit (``paging.counted``), and what words were meant."""

    listed: Stretch[ListedOrganisation]
    count: int
    meant: Meant = field(default_factory=Meant)


def found_organisations(
    actor: Actor, today: date, wanted: WantedOrganisations, beside: Beside
) -> FoundOrganisations:
    """The page beside an organisation, by name; a fixed number of queries, some more where a word
    stands nowhere."""
    asked = asked_for(wanted.text)
    meant = Meant(is_left_out=bool(wanted.text) and asked is None)
    page, count = _by_name(actor, today, wanted, asked, beside)
    if not count and asked is not None:
        meant = meant_with(wanted.text, SearchedOrganisation.words)
        if meant.is_whole:
            asked = asked_instead(wanted.text, meant)
            page, count = _by_name(actor, today, wanted, asked, beside)
    ids = [key for (key,) in page.rows]
    listed = shown_organisations(ids, wanted.need, wanted.at, asked, today) if ids else []
    return FoundOrganisations(Stretch(listed, page.before, page.after), count, meant)


def is_spoken_of(text: str) -> ColumnElement[bool]:
    """The condition that an organisation’s name has every word of a text somewhere in it, or that
    the organisation is found by the words; where none is, by what was probably meant by them.

    No statement for words that nobody can be found by, otherwise one, and some more where none is.
    """
    named = and_(*(Organisation.name.icontains(word, autoescape=True) for word in text.split()))
    if (asked := asked_for(text)) is None:
        return named
    found = union(select(Organisation.id).where(named), _holding(asked))
    if session.execute(found.limit(1)).first() is None:
        meant = meant_with(text, SearchedOrganisation.words)
        if meant.is_whole:
            found = union(_holding(asked_instead(text, meant)))
    return Organisation.id.in_(found)


def _holding(asked: ColumnElement[Any]) -> Select[UUID]:
    document = SearchedOrganisation
    return select(document.organisation_id).where(holds(document.words, asked))


def is_visible(document: Searched, actor: Actor, today: date) -> ColumnElement[bool] | None:
    """The condition that a person may read of an organisation (``organisations_visible_to``); None
    where everybody it is here is."""
    if actor.organisations or actor.is_broker or actor.is_board_member or actor.is_system:
        return None
    return or_(document.is_public, is_verified(document, today))


def is_verified(document: Searched, today: date) -> ColumnElement[bool]:
    """The condition that a verification is good today."""
    return exists().where(
        Verification.organisation_id == document.organisation_id, verification_good_on(today)
    )


def marked(document: Searched, *marks: str) -> ColumnElement[bool]:
    """The condition that a document has all of these marks."""
    return document.marks.contains(list(marks))


def _by_name(
    actor: Actor,
    today: date,
    wanted: WantedOrganisations,
    asked: ColumnElement[Any] | None,
    beside: Beside,
) -> Page:
    def fitting(document: Searched) -> Select[SearchedOrganisation]:
        visible = is_visible(document, actor, today)
        conditions = _filters(document, wanted, asked, today)
        return select(document).where(*conditions, *([] if visible is None else [visible]))

    order = ("sorted_name", "organisation_id")
    return Sought(SearchedOrganisation, order, fitting, descending=False, size=PAGE).page(beside)


def _filters(
    document: Searched,
    wanted: WantedOrganisations,
    asked: ColumnElement[Any] | None,
    today: date,
) -> Iterator[ColumnElement[bool]]:
    if asked is not None:
        yield holds(document.words, asked)
    if wanted.kind:
        yield _of_kind(document, wanted.kind, today)
    for value, mark in (
        (wanted.place, place_mark),
        (wanted.theme, theme_mark),
        (wanted.cpv, cpv_mark),
    ):
        if value:
            yield marked(document, mark(value))
    if wanted.value is not None:
        yield document.largest_contract >= wanted.value
    if wanted.people is not None:
        yield document.people >= wanted.people
    if wanted.at is not None:
        yield from _near(document, wanted.at, wanted.within)


def _of_kind(document: Searched, kind: str, today: date) -> ColumnElement[bool]:
    if kind == VERIFIED_ONLY:
        return marked(document, VERIFIED) & is_verified(document, today)
    if kind == BUYERS_ONLY:
        return _overlaps(document, [kind_mark(buyer) for buyer in BUYERS])
    return marked(document, kind_mark(kind))


def _near(document: Searched, at: Location, within: int | None) -> Iterator[ColumnElement[bool]]:
    """Not further than so many miles, nor than the organisation itself says it goes."""
    away = miles_from(document.latitude, document.longitude, (at.lat, at.lon))
    yield or_(document.miles.is_(None), away <= document.miles)
    if within is not None:
        cells = cells_around(at.lat, at.lon, within)
        yield _overlaps(document, [cell_mark(cell) for cell in cells])
        yield away <= within


def _overlaps(document: Searched, marks: Sequence[str]) -> ColumnElement[bool]:
    return document.marks.op("&&", is_comparison=True)(cast(marks, ARRAY(TEXT)))


def miles_from(
    latitude: SQLColumnExpression[Any], longitude: SQLColumnExpression[Any], at: tuple[float, float]
) -> ColumnElement[float]:
    """How far something lies from there (``distance.miles_between``); NULL: not known."""
    lat, lon = func.radians(latitude), func.radians(longitude)
    across = func.power(func.sin((lat - func.radians(at[0])) / 2), 2)
    along = func.power(func.sin((lon - func.radians(at[1])) / 2), 2)
    return (
        2
        * EARTH
        * func.asin(func.sqrt(across + func.cos(lat) * func.cos(func.radians(at[0])) * along))
    )


def nearness(document: Searched, at: Location) -> ColumnElement[float]:
    """The order of what lies near, as the index has it: in degrees, which is enough to choose whom
    to look at; one without a known address comes last."""
    there = func.point(document.longitude, document.latitude)
    return there.op("<->", return_type=Float(53))(func.point(at.lon, at.lat))


def shown_organisations(
    ids: Sequence[UUID],
    need: Need,
    at: Location | None,
    asked: ColumnElement[Any] | None,
    today: date,
) -> list[ListedOrganisation]:
    """These as they are shown, in their order: three queries. Marks are made for these alone."""
    rows = session.execute(
        select(
            Organisation,
            with_marks(Organisation.name, asked),
            SearchedOrganisation,
            TradingAddress.ward_name,
            is_verified(SearchedOrganisation, today),
        )
        .join(SearchedOrganisation, SearchedOrganisation.organisation_id == Organisation.id)
        .outerjoin(
            TradingAddress,
            (TradingAddress.organisation_id == Organisation.id) & TradingAddress.until_on.is_(None),
        )
        .where(Organisation.id.in_(ids))
    )
    said = capabilities_saying(ids, asked)
    listed = {
        organisation.id: ListedOrganisation(
            organisation,
            name,
            ward_name,
            good,
            reasons(need, offer_of(document, said.get(organisation.id, []), at, is_verified=good)),
        )
        for organisation, name, document, ward_name, good in rows
    }
    return [listed[key] for key in ids]


Said = tuple[rules.Capability, str]
"""A capability, and its words with marks where it holds what is asked for; else empty."""


def offer_of(
    document: SearchedOrganisation, said: Sequence[Said], at: Location | None, *, is_verified: bool
) -> Offer:
    """What is known of one beside a need."""
    lat, lon, away = document.latitude, document.longitude, None
    if at is not None and lat is not None and lon is not None:
        away = miles_between((at.lat, at.lon), (lat, lon))
    return Offer(
        [words for _, words in said if words],
        [row for row, _ in said],
        document.largest_contract,
        document.people,
        away,
        document.miles,
        is_verified=is_verified,
    )


def capabilities_saying(
    ids: Sequence[UUID], asked: ColumnElement[Any] | None
) -> dict[UUID, list[Said]]:
    """What each of these can do, by its id: one query."""
    is_meant = matches(Capability.words, asked)
    rows = session.execute(
        select(Capability, with_marks(Capability.words, asked), is_meant)
        .where(Capability.organisation_id.in_(ids))
        .order_by(Capability.organisation_id, Capability.number)
    )
    said: dict[UUID, list[Said]] = {}
    for row, words, holds_some in rows:
        capability = rules.Capability(row.words, row.cpv)
        said.setdefault(row.organisation_id, []).append((capability, words if holds_some else ""))
    return said
