"""How long is each kind of thing kept, by what source, and what is erased of it then?

Once a day whatever is over is erased, and what was is said. Records of procurements have their
own last day, written down when they are decided (``keep_until``); everything else here has a
period from the moment it was done with.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    LargeBinary,
    Table,
    Update,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from marketplace.engine import clock, db

ERASED = "Erased: the period for which it is kept has ended."
"""What stands instead of the words of a record."""

_NO_LONGER = "UK GDPR, article 5(1)(e): no longer than it is needed"


@dataclass(frozen=True, slots=True)
class Period:
    """A kind of thing, kept for so many days after the first of ``since`` that is known."""

    what: str
    table: str
    since: tuple[str, ...]
    days: int
    source: str
    columns: tuple[str, ...] = ()
    """What of it is emptied; nothing named: its rows are deleted."""
    by_machine: bool = False
    """Its moments are the machine's own, whatever the clock of a demonstration says."""

    @property
    def after(self) -> str:
        """``since`` in words: after what the days are counted."""
        return " or ".join(_IN_WORDS[column] for column in self.since)


_IN_WORDS = {
    "at": "it happened",
    "decided_at": "it was decided",
    "deleted_at": "it was deleted",
    "done_at": "it was done",
    "ends_at": "the time for which it is counted",
    "expires_at": "its last day",
    "moved_on": "something was last noted",
    "received_at": "it came",
    "revoked_at": "the sign-out",
    "told_at": "it was told",
    "written_at": "it was written",
}

PERIODS = (
    Period(
        "Sign-ins that have ended", "sign_ins", ("revoked_at", "expires_at"), 90, _NO_LONGER,
        by_machine=True,
    ),
    Period("Wrong codes", "factor_misses", ("at",), 30, _NO_LONGER, by_machine=True),
    Period(
        "Wrong passwords and codes, refusals and limits", "security_events", ("at",), 90, _NO_LONGER,
        by_machine=True,
    ),
    Period("Notes of changes, for public pages", "stamps", ("at",), 1, _NO_LONGER, by_machine=True),
    Period("Counted attempts", "attempts", ("ends_at",), 1, _NO_LONGER, by_machine=True),
    Period("Links to choose a new password", "password_resets", ("expires_at",), 30, _NO_LONGER),
    Period("Links that prove an address", "address_proofs", ("expires_at",), 30, _NO_LONGER),
    Period("Invitations that have ended", "invitations", ("expires_at",), 90, _NO_LONGER),
    Period("Claims that were decided", "claims", ("decided_at",), 730, _NO_LONGER),
    Period(
        "Conversations, closed or not", "conversations", ("moved_on",), 730, _NO_LONGER,
        columns=("with_whom", "said", "next_step"),
    ),
    Period("Saved searches that were deleted", "saved_searches", ("deleted_at",), 30, _NO_LONGER),
    Period("What saved searches have told", "told_finds", ("told_at",), 30, _NO_LONGER),
    Period("Forms kept for somebody", "kept_forms", ("at",), 1, _NO_LONGER, by_machine=True),
    # With their ``once``: each names a day or a moment that is past by then, or a thing for which
    # it is asked only as it begins (an upload, an issue, a checkout, an account that is kept now).
    Period("Jobs that are done", "outbox", ("done_at",), 90, _NO_LONGER),
    Period(
        "What Stripe told, but for that it came", "stripe_events", ("received_at",), 90,
        _NO_LONGER, columns=("body",),
    ),
    Period(
        "E-mails", "messages", ("written_at",), 6 * 365 + 2,
        "Limitation Act 1980, section 5: six years", columns=("address", "subject", "body"),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptUntil:
    """Records that have a last day of their own, and the words that are emptied after it."""

    what: str
    table: str
    source: str
    words: Mapping[tuple[str, str], tuple[str, ...]]
    """Columns by the table they stand in and the column there that leads to the record, or to a row
    of a table named before that does."""


_CLAIMS = "Limitation Act 1980, section 5, and Procurement Act 2023, section 98"

KEPT_UNTIL = (
    KeptUntil(
        "Bids: answers, methods, reasons for their scores", "bids", _CLAIMS,
        {
            ("bids", "id"): ("draft", "declaration", "assurances"),
            ("bid_answers", "bid_id"): ("text",),
            ("bid_commitments", "bid_id"): ("method",),
            ("bid_conditions", "bid_id"): ("relied_on", "how"),
            ("bid_files", "bid_id"): ("name", "key"),
            ("missing_documents", "bid_id"): ("reason", "unchanged", "decision", "name", "key"),
            ("scores", "bid_id"): ("reason",),
            ("agreed_scores", "bid_id"): ("reason", "discussion"),
            ("condition_checks", "bid_id"): ("reason", "earlier"),
            ("replacements", "bid_id"): (
                "title", "whom", "words", "who", "answer", "reason",
            ),
            ("price_enquiries", "bid_id"): ("question", "answer", "reason"),
            ("draws", "bid_id"): ("how", "first_witness", "second_witness"),
            ("feedback_calls", "bid_id"): ("how",),
            ("threads", "bid_id"): ("title",),
            ("thread_messages", "thread_id"): ("words", "cut_off"),
        },
    ),
    KeptUntil(
        "Tenders: who declared what, questions and answers", "tenders",
        "Procurement Act 2023, section 98: three years; one by custom where it does not apply",
        {
            ("interest_declarations", "tender_id"): ("about", "explained"),
            ("assignments", "tender_id"): ("reason",),
            ("evaluators", "tender_id"): ("changed_because",),
            ("clarifications", "tender_id"): ("question", "answer"),
            ("approvals", "tender_id"): ("reason",),
        },
    ),
    KeptUntil(
        "Packages: what was asked, offered and answered", "packages", _CLAIMS,
        {
            ("packages", "id"): (
                "about", "payment_reason", "terms", "withdrawn_because", "won_elsewhere",
            ),
            ("package_questions", "package_id"): ("question", "answer"),
            ("package_invitations", "package_id"): ("declined_because",),
            ("offers", "package_id"): ("draft", "told"),
            ("offer_members", "offer_id"): ("work",),
        },
    ),
    KeptUntil(
        "Contracts: terms, who does what, changes, ratings, breaches, hours", "contracts", _CLAIMS,
        {
            ("contracts", "id"): ("terms",),
            ("contract_papers", "contract_id"): ("content", "key"),
            ("contract_shares", "contract_id"): ("work",),
            ("contract_breaches", "contract_id"): (
                "event", "obligation", "nature", "impact", "duration", "mitigation", "warnings", "basis",
                "answer",
            ),
            ("indicators", "contract_id"): ("title", "target", "measured"),
            ("indicator_exceptions", "contract_id"): ("reason",),
            ("performance_assessments", "contract_id"): ("comment",),
            ("indicator_ratings", "assessment_id"): ("reason",),
            ("contract_clauses", "contract_id"): ("method",),
            ("contract_changes", "contract_id"): ("words", "work", "ground_why", "declined_because"),
            ("contract_ends", "contract_id"): ("reasons", "answer"),
            ("pass_downs", "contract_id"): ("declined_because",),
            ("labour_returns", "contract_id"): ("evidence", "questioned_because"),
            ("threads", "contract_id"): ("title",),
            ("thread_messages", "thread_id"): ("words", "cut_off"),
        },
    ),
)  # fmt: skip


def erase_what_is_over(now: datetime, today: date) -> dict[str, int]:
    """Erase it all; how many things of each kind. Called by an action."""
    done = {period.what: _of_period(period, now) for period in PERIODS}
    done |= {kind.what: _of_records(kind, today) for kind in KEPT_UNTIL}
    return {what: count for what, count in done.items() if count}


def _table(name: str) -> Table:
    return db.Base.metadata.tables[name]


def _of_period(period: Period, now: datetime) -> int:
    table = _table(period.table)
    known = [table.c[name] for name in period.since]
    ended = func.least(*known) if len(known) > 1 else known[0]
    since = clock.real() if period.by_machine else now
    over = [ended < since - timedelta(days=period.days)]
    erasing: Delete | Update = delete(table)
    if period.columns:
        empty = _empty(table, period.columns)
        over.append(or_(*(table.c[name] != value for name, value in empty.items())))
        erasing = update(table).values(empty)
    return len(db.session.execute(erasing.where(*over).returning(*table.primary_key)).all())


def _of_records(kind: KeptUntil, today: date) -> int:
    """Empty the words of each record whose last day is past, once; note the day on it."""
    records = _table(kind.table)
    over = db.session.scalars(
        select(records.c.id)
        .where(records.c.keep_until < today, records.c.emptied_on.is_(None))
        .with_for_update()
    ).all()
    for (name, leads), columns in kind.words.items():
        table = _table(name)
        db.session.execute(
            update(table)
            .where(_leads_to(kind, table, leads, over))
            .values(_empty(table, columns, ERASED))
        )
    db.session.execute(update(records).where(records.c.id.in_(over)).values(emptied_on=today))
    return len(over)


def _leads_to(
    kind: KeptUntil, table: Table, leads: str, over: Collection[UUID]
) -> ColumnElement[bool]:
    """Whether a row belongs to one of these records, by itself or by the row that it is a part of."""
    whole = next((key.column.table for key in table.c[leads].foreign_keys), table)
    if leads == "id" or whole.name == kind.table:
        return table.c[leads].in_(over)
    back = next(column for name, column in kind.words if name == whole.name)
    return table.c[leads].in_(select(whole.c.id).where(whole.c[back].in_(over)))


def _empty(table: Table, columns: tuple[str, ...], words: str = "") -> dict[str, Any]:
    """Nothing, or the words that say so, as each column can hold it."""
    return {name: _nothing(table.c[name], words) for name in columns}


def _nothing(column: Column[Any], words: str) -> Any:
    if isinstance(column.type, LargeBinary):
        return None if column.nullable else b""
    return {} if isinstance(column.type, JSONB) else words
