"""What is done once a day about everything that was kept long enough?"""

from datetime import date, time, timedelta

from sqlalchemy import select

from marketplace.engine import clock, db, retention
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.outbox import OutboxEntry
from procurement.ground.calendar import london_moment

_AT_NIGHT = time(3)


@action("kept.erase")
def erase_kept(act: Act, _: None) -> None:
    """Erase what is over, say on record how much of which kind, and plan the next night."""
    act.note(erased=retention.erase_what_is_over(act.now, act.today))
    tomorrow = date.fromordinal(act.today.toordinal() + 1)
    act.enqueue("erase_kept", at=london_moment(tomorrow, _AT_NIGHT), once=f"erase-kept:{tomorrow}")


def ensure_kept_is_erased() -> None:
    """Begin where no night is planned yet: each plans the next."""
    with db.transaction():
        planned = select(OutboxEntry.id).where(
            OutboxEntry.job == "erase_kept", OutboxEntry.done_at.is_(None)
        )
        if db.session.scalar(planned.limit(1)) is None:
            now = clock.now()
            db.session.add(
                OutboxEntry(
                    job="erase_kept", values={}, created_at=now, due_at=now + timedelta(minutes=1)
                )
            )
