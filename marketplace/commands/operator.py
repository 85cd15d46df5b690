"""Who looks after this installation, said by whoever holds its shell."""

import click

from marketplace.commands.answers import Answer, Unusable, answers
from marketplace.commands.working import working_database
from marketplace.engine.access import SYSTEM


@click.command()
@click.argument("email")
@click.option("--end", is_flag=True, help="The person is an operator no longer.")
@answers(
    lambda answer: f"{answer['email']} is {'an' if answer['operator'] else 'no'} operator now."
)
def operator(email: str, end: bool) -> Answer:
    """Let the person whose account has EMAIL see the operator's page: jobs, figures, what is wrong.

    The person creates the account first, on the site, and so proves the address.
    """
    from marketplace.organisations.actions.operators import (  # noqa: PLC0415 help stays quick
        appoint_operator,
        dismiss_operator,
    )
    from marketplace.organisations.queries.addresses import person_who_proved  # noqa: PLC0415 help stays quick
    from marketplace.organisations.queries.people import person_with  # noqa: PLC0415 help stays quick

    with working_database():
        person_id = (person_with if end else person_who_proved)(email)
        if person_id is None:
            raise Unusable(
                f"Nobody has an account with the address {email} and has followed the link that "
                "was sent to it."
            )
        (dismiss_operator if end else appoint_operator)(SYSTEM, person_id)
    return {"email": email, "operator": not end}
