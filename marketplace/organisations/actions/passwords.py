"""What people do when a password is forgotten or is to be another."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.address import normal_address
from marketplace.engine.security_events import EventKind
from marketplace.gateways.keys import fingerprint
from marketplace.organisations.actions import messages
from marketplace.organisations.actions.guarding import begin_anew, guards_a_password, limits_links
from marketplace.organisations.actions.password_choice import check_password
from marketplace.organisations.actions.people import (
    check_own_password,
    details_to_change,
    end_sign_ins,
    hash_of,
)
from marketplace.organisations.models.people import PasswordReset, Person, PersonDetails
from marketplace.organisations.queries.people import person_with, token_hash
from procurement.ground.refusal import Refusal

RESET_LASTS = timedelta(hours=1)


@limits_links
@action("password_reset.request")
def request_password_reset(act: Act, _: None, *, email: str) -> str:
    """Send a link to choose a new password; the path in the e-mail.

    An address that nobody has is told so by e-mail, by the same steps: whoever asks learns
    nothing of the address.
    """
    address, token = normal_address(email), secrets.token_urlsafe(32)
    person_id = person_with(address)
    act.note(email=fingerprint(address))
    db.session.execute(
        delete(PasswordReset).where(
            PasswordReset.person_id.is_(None), PasswordReset.expires_at < act.now
        )
    )
    act.add(
        PasswordReset(
            person_id=person_id,
            token_hash=token_hash(token),
            expires_at=act.now + RESET_LASTS,
        )
    )
    if person_id is None:
        messages.notify_address(act, address, "address_unknown")
        return "/register"
    act.notify(person_id, "password_reset", token=messages.secret(token))
    return f"/reset-password/{token}"


@action("password.reset")
def reset_password(act: Act, reset: PasswordReset, *, token: str, password: str) -> None:
    """Choose a new password by the link: within the hour, once; every session ends.

    The link came to the address, so the address is proved. Refuses a link that is wrong,
    used or too old, and a password that is too short.
    """
    check_link(reset, token, act.now)
    details = details_to_change(reset.person_id)
    reset.used_at = act.now
    _set(act, details, password)
    details.email_proved_at = details.email_proved_at or act.now
    begin_anew(details.email)


@guards_a_password(EventKind.PASSWORD_WRONG)
@action("password.change")
def change_password(act: Act, person: Person, *, current_password: str, password: str) -> None:
    """Choose a new password knowing the old one; every other session ends."""
    details = details_to_change(person.id)
    check_own_password(details, current_password, "current_password")
    _set(act, details, password)


def check_link(reset: PasswordReset | None, token: str, now: datetime) -> None:
    """Refuses a link that cannot be used any more, in a sentence that says what to do."""
    if reset is None or reset.person_id is None or reset.token_hash != token_hash(token):
        raise Refusal("This link is not right. Ask for a new one.")
    if reset.used_at is not None:
        raise Refusal("This link was used already. Ask for a new one.")
    if reset.expires_at <= now:
        raise Refusal("This link was good for one hour and is over. Ask for a new one.")


def _set(act: Act, details: PersonDetails, password: str) -> None:
    check_password(password, own=[details.name, details.email])
    details.password_hash = hash_of(password)
    end_sign_ins(act, details.person_id, but=act.actor.sign_in_id)
    db.session.execute(
        update(PasswordReset)
        .where(PasswordReset.person_id == details.person_id, PasswordReset.used_at.is_(None))
        .values(used_at=act.now)
    )
    act.notify(details.person_id, "password_changed")
