"""Who of an organisation is told by e-mail what concerns its money?"""

from collections.abc import Sequence
from uuid import UUID

from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.organisations.queries.people import people_of


def tell_finance(act: Act, organisations: Sequence[UUID], template: str, **values: object) -> None:
    """Within an action: an e-mail to everybody who looks after the money of any of these, once."""
    for person_id in people_of(organisations, Role.FINANCE):
        act.notify(person_id, template, **values)
