"""What time is it? One clock, shared by web, worker and loader.

In a demonstration and in tests it can be shifted or stopped; the setting is a
row, so that every process sees the same. Elsewhere the row is not read.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import delete, event
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.engine import db, reading
from procurement.ground.calendar import london_day, london_moment
from procurement.ground.refusal import Refusal

FARTHEST = timedelta(days=50 * 365)

_is_settable = False

_READ = "clock setting"


class ClockSetting(db.Base):
    """The one row that shifts or stops the clock."""

    __tablename__ = "clock_settings"
    __table_args__ = db.REMOVABLE

    id: Mapped[int] = mapped_column(primary_key=True)
    shift: Mapped[timedelta] = mapped_column(default=timedelta(0))
    stopped_at: Mapped[datetime | None]


def allow_setting(allowed: bool) -> None:
    """Called once by the wiring: only a demonstration and tests may set the clock."""
    global _is_settable
    _is_settable = allowed


def is_settable() -> bool:
    """Whether this is a demonstration or a test."""
    return _is_settable


def real() -> datetime:
    """The machine's own time, whatever the setting: for time-outs."""
    return datetime.now(UTC)


def now() -> datetime:
    """The present moment, aware, in UTC. A page that is kept says until when it holds."""
    reading.asked_the_moment()
    return as_of(real())


def as_of(moment: datetime) -> datetime:
    """What our clock showed, or would show, at a moment of the machine's own."""
    setting = _setting()
    if setting is None:
        return moment
    return setting.stopped_at or moment + setting.shift


def real_at(moment: datetime) -> datetime:
    """The machine's own time when our clock showed ``moment``; now, where that is still to come.

    While the clock stands still nobody knows when it stopped, so it is now as well.
    """
    setting = _setting()
    if setting is None:
        return min(moment, real())
    return real() if setting.stopped_at else min(moment - setting.shift, real())


def _setting() -> ClockSetting | None:
    """The row, read once in each transaction."""
    if not _is_settable:
        return None
    reading.read_before(ClockSetting.__tablename__)
    if _READ not in db.session.info:
        db.session.info[_READ] = db.session.get(ClockSetting, 1, populate_existing=True)
    setting: ClockSetting | None = db.session.info[_READ]
    return setting


@event.listens_for(db.session, "after_transaction_end")
def _ended(session: Session, _: object) -> None:
    session.info.pop(_READ, None)


def real_when(moment: datetime) -> datetime | None:
    """The machine's own time when our clock will show ``moment``; None while it stands still."""
    setting = _setting()
    if setting is None:
        return moment
    return None if setting.stopped_at else moment - setting.shift


def today() -> date:
    """The date in London. A page that is kept holds until midnight."""
    day = london_day(as_of(real()))
    reading.asked_the_day(next_midnight(day))
    return day


def next_midnight(day: date) -> datetime:
    """When a day ends in London."""
    return london_moment(day + timedelta(days=1), time(0))


def set_to(moment: datetime, *, stopped: bool = False) -> None:
    """Set the clock to a moment, running on from there or stopped. Commits.

    Refuses a moment so far away that the days after it could not be counted.
    """
    if abs(moment - real()) > FARTHEST:
        raise Refusal("Choose a moment within fifty years of today.", field="moment")
    if not _is_settable:
        raise RuntimeError("The clock can be set in a demonstration only.")
    with db.transaction():
        setting = db.session.get(ClockSetting, 1) or ClockSetting(id=1)
        setting.shift = moment - real()
        setting.stopped_at = moment if stopped else None
        db.session.add(setting)


def run_freely() -> None:
    """Back to the machine's own time. Commits."""
    with db.transaction():
        db.session.execute(delete(ClockSetting))
