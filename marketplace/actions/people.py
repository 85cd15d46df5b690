"""What people do with their own accounts."""

import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select

from marketplace import clock, db
from marketplace.action import Act, action, fingerprint
from marketplace.models.people import Person, PersonDetails, SignIn, token_hash
from procurement.refusal import Refusal

SIGNED_IN_FOR = timedelta(days=14)
SHORTEST_PASSWORD = 10


@action("person.register")
def register_person(act: Act, _: None, *, name: str, email: str, password: str) -> Person:
    """A new account. An address that already has one is refused in words that give nothing away."""
    address = normal_address(email)
    _check_password(password)
    taken = db.session.scalars(
        select(PersonDetails).where(func.lower(PersonDetails.email) == address.lower())
    ).one_or_none()
    if taken is not None:
        raise Refusal(
            "This address cannot be used for a new account. If it is yours, sign in, or choose a "
            "new password.",
            field="email",
        )
    person = act.add(Person(created_at=act.now))
    act.add(
        PersonDetails(
            person_id=person.id,
            name=name,
            email=address,
            password_hash=hasher().hash(password),
        )
    )
    act.note(email=fingerprint(address.lower()))
    return person


@action("person.sign_in")
def sign_in(act: Act, _: None, *, email: str, password: str, device: str) -> str:
    """Check address and password; the token for the cookie. Refuses without saying which was wrong."""
    details = db.session.scalars(
        select(PersonDetails).where(func.lower(PersonDetails.email) == email.strip().lower())
    ).one_or_none()
    kept = details.password_hash if details else _no_hash()
    if not _fits(kept, password) or details is None:
        raise Refusal("The e-mail address or the password is not right.", field="email")
    token = secrets.token_urlsafe(32)
    row = act.add(
        SignIn(
            person_id=details.person_id,
            token_hash=token_hash(token),
            device=device[:200],
            began_at=act.now,
            last_used_at=act.now,
            expires_at=clock.real() + SIGNED_IN_FOR,
        )
    )
    act.note(person_id=details.person_id, sign_in_id=row.id)
    return token


@action("sign_in.revoke")
def revoke_sign_in(act: Act, sign_in: SignIn) -> None:
    """End a session, this one or another of the person's own."""
    sign_in.revoked_at = act.now


def normal_address(email: str) -> str:
    """An e-mail address checked for form; its domain in small letters."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise Refusal(
            "Enter an e-mail address in the right form, such as name@example.org.", field="email"
        ) from None


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal(
            f"Use a password of at least {SHORTEST_PASSWORD} characters: three words are easy to "
            "remember.",
            field="password",
        )


@cache
def hasher() -> PasswordHasher:
    """Argon2id; tests and the demonstration may set cheaper work before first use."""
    return PasswordHasher()


@cache
def _no_hash() -> str:
    """A hash of nothing anybody knows: an unknown address takes as long as a known one."""
    return hasher().hash(secrets.token_hex(16))


def _fits(kept: str, password: str) -> bool:
    try:
        return hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
