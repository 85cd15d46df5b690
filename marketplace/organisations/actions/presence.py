"""Who comes with this cookie, and when was it last used?

Noted at most once in five minutes, so that a page costs no more for it.
"""

from datetime import timedelta

from sqlalchemy import update

from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.organisations.models.people import SignIn
from marketplace.organisations.queries.people import actor_of

NOTED_EVERY = timedelta(minutes=5)


def arriving(token: str) -> Actor:
    """The person a cookie stands for; commits where the use of it is noted."""
    actor = actor_of(token)
    now = clock.real()
    if actor.used_at is not None and actor.used_at < now - NOTED_EVERY:
        db.session.rollback()
        with db.transaction():
            db.session.execute(
                update(SignIn)
                .where(SignIn.id == actor.sign_in_id, SignIn.last_used_at < now - NOTED_EVERY)
                .values(last_used_at=now)
            )
    return actor
