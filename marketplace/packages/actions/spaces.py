"""A space of a development is put on its page, or taken off."""

from uuid import UUID

from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.packages.models.developments import Development
from marketplace.packages.models.spaces import DevelopmentSpace, spaces_of
from procurement.packages.space import Space, check_space


@action("space.add")
def add_space(act: Act, development: Development, *, space: Space) -> DevelopmentSpace:
    """Say which space people can use, from when, and who does."""
    check_space(space)
    return act.add(
        DevelopmentSpace(
            development_id=development.id,
            what=space.what.strip(),
            starts_on=space.starts_on,
            ends_on=space.ends_on,
            square_metres=space.square_metres,
            used_by=space.used_by.strip(),
        )
    )


@action("space.remove")
def remove_space(act: Act, development: Development, *, space_id: UUID) -> None:
    """Take it off the page."""
    wanted = spaces_of(development.id).where(DevelopmentSpace.id == space_id)
    row = db.session.scalars(wanted).one_or_none()
    if row is None:
        raise NotThere("DevelopmentSpace")
    db.session.delete(row)
