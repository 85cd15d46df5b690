"""Which conversations need somebody: a next step is overdue, or nothing was noted for long?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.paging import counted
from marketplace.packages.models.contacts import Conversation, conversations_visible_to
from marketplace.packages.queries.contacts import Spoke, with_contacts
from procurement.packages.contact import STILL

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """Those that wait longest, and how many there are in all, as ``paging.counted`` counts."""

    rows: Sequence[Spoke]
    count: int


def waiting_conversations(actor: Actor, today: date) -> Waiting:
    """Open ones of the person whose next step is overdue, or of which nothing was noted for
    thirty days and no next step is to come: two queries."""
    wanted: Select[Conversation] = conversations_visible_to(actor).where(
        Conversation.closed_on.is_(None),
        or_(
            Conversation.next_on < today,
            Conversation.next_on.is_(None) & (Conversation.moved_on <= today - STILL),
        ),
    )
    ordered = wanted.order_by(Conversation.moved_on, Conversation.id).limit(SHOWN)
    rows: Sequence[Any] = db.session.execute(with_contacts(ordered)).all()
    return Waiting([Spoke(*row) for row in rows], counted(wanted))
