"""How is guessing kept from getting anywhere? Limits for each account, each address and each /64.

They are counted in the database, with a queue's server or without, before a password is
looked at. A link to choose a new password begins the account's count anew: so its owner gets
in while somebody else is guessing.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from marketplace.engine import attempts
from marketplace.engine.address import address_sought
from marketplace.engine.attempts import Counted, Limit, TooOften
from marketplace.engine.origin import origin
from marketplace.engine.security_events import EventKind, record
from marketplace.organisations.queries.people import details_of, person_with
from procurement.ground.refusal import Refusal

_QUARTER, _HOUR, _DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
OF_AN_ACCOUNT = [Limit(10, _QUARTER), Limit(50, _DAY)]
FROM_AN_ADDRESS = Limit(30, _QUARTER)
FROM_A_NETWORK = Limit(90, _QUARTER)
LINKS_TO_AN_ADDRESS = Limit(5, _HOUR)
LINKS_FROM_AN_ADDRESS = Limit(30, _HOUR)
LINKS_FROM_A_NETWORK = Limit(60, _HOUR)

R = TypeVar("R")
Performed = Callable[..., R]


class WrongSecret(Refusal):
    """What was entered opens nothing; it is counted, where other refusals are given back."""


def guards_a_password(kind: EventKind) -> Callable[[Performed[R]], Performed[R]]:
    """Limit how often the password of an account is tried by this action, and record what fails.

    The account is that of the typed e-mail address, or of the person that the action is about.
    """

    def decorate(perform: Performed[R]) -> Performed[R]:
        @wraps(perform)
        def guarded(actor: Any, person_id: UUID | None, /, *args: Any, **values: Any) -> R:
            email = _address(person_id, values)
            wanted = _tries(email)
            _take(wanted, email)
            try:
                result = perform(actor, person_id, *args, **values)
            except WrongSecret:
                record(kind, person_id=person_with(email), email=email)
                raise
            except BaseException:
                attempts.give_back(wanted)
                raise
            attempts.give_back(wanted)
            return result

        return guarded

    return decorate


def limits_links(perform: Performed[R]) -> Performed[R]:
    """Limit how often this action sends a link to one address, and for one network.

    The address is the one that was typed, or the person's own.
    """

    @wraps(perform)
    def limited(actor: Any, subject_id: UUID | None, /, *args: Any, **values: Any) -> R:
        typed = values.get("email")
        email = address_sought(typed) if typed else _address(subject_id, values)
        wanted = [(f"link to {email}", LINKS_TO_AN_ADDRESS)]
        wanted += _from_here("link from", LINKS_FROM_AN_ADDRESS, LINKS_FROM_A_NETWORK)
        _take(wanted, email)
        return perform(actor, subject_id, *args, **values)

    return limited


def begin_anew(email: str) -> None:
    """The account's count begins anew: its owner has followed a link, within a transaction."""
    attempts.forget(_of_account(email))


def _address(person_id: UUID | None, values: dict[str, Any]) -> str:
    if person_id is None:
        return address_sought(values["email"])
    details = details_of(person_id)
    return address_sought(details.email) if details else ""


def _tries(email: str) -> list[Counted]:
    return [*_of_account(email), *_from_here("from", FROM_AN_ADDRESS, FROM_A_NETWORK)]


def _of_account(email: str) -> list[Counted]:
    return [(f"account {email}", limit) for limit in OF_AN_ACCOUNT]


def _from_here(word: str, address: Limit, network: Limit) -> list[Counted]:
    """What is counted of where the request comes from: its address, and the /64 around it."""
    limits = [address, network]
    return [
        (f"{word} {name}", limit)
        for name, limit in zip(origin.get().networks, limits, strict=False)
    ]


def _take(wanted: list[Counted], email: str) -> None:
    try:
        attempts.take(wanted)
    except TooOften as no:
        if no.is_first:
            person_id = person_with(email) if no.what.startswith("account") else None
            record(
                EventKind.LIMIT_REACHED, person_id=person_id, email=email, detail=no.what.split()[0]
            )
        raise
