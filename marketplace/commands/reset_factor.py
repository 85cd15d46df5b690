"""A person who has lost second factor and recovery codes, let in again by whoever holds the shell."""

import click

from marketplace.commands.answers import Answer, Unusable, answers
from marketplace.commands.working import working_database
from marketplace.engine.access import SYSTEM


@click.command("reset-factor")
@click.argument("email")
@click.option(
    "--reason", required=True, help="Why, and how you know that it is they; they are told it."
)
@answers(lambda answer: f"{answer['email']} signs in with the password and sets up a new factor.")
def reset_factor(email: str, reason: str) -> Answer:
    """Take the second factor of the person whose account has EMAIL away, at once.

    For the one operator whom nobody else can help: everybody else is helped on the site, where it
    waits two days. The person is told by e-mail, is signed out everywhere, and sets up a new
    factor at the next sign-in. A forgotten password is another thing: the sign-in page sends a
    link for that. The audit record names the system. The reason is kept beside it
    until the person’s details are erased; the record holds its fingerprint.
    """
    from marketplace.organisations.actions.factor_resets import (  # noqa: PLC0415 help stays quick
        begin_factor_reset,
        finish_factor_reset,
    )
    from marketplace.organisations.queries.people import person_with  # noqa: PLC0415 help stays quick
    from marketplace.organisations.queries.second_factors import waiting_reset  # noqa: PLC0415 help stays quick

    if not reason.strip():
        raise Unusable("Say why with --reason.")
    with working_database():
        person_id = person_with(email)
        if person_id is None:
            raise Unusable(f"Nobody has an account with the address {email}.")
        reset = waiting_reset(person_id)
        if reset is None:
            reset = begin_factor_reset(SYSTEM, person_id, reason=reason, at_once=True)
        finish_factor_reset(SYSTEM, reset.id, reason=reason)
    return {"email": email, "reset": True}
