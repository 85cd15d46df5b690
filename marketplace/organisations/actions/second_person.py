"""Whether an organisation wants two people for a publication and an award."""

from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_of
from procurement.ground.refusal import Refusal


@action("second_person.choose")
def choose_second_person(act: Act, organisation: Organisation, *, is_wanted: bool) -> None:
    """Say whether a second person approves. Refused while only one person buys for it; owners do too.
    All of them are told what counts from now on."""
    if is_wanted == organisation.wants_two:
        return
    people = people_of([organisation.id], Role.BUYER)
    if is_wanted and len(people) < 2:
        raise Refusal(
            "Only one person buys for your organisation, so nobody else could approve. Ask a "
            "colleague in first.",
            field="is_wanted",
        )
    organisation.wants_two = is_wanted
    for person_id in people:
        act.notify(
            person_id,
            "second_person_chosen",
            organisation=organisation.name,
            organisation_id=organisation.id,
            by=act.actor.name,
            is_wanted=is_wanted,
        )
