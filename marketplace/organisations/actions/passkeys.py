"""How does a passkey become a person's second factor, and cease to be?"""

from uuid import UUID

from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.second_factor import check_fresh
from marketplace.engine.security_events import EventKind
from marketplace.gateways import passkeys
from marketplace.gateways.passkeys import Site
from marketplace.organisations.actions import own_factors
from marketplace.organisations.actions.guarding import guards_a_password
from marketplace.organisations.models.people import Person
from marketplace.organisations.models.second_factors import Passkey
from procurement.ground.refusal import Refusal

REFUSED = "This passkey was not accepted. Try again, or choose another way."
COPIED = (
    "This passkey counts its uses, and the count went back: it may have been copied. Use another "
    "way, then remove it."
)


@guards_a_password(EventKind.PASSWORD_WRONG)
@action("passkey.add")
def add_passkey(
    act: Act, person: Person, *, name: str, answer: str, password: str, site: Site | None
) -> Passkey:
    """Take the passkey that the browser has just made here for this person as a second factor."""
    own_factors.check_may_add(act, password)
    new = site and passkeys.made(site, making(person.id), answer, clock.real())
    if not new:
        raise Refusal("The passkey was not made. Press the button to try again.")
    known = db.session.scalars(
        select(Passkey.id).where(Passkey.credential_id == new.credential_id)
    ).one_or_none()
    if known is not None:
        raise Refusal("This passkey is here already.")
    row = act.add(
        Passkey(
            person_id=person.id,
            name=name,
            credential_id=new.credential_id,
            public_key=new.public_key,
            count=new.count,
            challenge_at=new.challenge_at,
            added_at=act.now,
            last_used_at=act.now,
        )
    )
    own_factors.added(act, "a passkey was added")
    return row


@action("passkey.remove")
def remove_passkey(act: Act, passkey: Passkey) -> None:
    """The passkey counts no longer."""
    check_fresh(act.actor, act.verb)
    db.session.delete(passkey)
    own_factors.removed(act, "a passkey was removed")


def use(act: Act, person_id: UUID, sign_in_id: UUID, answer: str, site: Site | None) -> str:
    """Take the answer of one of the person's passkeys; what was wrong with it, empty: nothing."""
    row = db.session.scalars(
        select(Passkey)
        .where(
            Passkey.person_id == person_id,
            Passkey.credential_id == passkeys.credential_in(answer),
        )
        .with_for_update()
    ).one_or_none()
    if row is None or site is None:
        return REFUSED
    use = passkeys.used(site, using(sign_in_id), answer, row.public_key, clock.real())
    if use is None or use.challenge_at <= row.challenge_at:
        return REFUSED
    if (use.count or row.count) and use.count <= row.count:
        act.notify(person_id, "factor_changed", what="a passkey that may have been copied was used")
        return COPIED
    row.count, row.challenge_at, row.last_used_at = use.count, use.challenge_at, act.now
    return ""


def making(person_id: UUID) -> str:
    """What a question to make a passkey is about."""
    return f"make {person_id}"


def using(sign_in_id: UUID) -> str:
    """What a question to use a passkey is about."""
    return f"use {sign_in_id}"
