"""Does an enterprise show somebody which checks for a first package it meets?"""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from marketplace.desk.models.readiness_showings import ReadinessShowing, ShownTo
from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.queries.places import brokers_around


def showing_of(organisation_id: UUID) -> ReadinessShowing | None:
    """What it has chosen; None: nothing, so that it is shown to nobody."""
    return session.scalars(
        select(ReadinessShowing).where(ReadinessShowing.organisation_id == organisation_id)
    ).one_or_none()


def shows_readiness(actor: Actor, organisation_id: UUID, today: date) -> bool:
    """Whether this person reads it: at most two queries."""
    row = showing_of(organisation_id)
    if row is None or row.shown_to is ShownTo.NOBODY:
        return False
    if row.shown_to is ShownTo.EVERYBODY:
        return True
    around = brokers_around(organisation_id, today) if actor.is_broker else []
    return actor.person_id in {who.person_id for who in around}
