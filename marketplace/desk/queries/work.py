"""What has this person to do next, in each organisation and each role?

A constant number of queries, however many organisations, tenders and invoices; their statements are
built once, and asked with ``values_of`` the person.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from marketplace.desk.models.claims import Claim, ClaimState
from marketplace.desk.queries import desk
from marketplace.desk.queries.assessment_tasks import panel_tasks
from marketplace.desk.queries.first_steps import FirstStep, first_steps
from marketplace.desk.queries.operations import Operations, operations
from marketplace.desk.queries.organisation_tasks import organisation_tasks
from marketplace.desk.queries.tasks import (
    READER,
    TODAY,
    Task,
    Values,
    beyond,
    the_first,
    urgency,
    values_of,
)
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.engine.paging import MOST_COUNTED
from marketplace.organisations.models.directory import counted_on
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.payments import THAT_COUNT, Payment
from procurement.ground.calendar import london_day

_RECENT = timedelta(days=30)


@dataclass(slots=True)
class Card:
    """One organisation of the person: the roles held there, what to do, what came in."""

    organisation: Organisation
    roles: list[Role]
    is_counted: bool
    tasks: list[Task] = field(default_factory=list)
    received: list[Payment] = field(default_factory=list)
    further_received: int = 0
    """How many more came in than stand there."""
    first_steps: list[FirstStep] = field(default_factory=list)
    """For an owner, until all are taken: what a new organisation does first."""


@dataclass(frozen=True, slots=True)
class Work:
    """Everything on the page “Your work”; ``panels`` are the person's own, of no one organisation."""

    cards: list[Card]
    panels: list[Task]
    desk: desk.Desk | None
    operations: Operations | None
    claims: list[Organisation]
    """What the person has claimed and the broker has not decided yet."""

    @property
    def count(self) -> int:
        """How many things wait."""
        waiting = self.desk.count if self.desk else 0
        waiting += self.operations.count if self.operations else 0
        return (
            len(self.panels)
            + waiting
            + sum(task.count for card in self.cards for task in card.tasks)
        )

    @property
    def is_at_least(self) -> bool:
        """Whether more wait than were counted."""
        return any(task.count > MOST_COUNTED for card in self.cards for task in card.tasks)


def of(actor: Actor, now: datetime) -> Work:
    """What waits for this person at a moment, the most urgent first."""
    today, values = london_day(now), values_of(actor, now)
    cards = _cards(actor, values)
    if cards:
        _add_tasks(cards, values)
        _add_received(cards, values)
        _add_first_steps(cards, values)
    return Work(
        list(cards.values()),
        sorted(panel_tasks(values), key=urgency),
        desk.waiting(actor, today) if actor.is_broker else None,
        operations(actor, now) if actor.is_operator else None,
        list(db.session.scalars(_CLAIMED, values)),
    )


_ORGANISATIONS = (
    select(Organisation, counted_on(TODAY).label("is_counted"))
    .where(Organisation.id.in_(READER.organisations))
    .order_by(Organisation.name)
)
_CLAIMED = (
    select(Organisation)
    .join(Claim, Claim.organisation_id == Organisation.id)
    .where(Claim.person_id == READER.person_id, Claim.state == ClaimState.ASKED)
    .order_by(Organisation.name)
)
_RECEIVED = (
    select(Payment.payee_id, Payment)
    .where(
        Payment.payee_id.in_(READER.organisations_as(Role.FINANCE)),
        Payment.paid_on >= TODAY - _RECENT,
        Payment.state.in_(THAT_COUNT),
    )
    .order_by(Payment.paid_on.desc(), Payment.id.desc())
)


def _cards(actor: Actor, values: Values) -> dict[UUID, Card]:
    return {
        row.Organisation.id: Card(
            row.Organisation,
            [role for role in Role if (row.Organisation.id, role) in actor.roles],
            row.is_counted,
        )
        for row in db.session.execute(_ORGANISATIONS, values)
    }


def _add_tasks(cards: dict[UUID, Card], values: Values) -> None:
    for organisation_id, task in organisation_tasks(values):
        if organisation_id in cards:
            cards[organisation_id].tasks.append(task)
    for card in cards.values():
        card.tasks.sort(key=urgency)


def _add_received(cards: dict[UUID, Card], values: Values) -> None:
    rows = db.session.execute(the_first(_RECEIVED), values).all()
    for payee_id, payment in rows:
        cards[payee_id].received.append(payment)
    for organisation_id, more in beyond(_RECEIVED, values, [row[0] for row in rows]):
        cards[organisation_id].further_received = more


def _add_first_steps(cards: dict[UUID, Card], values: Values) -> None:
    for organisation_id, steps in first_steps(values).items():
        if any(not step.is_done for step in steps):
            cards[organisation_id].first_steps = steps
