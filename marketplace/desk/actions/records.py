"""What keeps the audit record whole: what no act has put there, and where it stands each day."""

from contextlib import suppress
from datetime import time, timedelta

from sqlalchemy import func, select

from marketplace.bidding.models.bids import Bid
from marketplace.engine import changes, db, recorded, trail
from marketplace.engine.access import SYSTEM
from marketplace.engine.act import Act, AlreadyDone
from marketplace.engine.action import action
from marketplace.engine.audit import AuditRecord, RecordDay
from procurement.bidding.bid import BidState
from procurement.ground.calendar import london_moment

_ROWS = 500
"""How many rows stand in one record at most."""

_EARLY = time(0, 5)


def ensure_recorded() -> None:
    """Take into the record every column that it does not know yet; at first that is all of them.

    So a database from before rows were recorded begins with what stands there, and a column
    that a migration has added begins with what the migration put there.
    """
    with suppress(AlreadyDone):
        if _unknown():
            widen_record(SYSTEM, None)


@action("record.widen")
def widen_record(act: Act, _: None) -> None:
    """Record what stands in the columns that the record does not know, while nobody writes to it."""
    trail.hold_every_line()
    unknown = _unknown()
    if not unknown:
        raise AlreadyDone(None)
    for rows in changes.standing(_ROWS, lambda column: recorded.name_of(column) in unknown):
        changes.take_in(rows)
        trail.append(act, type(None), None, {}, {})
    act.note(columns=sorted(unknown), former=trail.former_end() or None)


@action("record.publish")
def publish_record(act: Act, _: None) -> None:
    """Say outside where each line of the record ends, once a day, and ask for the same tomorrow."""
    tomorrow = act.today + timedelta(days=1)
    act.enqueue(
        "publish_record", at=london_moment(tomorrow, _EARLY), once=f"publish-record-{tomorrow}"
    )
    if db.session.get(RecordDay, act.today) is not None:
        return
    heads = trail.heads()
    act.add(
        RecordDay(
            day=act.today,
            taken_at=act.now,
            records=sum(place for _, place, _ in heads),
            root=trail.root(heads),
            heads=heads,
        )
    )
    act.note(day=act.today)


@action("record.verify")
def verify_record(act: Act, _: None) -> None:
    """Say that what is kept is checked now: for this the key opens again every bid opened before."""
    opened = select(func.count()).where(Bid.state == BidState.OPENED, Bid.emptied_on.is_(None))
    act.note(opened_bids=db.session.scalar(opened))


def _unknown() -> set[str]:
    known = db.session.scalars(
        select(AuditRecord.after["columns"]).where(
            AuditRecord.verb == "record.widen", AuditRecord.line.is_not(None)
        )
    )
    return recorded.names().difference(*(columns for columns in known if columns))
