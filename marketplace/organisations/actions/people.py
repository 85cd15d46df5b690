"""What people do to have an account, and to get in and out."""

import secrets
from datetime import timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select, text

from marketplace.engine import clock, db
from marketplace.engine.act import Act, NotAllowed
from marketplace.engine.action import action
from marketplace.engine.address import address_sought, normal_address, normal_password
from marketplace.gateways.keys import fingerprint
from marketplace.organisations.actions import messages
from marketplace.organisations.models.people import Person, PersonDetails, SignIn
from marketplace.organisations.queries.people import details_of, token_hash
from procurement.ground.refusal import Refusal

SIGNED_IN_FOR = timedelta(days=14)
SHORTEST_PASSWORD = 10
DEMONSTRATION = "@demonstration.example"
"""How the addresses of the demonstration’s people end; no real address can."""


@action("person.register")
def register_person(act: Act, _: None, *, name: str, email: str, password: str) -> Person:
    """A new account. An address that already has one is refused in words that give nothing away."""
    address = normal_address(email)
    check_password(password)
    _check_free(address)
    person = act.add(Person(created_at=act.now))
    act.add(
        PersonDetails(
            person_id=person.id,
            name=name,
            email=address,
            password_hash=hash_of(password),
        )
    )
    act.note(email=fingerprint(address))
    return person


@action("person.sign_in", each_time=True)
def sign_in_person(act: Act, _: None, *, email: str, password: str, device: str) -> str:
    """Check address and password; the token for the cookie. Refuses without saying which was wrong."""
    details = db.session.scalars(
        select(PersonDetails).where(func.lower(PersonDetails.email) == address_sought(email))
    ).one_or_none()
    kept = details.password_hash if details else _no_hash()
    if not fits(kept, password) or details is None:
        raise Refusal("The e-mail address or the password is not right.", field="email")
    return _begin(act, details.person_id, device)


@action("person.sign_in_as", each_time=True)
def sign_in_as_person(act: Act, person: Person, *, device: str) -> str:
    """In a demonstration only: sign in as one of its people without a password; the token."""
    details = details_of(person.id)
    if not clock.is_settable() or details is None or not details.email.endswith(DEMONSTRATION):
        raise NotAllowed(act.verb)
    return _begin(act, person.id, device)


def _begin(act: Act, person_id: UUID, device: str) -> str:
    token = secrets.token_urlsafe(32)
    row = act.add(
        SignIn(
            person_id=person_id,
            token_hash=token_hash(token),
            device=device[:200],
            began_at=act.now,
            last_used_at=act.now,
            expires_at=clock.real() + SIGNED_IN_FOR,
        )
    )
    act.note(person_id=person_id, sign_in_id=row.id)
    return token


@action("person.update")
def update_person(act: Act, person: Person, *, name: str, email: str, password: str) -> None:
    """Change one's own name or address. Another address needs the password, and the old one is told."""
    details = details_of(person.id)
    if details is None:
        raise Refusal("This account has been erased.")
    address = normal_address(email)
    if address != address_sought(details.email):
        if not fits(details.password_hash, password):
            raise Refusal("To change the address, enter your password.", field="password")
        _check_free(address)
        messages.notify_address(act, details.email, "address_changed", person_name=details.name)
    details.name, details.email = name, address
    act.note(email=fingerprint(address))


@action("sign_in.revoke")
def revoke_sign_in(act: Act, sign_in: SignIn) -> None:
    """End a session, this one or another of the person's own."""
    sign_in.revoked_at = act.now


def _check_free(address: str) -> None:
    """Refuses an address that an account has; the lock keeps two from taking it at once."""
    db.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"email:{address}"}
    )
    taken = db.session.scalars(
        select(PersonDetails).where(func.lower(PersonDetails.email) == address)
    ).one_or_none()
    if taken is not None:
        raise Refusal(
            "This address cannot be used for this account. If it is yours, sign in with it, or "
            "choose a new password.",
            field="email",
        )


def check_password(password: str) -> None:
    """Refuses a password that is too short to be one."""
    if len(normal_password(password)) < SHORTEST_PASSWORD:
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


def hash_of(password: str) -> str:
    """What is kept of a password."""
    return hasher().hash(normal_password(password))


def fits(kept: str, password: str) -> bool:
    """Whether a password is the one whose hash was kept."""
    try:
        return hasher().verify(kept, normal_password(password))
    except (VerificationError, InvalidHashError):
        return False
