"""How often was something tried? Counted in the database, so that every process sees the same.

Counted before it is tried, in a transaction of its own: many at once cannot all pass below
the limit. What went well is given back. A key says nothing of the address it counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Index, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine import clock, db
from marketplace.gateways.keys import fingerprint


class Attempts(db.Base):
    """How often one thing was tried within one stretch of time."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "ends_at"), db.REMOVABLE)

    key: Mapped[str] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


@dataclass(frozen=True)
class Limit:
    """So often in each stretch of this length."""

    most: int
    within: timedelta

    def stretch_ends(self, now: datetime) -> datetime:
        """When the stretch ends that a moment lies in."""
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        return epoch + ((now - epoch) // self.within + 1) * self.within


Counted = tuple[str, Limit]
"""What is counted, and how often it may be."""


class TooOften(Exception):
    """A limit is reached; ``until`` is when it may be tried again, by the machine's own time.

    ``is_first`` says that this is the first that was refused in its stretch.
    """

    def __init__(self, what: str, until: datetime, *, is_first: bool) -> None:
        super().__init__(what)
        self.what, self.until, self.is_first = what, until, is_first


def count(what: str, limit: Limit) -> bool:
    """Count one more; whether it is within the limit. Commits."""
    try:
        take([(what, limit)])
    except TooOften:
        return False
    return True


def take(wanted: Iterable[Counted]) -> None:
    """Count one more of each; raises TooOften where one is above its limit. Commits."""
    now = clock.real()
    over: TooOften | None = None
    with db.transaction():
        for what, limit in sorted(wanted, key=lambda pair: (pair[0], pair[1].within)):
            tried = _counted(what, limit, now)
            if tried > limit.most and over is None:
                first = tried == limit.most + 1
                over = TooOften(what, limit.stretch_ends(now), is_first=first)
    if over:
        raise over


def give_back(wanted: Iterable[Counted]) -> None:
    """Take the count back of what went well. Commits."""
    now = clock.real()
    with db.transaction():
        for what, limit in sorted(wanted, key=lambda pair: (pair[0], pair[1].within)):
            db.session.execute(
                update(Attempts)
                .where(
                    Attempts.key == _key(what, limit),
                    Attempts.ends_at == limit.stretch_ends(now),
                    Attempts.count > 0,
                )
                .values(count=Attempts.count - 1)
            )


def forget(wanted: Iterable[Counted]) -> None:
    """Begin again at nought, within a transaction."""
    keys = [_key(what, limit) for what, limit in wanted]
    db.session.execute(delete(Attempts).where(Attempts.key.in_(keys)))


def _counted(what: str, limit: Limit, now: datetime) -> int:
    """One more; how many there are with it. Now and then what is over is cleared away."""
    tried: int = db.session.execute(
        insert(Attempts)
        .values(key=_key(what, limit), ends_at=limit.stretch_ends(now), count=1)
        .on_conflict_do_update(
            index_elements=["key", "ends_at"], set_={"count": Attempts.count + 1}
        )
        .returning(Attempts.count)
    ).scalar_one()
    if tried == 1:
        over = select(Attempts.key).where(Attempts.ends_at < now).limit(100)
        db.session.execute(
            delete(Attempts).where(
                Attempts.key.in_(over.with_for_update(skip_locked=True)), Attempts.ends_at < now
            )
        )
    return tried


def _key(what: str, limit: Limit) -> str:
    return fingerprint(f"{what} {limit.within}")
