"""What where telephone and recovery codes are both lost? Somebody who answers for the person helps.

Never at once, but by the shell: the person is told by e-mail the moment it is asked for, and
whoever still has the factor signs in and stops it. After two days it is taken away, every session
ends, and the password leads to setting up a new one.
"""

from datetime import timedelta

from sqlalchemy import delete

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.people import end_sign_ins
from marketplace.organisations.models.people import Person
from marketplace.organisations.models.second_factors import (
    Authenticator,
    FactorMiss,
    FactorReset,
    Passkey,
    RecoveryCode,
)
from marketplace.organisations.queries.people import names_of_people
from marketplace.organisations.queries.second_factors import (
    may_reset,
    second_factors_of,
    waiting_reset,
)
from procurement.ground.refusal import Refusal

WAIT = timedelta(days=2)

NOBODY_HERE = (
    "There is nobody with this address whose second factor you may take away. An owner may for "
    "those who work for the owner’s organisations alone, a broker for those of organisations not "
    "their own, and an operator for everybody else."
)


@action("factor_reset.begin")
def begin_factor_reset(
    act: Act, person: Person, *, reason: str, at_once: bool = False
) -> FactorReset:
    """Take a person's lost second factor away in two days, unless somebody stops it.

    ``at_once`` is for the shell, whose holder could change every row anyhow.
    """
    if at_once and not act.actor.is_system:
        raise Refusal("This waits two days.")
    if not may_reset(act.actor, person.id):
        raise Refusal(NOBODY_HERE, field="email")
    if not second_factors_of(person.id).any:
        raise Refusal("This person has no second factor. They set one up as they sign in.")
    if waiting_reset(person.id) is not None:
        raise Refusal("This was asked for already, and waits.")
    row = act.add(
        FactorReset(
            person_id=person.id,
            asked_by=act.person_id,
            reason=reason,
            asked_at=act.now,
            due_at=act.now if at_once else act.now + WAIT,
        )
    )
    act.note(person_id=person.id, due_at=row.due_at)
    act.enqueue("finish_factor_reset", at=row.due_at, reset_id=row.id)
    if not at_once:
        by = names_of_people([act.person_id]).get(act.person_id, act.actor.name)
        act.notify(person.id, "factor_reset_begun", by=by, reason=reason, due_at=row.due_at)
    return row


@action("factor_reset.stop")
def stop_factor_reset(act: Act, reset: FactorReset) -> None:
    """The second factor stays; who asked is told, and so is the person."""
    if reset.is_over:
        raise Refusal("This is over already.")
    reset.stopped_at = act.now
    for person_id in sorted({reset.person_id, reset.asked_by}):
        act.notify(person_id, "factor_reset_stopped")


@action("factor_reset.finish")
def finish_factor_reset(act: Act, reset: FactorReset, *, reason: str = "") -> None:
    """The two days are over: no factor counts any more, and every session ends.

    ``reason`` is why the shell does not wait for them; the person is told it.
    """
    if reset.is_over:
        return
    reset.done_at = act.now
    for model in (Authenticator, Passkey, RecoveryCode, FactorMiss):
        db.session.execute(delete(model).where(model.person_id == reset.person_id))
    end_sign_ins(act, reset.person_id)
    if reason:
        reset.reason = reason
        act.notify(reset.person_id, "factor_taken_away", reason=reason)
    else:
        act.notify(reset.person_id, "factor_changed", what="your second factor was taken away")
