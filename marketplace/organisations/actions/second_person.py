"""Whether an organisation wants two people for a publication and an award."""

from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_as
from procurement.ground.refusal import Refusal


@action("second_person.choose")
def choose_second_person(act: Act, organisation: Organisation, *, is_wanted: bool) -> None:
    """Say whether a second person approves. Refused while only one person buys for it."""
    if is_wanted and len(people_as(organisation.id, Role.BUYER)) < 2:
        raise Refusal(
            "Only one person buys for your organisation, so nobody else could approve. Ask a "
            "colleague in first.",
            field="is_wanted",
        )
    organisation.wants_two = is_wanted
