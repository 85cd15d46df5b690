"""What people do when a password is forgotten or is to be another."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.address import address_sought
from marketplace.gateways.keys import fingerprint
from marketplace.organisations.actions import messages
from marketplace.organisations.actions.people import check_password, fits, hash_of
from marketplace.organisations.models.people import PasswordReset, Person, PersonDetails, SignIn
from marketplace.organisations.queries.people import details_of, token_hash
from procurement.ground.refusal import Refusal

RESET_LASTS = timedelta(hours=1)


@action("password_reset.request")
def request_password_reset(act: Act, _: None, *, email: str) -> None:
    """Send a link to choose a new password; the same answer for an address nobody has."""
    address = address_sought(email)
    details = db.session.scalars(
        select(PersonDetails).where(func.lower(PersonDetails.email) == address)
    ).one_or_none()
    act.note(email=fingerprint(address))
    if details is None:
        return
    token = secrets.token_urlsafe(32)
    act.add(
        PasswordReset(
            person_id=details.person_id,
            token_hash=token_hash(token),
            expires_at=act.now + RESET_LASTS,
        )
    )
    act.notify(details.person_id, "password_reset", token=messages.secret(token))


@action("password.reset")
def reset_password(act: Act, reset: PasswordReset, *, token: str, password: str) -> None:
    """Choose a new password by the link: within the hour, once; every session ends.

    Refuses a link that is wrong, used or too old, and a password that is too short.
    """
    check_link(reset, token, act.now)
    check_password(password)
    reset.used_at = act.now
    _set(act, details_of(reset.person_id), password)


@action("password.change")
def change_password(act: Act, person: Person, *, current_password: str, password: str) -> None:
    """Choose a new password knowing the old one; every other session ends."""
    details = details_of(person.id)
    if details is None or not fits(details.password_hash, current_password):
        raise Refusal("This is not your password now.", field="current_password")
    check_password(password)
    _set(act, details, password)


def check_link(reset: PasswordReset | None, token: str, now: datetime) -> None:
    """Refuses a link that cannot be used any more, in a sentence that says what to do."""
    if reset is None or reset.token_hash != token_hash(token):
        raise Refusal("This link is not right. Ask for a new one.")
    if reset.used_at is not None:
        raise Refusal("This link was used already. Ask for a new one.")
    if reset.expires_at <= now:
        raise Refusal("This link was good for one hour and is over. Ask for a new one.")


def _set(act: Act, details: PersonDetails | None, password: str) -> None:
    if details is None:
        raise Refusal("This account has been erased.")
    details.password_hash = hash_of(password)
    db.session.execute(
        update(SignIn)
        .where(
            SignIn.person_id == details.person_id,
            SignIn.revoked_at.is_(None),
            SignIn.id.is_distinct_from(act.actor.sign_in_id),
        )
        .values(revoked_at=act.now)
    )
    db.session.execute(
        update(PasswordReset)
        .where(PasswordReset.person_id == details.person_id, PasswordReset.used_at.is_(None))
        .values(used_at=act.now)
    )
    act.notify(details.person_id, "password_changed")
