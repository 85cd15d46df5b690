"""What does every action owe? The duties nobody can forget.

``@action("tender.publish")`` makes of a function an action: it locks the row,
checks the right and, where the verb wants one, a second factor, reads the clock
once, does the verb, and writes the audit record with before and after; all in one
transaction or not at all. After the commit it rings the bell for the jobs it asked
for. One that the database undid for another (a deadlock) is tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache, wraps
from inspect import signature
from typing import (
    Any,
    Concatenate,
    ParamSpec,
    Protocol,
    TypeVar,
    cast,
    get_type_hints,
    runtime_checkable,
)
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy import inspect as inspect_row
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from marketplace.engine import clock, db, second_factor, trail
from marketplace.engine.access import Actor, may
from marketplace.engine.act import Act, AlreadyDone, NotAllowed, NotThere, Subject
from marketplace.engine.outbox import OutboxEntry, Performed
from procurement.ground.refusal import Refusal

P = ParamSpec("P")
R = TypeVar("R")
Kept = TypeVar("Kept")
Found = TypeVar("Found", bound=db.Row)

Perform = Callable[Concatenate[Actor, UUID | None, P], R]
"""An action as it is called: by whom, on which subject, and its own arguments."""

ACTIONS: dict[str, Callable[..., object]] = {}
"""Every action by its verb, which is also its right and its audit event."""

arrival: ContextVar[datetime | None] = ContextVar("arrival", default=None)
"""When the request in hand reached the server: a deadline is judged by it."""

form_token: ContextVar[UUID | None] = ContextVar("form_token", default=None)
"""The one-time token of the form in hand: sent twice, it takes effect once."""

is_answered: ContextVar[bool] = ContextVar("is_answered", default=False)
"""Whether whoever sent the form is answered after the act, and then ``db.close`` is called: what
the form led to is kept in the act's own transaction."""

_seen_revision: ContextVar[int | None] = ContextVar("seen_revision", default=None)

_job_in_hand: ContextVar[UUID | None] = ContextVar("job_in_hand", default=None)

_LOST_TO_ANOTHER = {"40001", "40P01"}
"""PostgreSQL's codes for a transaction that it ended so that another could go on."""

_TRIES = 3

_CLAIMED = (
    insert(db.Base.metadata.tables[Performed.__tablename__])
    .values(token=bindparam("form"), at=bindparam("acted_at"))
    .on_conflict_do_nothing()
    .returning(Performed.token)
)

bell: Callable[[dict[UUID, str]], object] = lambda jobs: None  # noqa: E731 replaced by the wiring


def arrived(moment: datetime | None) -> None:
    """A request reached the server at this moment of the machine's own clock; None: just now."""
    arrival.set(clock.as_of(moment or clock.real()))


@runtime_checkable
class HasRevision(Protocol):
    """A row that counts its changes, so that two people do not overwrite each other."""

    revision: int


@contextmanager
def unchanged_since(revision: int) -> Iterator[None]:
    """The next action refuses when somebody else has changed its row since this revision."""
    before = _seen_revision.set(revision)
    try:
        yield
    finally:
        _seen_revision.reset(before)


def refuse_unread(seen: str, stands: str, then: str) -> None:
    """What binds is bound as it was read: the mark that its form carries against the one of what
    stands now. ``then`` is what to do after it was read again."""
    if seen != stands:
        raise Refusal(
            f"This has changed since you opened the page: read it again, then {then}. Nothing was "
            "done."
        )


@contextmanager
def once_for(outbox_id: UUID) -> Iterator[None]:
    """The next action marks this job as done in its own transaction: it takes effect once."""
    before = _job_in_hand.set(outbox_id)
    try:
        yield
    finally:
        _job_in_hand.reset(before)


def action(
    verb: str, *, each_time: bool = False
) -> Callable[[Callable[Concatenate[Act, Subject, P], R]], Perform[P, R]]:
    """Make an action of ``function(act, subject, …)``; it is called ``function(actor, id, …)``.

    The subject's class is read from the annotation; an action that creates
    something is judged on the parent, or on None where there is no parent
    (``subject: None``). It heeds ``unchanged_since`` and ``once_for`` around it.
    ``each_time`` acts on the same form again, where what comes of it is for whoever
    sends it alone: a second answer to a sign-in must hold a cookie like the first.
    """

    def decorate(function: Callable[Concatenate[Act, Subject, P], R]) -> Perform[P, R]:
        subject_name = list(signature(function).parameters)[1]

        @wraps(function)
        def perform(
            actor: Actor, subject_id: UUID | None, /, *args: P.args, **values: P.kwargs
        ) -> R:
            model: type[Subject] = get_type_hints(function)[subject_name]
            revision, outbox_id = _taken(_seen_revision), _taken(_job_in_hand)

            def attempt() -> R:
                with db.transaction():
                    act = Act(actor, arrival.get() or clock.now(), verb)
                    form = None if each_time else form_token.get()
                    subject = cast(Subject, _begun(model, subject_id, form, act.now))
                    if not may(actor, verb, subject):
                        raise NotAllowed(verb)
                    second_factor.check_verb(actor, verb)
                    _claim_job(outbox_id, act.now)
                    _same_revision(subject, revision)
                    before = trail.snapshot(subject)
                    result = function(act, subject, *args, **values)
                    _count_revision(subject)
                    db.session.flush()
                    act.order()
                    about = subject_id or getattr(result, "id", None)
                    trail.append(act, model, about, before, trail.snapshot(subject))
                    if act.wanted:
                        db.once_committed(lambda: bell(act.wanted))
                    if form and is_answered.get():
                        db.leave_open()
                    return result

            return _again_where_it_lost(attempt)

        ACTIONS[verb] = perform
        return perform

    return decorate


def _again_where_it_lost(attempt: Callable[[], R]) -> R:
    """Begin anew what the database undid so that another could go on; some times, then it fails.

    Nothing is left of what was undone: an action reaches nothing but the database, and bytes that
    are kept under their own hash.
    """
    token = form_token.get()
    for _ in range(_TRIES - 1):
        try:
            return attempt()
        except DBAPIError as fault:
            if getattr(fault.orig, "sqlstate", None) not in _LOST_TO_ANOTHER:
                raise
            form_token.set(token)
    return attempt()


def _taken(kept: ContextVar[Kept | None]) -> Kept | None:
    """What was said around this action; what it does and sets off in turn is not told."""
    value = kept.get()
    kept.set(None)
    return value


def _begun(model: type, subject_id: UUID | None, form: UUID | None, now: datetime) -> object:
    """The subject, locked, where there is one; and this form is acted on by nobody again."""
    if not issubclass(model, db.Row):
        _claim_form(form, now)
        return None
    if form is None:
        return _locked(model, subject_id)
    values = {"key": subject_id, "form": form, "acted_at": now}
    found = db.session.execute(_claiming(model), values).one_or_none()
    if found is None or not found.is_claimed:
        db.session.rollback()  # what is gone may have gone by this very form
        _claim_form(form, now)
        raise NotThere(model.__name__)
    form_token.set(None)
    return found[0]


def _locked(model: type[Found], subject_id: UUID | None) -> Found:
    row = db.session.execute(_locking(model), {"key": subject_id}).scalar_one_or_none()
    if row is None:
        raise NotThere(model.__name__)
    return cast(Found, row)


@cache
def _claiming(model: type[db.Row]) -> Select[Any]:
    """Locks a row and claims a form in one statement, since nearly every act does both."""
    claimed = exists(select(_CLAIMED.cte("claimed")))
    return _locking(model).add_columns(claimed.label("is_claimed"))


@cache
def _locking(model: type[db.Row]) -> Select[Any]:
    return (
        select(model)
        .where(model.id == bindparam("key"))
        .with_for_update(of=model)
        .execution_options(populate_existing=True)
    )


def _claim_form(form: UUID | None, now: datetime) -> None:
    if form is None:
        return
    if db.session.scalar(_CLAIMED, {"form": form, "acted_at": now}) is None:
        location = db.session.execute(
            select(Performed.location).where(Performed.token == form)
        ).scalar_one()
        raise AlreadyDone(location)
    form_token.set(None)


def _claim_job(outbox_id: UUID | None, now: datetime) -> None:
    if outbox_id is None:
        return
    entry = _locked(OutboxEntry, outbox_id)
    if entry.done_at is not None:
        raise AlreadyDone(None)
    entry.done_at = now


def _same_revision(subject: db.Row | None, revision: int | None) -> None:
    if revision is None:
        return
    assert isinstance(subject, HasRevision)
    if subject.revision != revision:
        raise Refusal(
            "Somebody else saved a change while you were working on this. What you typed is still "
            "below: compare it with the page as it is now, then save again."
        )


def _count_revision(subject: db.Row | None) -> None:
    if isinstance(subject, HasRevision) and inspect_row(subject).modified:
        subject.revision += 1
