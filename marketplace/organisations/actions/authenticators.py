"""How does an app that shows one-time codes become a person's second factor, and cease to be?"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from marketplace.engine import clock, db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.second_factor import check_fresh
from marketplace.engine.security_events import EventKind
from marketplace.gateways import keys, one_time_codes
from marketplace.organisations.actions import own_factors
from marketplace.organisations.actions.guarding import guards_a_password
from marketplace.organisations.models.people import Person
from marketplace.organisations.models.second_factors import Authenticator
from marketplace.organisations.queries.second_factors import sealed, second_factors_of
from procurement.ground.refusal import Refusal

_OFFER = "authenticator to add"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a page offers to an app: the secret, and the same sealed for this person to send back."""

    secret: str
    sealed: str


def offer_to(person_id: UUID, sealed: str = "") -> Offer:
    """The offer that was sealed for this person, or a new one where it is not theirs."""
    with suppress(ValueError):
        plain = keys.decrypt(_OFFER, urlsafe_b64decode(sealed))
        owner, _, secret = (plain or b"").decode().partition(" ")
        if owner == str(person_id):
            return Offer(secret, sealed)
    secret = one_time_codes.new_secret()
    kept = keys.encrypt(_OFFER, f"{person_id} {secret}".encode())
    return Offer(secret, urlsafe_b64encode(kept).decode())


@guards_a_password(EventKind.PASSWORD_WRONG)
@action("authenticator.add")
def add_authenticator(
    act: Act, person: Person, *, offer: str, code: str, password: str
) -> Authenticator:
    """Take the app that shows this code as a second factor; it counts as the code's one use."""
    own_factors.check_may_add(act, password)
    if second_factors_of(person.id).authenticator is not None:
        raise Refusal("You have an authenticator app already. Remove it first to use another.")
    secret = offer_to(person.id, offer).secret
    step = one_time_codes.step_of(secret, "".join(code.split()), clock.real())
    if step is None:
        raise Refusal(
            "This is not the code that the app shows now. Check that the clock of your telephone "
            "is right, then enter the next code.",
            field="code",
        )
    row = act.add(
        Authenticator(
            person_id=person.id,
            sealed=sealed(secret),
            last_step=step,
            added_at=act.now,
            last_used_at=act.now,
        )
    )
    own_factors.added(act, "an authenticator app was added")
    return row


@action("authenticator.remove")
def remove_authenticator(act: Act, authenticator: Authenticator) -> None:
    """The app's codes count no longer."""
    check_fresh(act.actor, act.verb)
    db.session.delete(authenticator)
    own_factors.removed(act, "the authenticator app was removed")
