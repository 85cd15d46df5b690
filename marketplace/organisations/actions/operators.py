"""Who looks after this installation? Said by whoever holds its shell."""

from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.addresses import check_proved
from marketplace.organisations.models.people import Person
from procurement.ground.refusal import Refusal


@action("operator.appoint")
def appoint_operator(act: Act, person: Person) -> None:
    """The person, whose address is proved, sees the operator's page from now on."""
    if person.erased_at is not None:
        raise Refusal("There is no such person.")
    check_proved(person.id)
    person.operator_since = person.operator_since or act.now


@action("operator.dismiss")
def dismiss_operator(act: Act, person: Person) -> None:
    """The person is an operator no longer."""
    person.operator_since = None
