"""What time is it? One clock, shared by web, worker and loader.

In a demonstration and in tests it can be shifted or stopped; the setting is a
row, so that every process sees the same. Elsewhere the row is not read.
"""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine import db
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal

FARTHEST = timedelta(days=50 * 365)

_is_settable = False


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
    """The machine's own time, whatever the setting: for leases and time-outs."""
    return datetime.now(UTC)


def now() -> datetime:
    """The present moment, aware, in UTC."""
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
    return db.session.get(ClockSetting, 1, populate_existing=True) if _is_settable else None


def today() -> date:
    """The date in London."""
    return london_day(now())


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
