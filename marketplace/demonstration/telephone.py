"""Which telephone do the people of the story hold? None: their codes stand on the page."""

from uuid import UUID

from marketplace.engine import clock
from marketplace.engine.access import Actor
from marketplace.gateways import one_time_codes
from marketplace.organisations.actions import authenticators


def set_up(person: Actor, person_id: UUID, password: str) -> None:
    """An app is the person's second factor, as they would set it up themselves."""
    offer = authenticators.offer_to(person_id)
    code = one_time_codes.next_code(offer.secret, clock.real())
    authenticators.add_authenticator(
        person, person_id, offer=offer.sealed, code=code or "", password=password
    )
