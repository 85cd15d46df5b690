"""Is it they? A person shows it by a second factor, at sign-in and again before what matters.

A wrong code is no refusal that leaves nothing behind: it is recorded and counted, so that six
digits cannot be guessed, and the person is told.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from marketplace.engine import clock, db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.security_events import EventKind, record
from marketplace.gateways import one_time_codes
from marketplace.gateways.passkeys import Site
from marketplace.organisations.actions import passkeys, recovery_codes
from marketplace.organisations.models.people import Person, SignIn
from marketplace.organisations.models.second_factors import Authenticator, FactorMiss
from marketplace.organisations.queries.second_factors import opened, who_signs_in
from procurement.ground.refusal import Refusal

MISSES = {timedelta(minutes=15): 5, timedelta(days=1): 20}
"""How many wrong codes are let pass in how long a time."""

WRONG = "This code is not right, or was used already. Wait for the next one and enter that."


class TooManyCodes(Refusal):
    """No further code is looked at for a while."""


def _records_wrong_codes(perform: Callable[..., str]) -> Callable[..., str]:
    """What a wrong code, or one too many, leaves behind at the doors, when the act is over."""

    @wraps(perform)
    def recorded(actor: Any, sign_in_id: UUID | None, /, **values: Any) -> str:
        try:
            fault = perform(actor, sign_in_id, **values)
        except TooManyCodes:
            _record(EventKind.LIMIT_REACHED, sign_in_id)
            raise
        if fault == WRONG:
            _record(EventKind.CODE_WRONG, sign_in_id)
        return fault

    return recorded


def _record(kind: EventKind, sign_in_id: UUID | None) -> None:
    person_id = who_signs_in(sign_in_id) if sign_in_id else None
    record(kind, person_id=person_id, detail="code")


@_records_wrong_codes
@action("sign_in.prove", each_time=True)
def prove_sign_in(
    act: Act, sign_in: SignIn, *, code: str, passkey: str = "", site: Site | None = None
) -> str:
    """Use a passkey, a code of the person's app, or a recovery code; what was wrong, empty: nothing.

    Refuses to look at any code while too many were wrong.
    """
    person_id = sign_in.person_id
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    if passkey:
        fault = passkeys.use(act, person_id, sign_in.id, passkey, site)
        factor = None if fault else "passkey"
    else:
        check_misses(person_id)
        typed = "".join(code.split()).replace("-", "").lower()
        factor = _code(act, person_id, typed) or recovery_codes.use(act, person_id, typed)
        fault = "" if factor else WRONG
    act.note(person_id=person_id, factor=factor)
    if factor:
        sign_in.factor_at = clock.real()
        db.session.execute(delete(FactorMiss).where(FactorMiss.person_id == person_id))
    elif not passkey:
        _miss(act, person_id)
    return fault


def check_misses(person_id: UUID) -> None:
    """Refuses a further try after too many wrong codes."""
    for lasts, most in MISSES.items():
        if _missed(person_id, clock.real() - lasts) >= most:
            wait = "an hour or more" if lasts > timedelta(hours=1) else "a quarter of an hour"
            raise TooManyCodes(
                f"Too many codes were wrong. Wait {wait}, then try again.", field="factor_code"
            )


def _code(act: Act, person_id: UUID, typed: str) -> str | None:
    row = db.session.scalars(
        select(Authenticator).where(Authenticator.person_id == person_id).with_for_update()
    ).one_or_none()
    if row is None:
        return None
    step = one_time_codes.step_of(opened(row.sealed), typed, clock.real(), after=row.last_step)
    if step is None:
        return None
    row.last_step, row.last_used_at = step, act.now
    return "authenticator"


def _miss(act: Act, person_id: UUID) -> None:
    """Count it; the person is told the first time that no further one is let pass."""
    now = clock.real()
    act.add(FactorMiss(person_id=person_id, at=now))
    db.session.execute(
        delete(FactorMiss).where(
            FactorMiss.person_id == person_id, FactorMiss.at < now - max(MISSES)
        )
    )
    if _missed(person_id, now - min(MISSES)) == MISSES[min(MISSES)]:
        act.notify(person_id, "codes_wrong")


def _missed(person_id: UUID, since: datetime) -> int:
    return db.session.scalars(
        select(func.count()).where(FactorMiss.person_id == person_id, FactorMiss.at > since)
    ).one()
