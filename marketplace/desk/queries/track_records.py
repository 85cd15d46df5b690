"""What does the track record of an organisation say, to everybody and to itself?

A constant number of queries, and at most ``MOST_COUNTED`` things for each figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, Uuid, func, literal, or_, select, union_all

from marketplace.desk.models.track_records import FigureAnswer, TrackRecord
from marketplace.desk.queries.track_record_rows import Judged, things
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.queries.profiles import holdings_of
from procurement.organisations.holding import Validity
from procurement.organisations.track_record import (
    Figure,
    Tally,
    days_shown,
    days_waiting,
    shown_from,
)

SUPPLYING = (
    Figure.CONTRACTS,
    Figure.WORK_ON_TIME,
    Figure.PROMISES_KEPT,
    Figure.INVOICES_UNDISPUTED,
)
BUYING = (
    Figure.PAID_ON_TIME,
    Figure.RECEIVED_UNDISPUTED,
    Figure.RETENTION_RELEASED,
    Figure.PLEDGES_KEPT,
)


_AGAINST = (
    Figure.WORK_ON_TIME,
    Figure.PROMISES_KEPT,
    Figure.INVOICES_UNDISPUTED,
    Figure.PAID_ON_TIME,
    Figure.RETENTION_RELEASED,
    Figure.PLEDGES_KEPT,
)
"""Where what is not kept speaks against the organisation; that it disputes is its own doing."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as everybody reads it, and what will be added to it, which its owner reads."""

    figure: Figure
    tally: Tally
    mean_days: Decimal | None
    waiting: Tally
    is_own: bool
    """Whether the owner reads it."""

    @property
    def opens(self) -> bool:
        """Whether there is a thing that this reader may see."""
        judged = self.tally.judged + (self.waiting.judged if self.is_own else 0)
        return judged > 0 and _opens(self.figure, self.tally, is_own=self.is_own)


@dataclass(frozen=True, slots=True)
class Insured:
    """How many insurances an organisation says it holds, and how many of them are in date."""

    held: int
    in_date: int


@dataclass(frozen=True, slots=True)
class Record:
    """All of it. ``kept`` holds the answer, where there is one."""

    supplying: Sequence[Told]
    buying: Sequence[Told]
    insured: Insured
    kept: TrackRecord | None
    answers: Mapping[Figure, FigureAnswer]
    is_unread: bool
    """Whether something waits that speaks against it and that its owner has not read."""

    @property
    def has_bought(self) -> bool:
        return any(told.tally.judged or told.waiting.judged for told in self.buying)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a figure; without ``title`` and ``subject`` for all but its owner."""

    day: date
    is_kept: bool
    days: int | None
    shown_from: date
    title: str
    subject: UUID | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A figure and one page of its things; no page where too few things stand behind it."""

    tally: Tally
    listed: Stretch[Thing] | None


def record_for(actor: Actor, organisation_id: UUID, today: date, *, is_own: bool) -> Record:
    """The record as it stands on a day: five queries, and those of its insurances."""
    shown = _tallies(organisation_id, days_shown(today))
    waiting = _tallies(organisation_id, days_waiting(today))
    unread = unread_of(Judged([organisation_id], *days_waiting(today)))

    def told(figures: Sequence[Figure]) -> list[Told]:
        return [
            Told(figure, *shown[figure], waiting[figure][0], is_own=is_own) for figure in figures
        ]

    return Record(
        told(SUPPLYING),
        told(BUYING),
        _insured(actor, organisation_id, today),
        track_record_kept(organisation_id),
        figure_answers(organisation_id),
        is_own and db.session.execute(unread).first() is not None,
    )


def unread_of(wanted: Judged) -> Select[UUID, int, date]:
    """Of each of these of which something waits that speaks against it and that its owner has not
    read: its id, how many things, and the first day of them."""
    parts = [things(figure, wanted).subquery() for figure in _AGAINST]
    each = (select(part.c.owner, part.c.day).where(~part.c.is_kept) for part in parts)
    found = union_all(*each).subquery()
    read = TrackRecord.read_until
    return (
        select(found.c.owner, func.count(), func.min(found.c.day))
        .join(TrackRecord, TrackRecord.organisation_id == found.c.owner, isouter=True)
        .where(or_(read.is_(None), found.c.day > read))
        .group_by(found.c.owner)
    )


def opened_figure(
    figure: Figure, organisation_id: UUID, today: date, beside: Beside, *, is_own: bool
) -> Opened:
    """A figure as everybody reads it, and what it is made of, the newest first; its owner reads
    what waits too. Two queries."""
    tally, _ = _tallies(organisation_id, days_shown(today), [figure])[figure]
    if not _opens(figure, tally, is_own=is_own):
        return Opened(tally, None)
    return Opened(tally, _things_of(figure, organisation_id, today, beside, is_own=is_own))


def _opens(figure: Figure, tally: Tally, *, is_own: bool) -> bool:
    """Contracts are only counted, so that a few of them judge nobody."""
    return is_own or tally.is_enough or figure is Figure.CONTRACTS


def _things_of(
    figure: Figure, organisation_id: UUID, today: date, beside: Beside, *, is_own: bool
) -> Stretch[Thing]:
    first, last = days_shown(today)
    if is_own:
        last = days_waiting(today)[1]
    found = things(figure, Judged([organisation_id], first, last)).subquery()
    shown = select(
        found.c.is_kept,
        found.c.days,
        found.c.title if is_own else literal(""),
        found.c.subject if is_own else literal(None, Uuid()),
        found.c.day,
    )
    page = stretch_of(shown, (found.c.day, found.c.key), beside, descending=True)
    return Stretch(
        [
            Thing(day, is_kept, days, shown_from(day), title, subject)
            for is_kept, days, title, subject, day in page.rows
        ],
        page.before,
        page.after,
    )


def track_record_kept(organisation_id: UUID) -> TrackRecord | None:
    """What stands beside the figures."""
    return db.session.scalars(
        select(TrackRecord).where(TrackRecord.organisation_id == organisation_id)
    ).one_or_none()


def figure_answers(organisation_id: UUID) -> Mapping[Figure, FigureAnswer]:
    """What stands beside a figure, or stood there until it was withdrawn: one query."""
    rows = db.session.scalars(
        select(FigureAnswer).where(FigureAnswer.organisation_id == organisation_id)
    )
    return {row.figure: row for row in rows}


def _tallies(
    organisation_id: UUID, days: tuple[date, date], figures: Sequence[Figure] = tuple(Figure)
) -> Mapping[Figure, tuple[Tally, Decimal | None]]:
    """How many things of each figure were judged and are kept, and the mean of days to pay."""
    wanted = Judged([organisation_id], *days)
    each = []
    for figure in figures:
        found = things(figure, wanted).subquery()
        kept = func.count().filter(found.c.is_kept)
        each.append(select(literal(figure.value), func.count(), kept, func.avg(found.c.days)))
    rows = db.session.execute(union_all(*each))
    return {Figure(name): (Tally(judged, kept), mean) for name, judged, kept, mean in rows}


def _insured(actor: Actor, organisation_id: UUID, today: date) -> Insured:
    held = [
        thing
        for thing in holdings_of(actor, organisation_id, today)
        if thing.holding.kind.is_insurance
    ]
    in_date = sum(thing.validity is not Validity.ENDED for thing in held)
    return Insured(len(held), in_date)
