"""Must this person show again that it is they who act? Asked where rights are asked: by every action.

Who came by a sign-in is a person before a browser, and is asked before each verb that a
chapter names in ``ASKED_AGAIN``. The system's jobs and the shell came by none.
"""

from datetime import timedelta

from marketplace.engine import clock
from marketplace.engine.access import ASKED_AGAIN, Actor

FRESH_FOR = timedelta(minutes=10)


class FactorWanted(Exception):
    """The verb waits until the person has used a second factor; what was typed is kept."""


def check_verb(actor: Actor, verb: str) -> None:
    """Stops a verb that is asked again, where the person has used no factor just now."""
    if verb in ASKED_AGAIN:
        check_fresh(actor, verb)


def check_fresh(actor: Actor, verb: str) -> None:
    """Stops a verb where the person has used no factor just now."""
    if actor.sign_in_id is not None and not is_fresh(actor):
        raise FactorWanted(verb)


def is_fresh(actor: Actor) -> bool:
    """Whether a factor was used in this sign-in within the last minutes."""
    return actor.factor_at is not None and clock.real() - actor.factor_at < FRESH_FOR
