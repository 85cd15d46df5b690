"""What waits for the operator: jobs that are due or failed, and figures of law that run out?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, select

from marketplace.desk.models.claims import Claim
from marketplace.desk.queries.claims import claims_by_brokers
from marketplace.engine import audit, db
from marketplace.engine.access import Actor
from marketplace.engine.outbox import OutboxEntry, failed_jobs_visible_to
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.figures import figure_warnings
from procurement.ground.calendar import london_day

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Operations:
    """The jobs of this installation: due and undone, and failed, the oldest first; and a sentence
    for each table of figures that runs out, and where the database guards too little."""

    due: int
    due_since: datetime | None
    failed: int
    oldest_failed: Sequence[OutboxEntry]
    warnings: list[str]
    claims: Sequence[Row[Claim, Organisation, str, str]]
    """Of brokers, who do not decide their own."""

    @property
    def count(self) -> int:
        """How many things wait for the operator."""
        return self.failed + len(self.warnings) + len(self.claims)


def operations(actor: Actor, now: datetime) -> Operations:
    """Six queries, however many jobs there are."""
    due, since = db.session.execute(
        select(func.count(), func.min(OutboxEntry.due_at)).where(
            OutboxEntry.done_at.is_(None), OutboxEntry.due_at <= now
        )
    ).one()
    failed = failed_jobs_visible_to(actor)
    return Operations(
        due,
        since,
        db.session.scalar(select(func.count()).select_from(failed.subquery())) or 0,
        db.session.scalars(failed.order_by(OutboxEntry.created_at).limit(SHOWN)).all(),
        figure_warnings(london_day(now)) + _weak_rights(),
        claims_by_brokers(),
    )


def _weak_rights() -> list[str]:
    if audit.is_out_of_reach():
        return []
    return [
        "Pages use the database as its owner, who could change the records of what was done. Give "
        "them a role of their own: see DATABASE_OWNER_URL in docs/settings.md."
    ]
