"""Who builds a development for its owner?"""

from uuid import UUID

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_of
from marketplace.packages.models.developments import Development
from procurement.ground.refusal import Refusal


@action("contractor.choose")
def choose_contractor(
    act: Act, development: Development, *, contractor_id: UUID | None = None, name: str = ""
) -> None:
    """Name the main contractor: an organisation here, or one that is known by its name alone.

    Who buys for an organisation here helps to keep the page from then on, and is told so.
    """
    if contractor_id is None and not name.strip():
        raise Refusal("Enter the name of the main contractor.", field="name")
    if contractor_id == development.owner_id:
        raise Refusal("This is the developer itself.", field="name")
    if contractor_id is not None and contractor_id != development.contractor_id:
        chosen = db.session.get(Organisation, contractor_id)
        if chosen is None or chosen.merged_into_id or chosen.closed_at or chosen.dissolved_on:
            raise Refusal("This organisation is not here any more.", field="name")
        _tell(act, development, chosen)
    development.contractor_id = contractor_id
    development.contractor_name = "" if contractor_id else name.strip()


def _tell(act: Act, development: Development, contractor: Organisation) -> None:
    for person_id in people_of([contractor.id], Role.BUYER):
        act.notify(
            person_id,
            "contractor_chosen",
            contractor=contractor.name,
            development=development.name,
            development_id=development.id,
        )
