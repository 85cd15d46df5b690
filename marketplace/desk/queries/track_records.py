"""What does the track record of an organisation say, to everybody and to itself?

A constant number of queries, and at most ``MOST_COUNTED`` things for each figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Uuid, func, literal, select, union_all

from marketplace.desk.models.track_records import TrackRecord
from marketplace.desk.queries import track_record_rows
from marketplace.desk.queries.track_record_rows import things
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


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as everybody reads it, and what will be added to it, which its owner reads."""

    figure: Figure
    tally: Tally
    mean_days: Decimal | None
    waiting: Tally


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
    is_unread: bool
    """Whether something waits that its owner has not said to have read."""

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


def record_for(actor: Actor, organisation_id: UUID, today: date) -> Record:
    """The record as it stands on a day: four queries, and those of its insurances."""
    shown = _tallies(organisation_id, days_shown(today))
    waiting = _tallies(organisation_id, days_waiting(today))

    def told(figures: Sequence[Figure]) -> list[Told]:
        return [Told(figure, *shown[figure], waiting[figure][0]) for figure in figures]

    kept = track_record_kept(organisation_id)
    is_read = kept is not None and kept.read_until == days_waiting(today)[1]
    supplying, buying = told(SUPPLYING), told(BUYING)
    return Record(
        supplying,
        buying,
        _insured(actor, organisation_id, today),
        kept,
        not is_read and any(told.waiting.judged for told in (*supplying, *buying)),
    )


def told_of(figure: Figure, organisation_id: UUID, today: date) -> Tally:
    """One figure as everybody reads it: one query."""
    return _tallies(organisation_id, days_shown(today), [figure])[figure][0]


def things_of(
    figure: Figure, organisation_id: UUID, today: date, beside: Beside, *, is_own: bool
) -> Stretch[Thing]:
    """One page of what a figure is made of, the newest first; its owner reads what waits too."""
    first, last = days_shown(today)
    if is_own:
        last = days_waiting(today)[1]
    found = things(figure, track_record_rows.Stretch([organisation_id], first, last)).subquery()
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


def _tallies(
    organisation_id: UUID, days: tuple[date, date], figures: Sequence[Figure] = tuple(Figure)
) -> Mapping[Figure, tuple[Tally, Decimal | None]]:
    """How many things of each figure were judged and are kept, and the mean of days to pay."""
    wanted = track_record_rows.Stretch([organisation_id], *days)
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
