"""What people do to have an account, and to get in and out."""

import secrets
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select, text, update

from marketplace.engine import clock, db
from marketplace.engine.act import Act, NotAllowed
from marketplace.engine.action import action
from marketplace.engine.address import address_sought, normal_password
from marketplace.engine.security_events import EventKind
from marketplace.gateways.keys import fingerprint
from marketplace.organisations.actions.guarding import WrongSecret, guards_a_password
from marketplace.organisations.actions.password_choice import check_password
from marketplace.organisations.models.addresses import AddressProof
from marketplace.organisations.models.people import Person, PersonDetails, SignIn
from marketplace.organisations.queries.people import (
    details_of,
    is_invented,
    is_of_the_demonstration,
    person_with,
    token_hash,
)
from procurement.ground.refusal import Refusal

SIGNED_IN_FOR = timedelta(days=14)


@action("person.register")
def register_person(
    act: Act, proof: AddressProof, *, token: str, name: str, password: str
) -> Person:
    """A new account, by the link that was sent to its address: within the day, once."""
    check_registration(proof, token, act.now)
    if not is_invented(proof.email):
        check_password(password, own=[name, proof.email])
    check_free(proof.email)
    proof.used_at = act.now
    person = act.add(Person(created_at=act.now))
    act.add(
        PersonDetails(
            person_id=person.id,
            name=name,
            email=proof.email,
            email_proved_at=act.now,
            password_hash=hash_of(password),
        )
    )
    act.note(person_id=person.id, email=fingerprint(proof.email))
    return person


@guards_a_password(EventKind.SIGN_IN_FAILED)
@action("person.sign_in", each_time=True)
def sign_in_person(act: Act, _: None, *, email: str, password: str, device: str) -> str:
    """Check address and password; the token for the cookie. Refuses without saying which was wrong."""
    details = db.session.scalars(
        select(PersonDetails).where(func.lower(PersonDetails.email) == address_sought(email))
    ).one_or_none()
    nobodys = _no_hash()
    kept = details.password_hash if details else nobodys
    if not fits(kept, password) or details is None:
        raise WrongSecret("The e-mail address or the password is not right.", field="email")
    return _begin(act, details.person_id, device)


@action("person.sign_in_as", each_time=True)
def sign_in_as_person(act: Act, person: Person, *, device: str) -> str:
    """In a demonstration only: sign in as one of its people without a password; the token.

    It counts as if a second factor had been used.
    """
    details = details_of(person.id)
    if details is None or not is_of_the_demonstration(details):
        raise NotAllowed(act.verb)
    details.email_proved_at = details.email_proved_at or act.now  # nobody else can have it
    return _begin(act, person.id, device, factor_at=clock.real())


def _begin(act: Act, person_id: UUID, device: str, factor_at: datetime | None = None) -> str:
    token = secrets.token_urlsafe(32)
    row = act.add(
        SignIn(
            person_id=person_id,
            token_hash=token_hash(token),
            device=device[:200],
            began_at=act.now,
            last_used_at=clock.real(),
            expires_at=clock.real() + SIGNED_IN_FOR,
            factor_at=factor_at,
        )
    )
    act.note(person_id=person_id, sign_in_id=row.id)
    return token


@action("person.update")
def update_person(act: Act, person: Person, *, name: str) -> None:
    """Change one's own name."""
    details_to_change(person.id).name = name


@action("sign_in.revoke")
def revoke_sign_in(act: Act, sign_in: SignIn) -> None:
    """End a session, this one or another of the person's own."""
    sign_in.revoked_at = act.now


@action("other_sign_ins.end")
def end_other_sign_ins(act: Act, person: Person) -> None:
    """End every session of the person's own but this one."""
    end_sign_ins(act, person.id, but=act.actor.sign_in_id)


def end_sign_ins(act: Act, person_id: UUID, *, but: UUID | None = None) -> None:
    """Within an action: end every session of a person, or every one but this."""
    db.session.execute(
        update(SignIn)
        .where(
            SignIn.person_id == person_id,
            SignIn.revoked_at.is_(None),
            SignIn.id.is_distinct_from(but),
        )
        .values(revoked_at=act.now)
    )


def details_to_change(person_id: UUID | None) -> PersonDetails:
    """What is known of a person who is not erased; else refused."""
    details = details_of(person_id) if person_id else None
    if details is None:
        raise Refusal("This account has been erased.")
    return details


def check_registration(proof: AddressProof | None, token: str, now: datetime) -> None:
    """Refuses a link that opens no new account any more, in a sentence that says what to do."""
    if proof is None or proof.token_hash != token_hash(token) or proof.person_id is not None:
        raise Refusal("This link is not right. Ask for a new one.")
    if proof.used_at is not None:
        raise Refusal("This link was used already. Sign in, or ask for a new one.")
    if proof.expires_at <= now:
        raise Refusal("This link was good for one day and is over. Ask for a new one.")


def check_free(address: str) -> None:
    """Refuses an address that an account has; the lock keeps two from taking it at once.

    Said only to whoever has followed a link sent to the address.
    """
    db.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"email:{address}"}
    )
    if person_with(address) is not None:
        raise Refusal(
            "There is an account with this address already. Sign in with it, or choose a new "
            "password."
        )


def check_own_password(details: PersonDetails, password: str, field: str = "password") -> None:
    """Refuses what is not the person's password."""
    if not fits(details.password_hash, password):
        raise WrongSecret("This is not your password now.", field=field)


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
