"""The first broker of a place, appointed by whoever runs the installation."""

import click

from marketplace.commands.answers import Answer, Unusable, answers
from marketplace.commands.working import working_database
from marketplace.engine.access import SYSTEM, PlaceRole
from procurement.organisations.place import PLACES


@click.command()
@click.argument("email")
@click.option("--place", type=click.Choice(list(PLACES)), required=True, help="Which place.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in PlaceRole]),
    default=PlaceRole.BROKER.value,
    show_default=True,
)
@answers(lambda answer: f"{answer['email']} has the role in {answer['place']} now.")
def appoint(email: str, place: str, role: str) -> Answer:
    """Make the person whose account has EMAIL the broker, or a board member, of a place.

    The person creates the account first, on the site, and so proves the address. A broker
    appoints others there.
    """
    from marketplace.organisations.actions.places import give_place_role  # noqa: PLC0415 help stays quick
    from marketplace.organisations.queries.addresses import person_who_proved  # noqa: PLC0415 help stays quick
    from marketplace.organisations.queries.places import place_named  # noqa: PLC0415 help stays quick

    with working_database():
        person_id = person_who_proved(email)
        if person_id is None:
            raise Unusable(
                f"Nobody has an account with the address {email} and has followed the link that "
                "was sent to it."
            )
        give_place_role(SYSTEM, place_named(place), person_id=person_id, role=PlaceRole(role))
    return {"email": email, "place": place, "role": role}
