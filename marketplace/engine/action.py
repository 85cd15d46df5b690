"""What does every action owe? The duties nobody can forget.

``@action("tender.publish")`` makes of a function an action: it locks the row,
checks the right, reads the clock once, does the verb, and writes the audit
record with before and after; all in one transaction or not at all. After the
commit it rings the bell for the jobs it asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from inspect import signature
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

from sqlalchemy import inspect as inspect_row
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from marketplace.engine import clock, db, trail
from marketplace.engine.access import Actor, may
from marketplace.engine.act import Act, AlreadyDone, NotAllowed, NotThere
from marketplace.engine.outbox import OutboxEntry, Performed
from procurement.ground.refusal import Refusal

R = TypeVar("R")


ACTIONS: dict[str, Callable[..., Any]] = {}
"""Every action by its verb, which is also its right and its audit event."""


arrival: ContextVar[datetime | None] = ContextVar("arrival", default=None)
"""When the request in hand reached the server: a deadline is judged by it."""


form_token: ContextVar[UUID | None] = ContextVar("form_token", default=None)
"""The one-time token of the form in hand: sent twice, it takes effect once."""


bell: Callable[[list[UUID]], Any] = lambda ids: None  # noqa: E731 replaced by the wiring


def action(verb: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Make an action of ``function(act, subject, …)``; it is called ``function(actor, id, …)``.

    The subject's class is read from the annotation; an action that creates
    something is judged on the parent, or on None where there is no parent
    (``subject: None``). Called with ``revision=`` where the row has one, it
    refuses when somebody else has changed the row meanwhile.
    """

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        subject_name = list(signature(function).parameters)[1]

        @wraps(function)
        def perform(actor: Actor, subject_id: UUID | None, /, *args: Any, **values: Any) -> R:
            model = get_type_hints(function)[subject_name]
            revision = values.pop("revision", None)
            outbox_id = values.pop("outbox_id", None)
            with db.transaction():
                act = Act(actor, arrival.get() or clock.now(), verb)
                _claim_form(act.now)
                subject = None if model is type(None) else _locked(model, subject_id)
                if not may(actor, verb, subject):
                    raise NotAllowed(verb)
                _claim_job(outbox_id, act.now)
                _same_revision(subject, revision)
                before = trail.snapshot(subject)
                result = function(act, subject, *args, **values)
                _count_revision(subject)
                db.session.flush()
                after = trail.snapshot(subject)
                trail.append(act, model, subject_id or getattr(result, "id", None), before, after)
            if act.wanted:
                bell(act.wanted)
            return result

        ACTIONS[verb] = perform
        return perform

    return decorate


def _locked(model: type[db.Row], subject_id: UUID | None) -> Any:
    found = db.session.execute(
        select(model)
        .where(model.id == subject_id)
        .with_for_update(of=model)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if found is None:
        raise NotThere(model.__name__)
    return found


def _claim_form(now: datetime) -> None:
    token = form_token.get()
    if token is None:
        return
    claimed = db.session.scalar(
        insert(Performed)
        .values(token=token, at=now)
        .on_conflict_do_nothing()
        .returning(Performed.token)
    )
    if claimed is None:
        location = db.session.execute(
            select(Performed.location).where(Performed.token == token)
        ).scalar_one()
        raise AlreadyDone(location)
    form_token.set(None)


def _claim_job(outbox_id: UUID | None, now: datetime) -> None:
    """Mark the job that asked for this as done in the same transaction: it takes effect once."""
    if outbox_id is None:
        return
    entry = _locked(OutboxEntry, outbox_id)
    if entry.done_at is not None:
        raise AlreadyDone(None)
    entry.done_at = now


def _same_revision(subject: Any, revision: int | None) -> None:
    if revision is not None and subject is not None and subject.revision != revision:
        raise Refusal(
            "Somebody else saved a change while you were working on this. What you typed is still "
            "below: compare it with the page as it is now, then save again."
        )


def _count_revision(subject: Any) -> None:
    if subject is not None and hasattr(subject, "revision") and inspect_row(subject).modified:
        subject.revision += 1
