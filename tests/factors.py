"""A telephone in a test: the app of a person, and the code it shows."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from marketplace.engine import clock
from marketplace.engine.access import Actor
from marketplace.gateways import one_time_codes
from marketplace.organisations.actions import authenticators
from tests.cast import PASSWORD, client_of, cookie_of, used_factor


class Telephone:
    """Holds the secret of one person's app, as the picture on the page gave it."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def code(self, ago: timedelta = timedelta(0)) -> str:
        """What it shows now, or did then."""
        return one_time_codes.code_of(self.secret, one_time_codes.step_at(clock.real() - ago))

    def next_code(self) -> str:
        """The code after that of now, of a clock that runs half a minute early."""
        return self.code(timedelta(seconds=-30))


def telephone_of(person: Actor) -> Telephone:
    """The person sets up an app with the code of the half minute before now."""
    offer = authenticators.offer_to(person.person_id)
    telephone = Telephone(offer.secret)
    authenticators.add_authenticator(
        person,
        person.person_id,
        offer=offer.sealed,
        code=telephone.code(timedelta(seconds=30)),
        password=PASSWORD,
    )
    return telephone


def long_ago(app: Flask, person: Actor) -> FlaskClient:
    """A browser in which the person used a second factor more than ten minutes ago."""
    client = client_of(app, None)
    token = cookie_of(person)
    used_factor(token, clock.real() - timedelta(minutes=11))
    client.set_cookie("sign_in", token)
    return client


def wrong(telephone: Telephone) -> str:
    """Six digits that are the code of no half minute about now."""
    near = {telephone.code(timedelta(seconds=30 * step)) for step in range(-3, 4)}
    return next(code for code in map("{:06}".format, range(8)) if code not in near)
