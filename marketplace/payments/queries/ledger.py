"""Whose ledger does a person read?"""

from sqlalchemy import select

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.models.places import Place


def slugs_read_by(actor: Actor) -> list[str]:
    """The slugs of the places whose broker or board the person is, by name."""
    held = [place_id for place_id, _ in actor.place_roles]
    return list(session.scalars(select(Place.slug).where(Place.id.in_(held)).order_by(Place.name)))
