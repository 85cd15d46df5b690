"""What has this person to do next, in each organisation and each role?

A constant number of queries, however many organisations, tenders and invoices.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from marketplace.desk.models.claims import Claim, ClaimState
from marketplace.desk.queries import desk
from marketplace.desk.queries.first_steps import FirstStep, first_steps
from marketplace.desk.queries.operations import Operations, operations
from marketplace.desk.queries.organisation_tasks import organisation_tasks
from marketplace.desk.queries.tasks import Task, beyond, the_first, urgency
from marketplace.desk.queries.tender_tasks import panels_of
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
    today = london_day(now)
    cards = _cards(actor, today)
    for organisation_id, task in organisation_tasks(actor, now):
        if organisation_id in cards:
            cards[organisation_id].tasks.append(task)
    for card in cards.values():
        card.tasks.sort(key=urgency)
    _add_received(cards, actor, today)
    _add_first_steps(cards, actor, now)
    return Work(
        list(cards.values()),
        sorted(panels_of(actor), key=urgency),
        desk.waiting(actor, today) if actor.is_broker else None,
        operations(actor, now) if actor.is_operator else None,
        _claimed(actor),
    )


def _cards(actor: Actor, today: date) -> dict[UUID, Card]:
    rows = db.session.execute(
        select(Organisation, counted_on(today).label("is_counted"))
        .where(Organisation.id.in_(actor.organisations))
        .order_by(Organisation.name)
    )
    return {
        row.Organisation.id: Card(
            row.Organisation,
            [role for role in Role if (row.Organisation.id, role) in actor.roles],
            row.is_counted,
        )
        for row in rows
    }


def _add_received(cards: dict[UUID, Card], actor: Actor, today: date) -> None:
    mine = actor.organisations_as(Role.FINANCE)
    recent = (
        select(Payment)
        .where(
            Payment.payee_id.in_(mine),
            Payment.paid_on >= today - _RECENT,
            Payment.state.in_(THAT_COUNT),
        )
        .order_by(Payment.paid_on.desc(), Payment.id.desc())
    )
    rows = db.session.scalars(the_first(recent)).all()
    for row in rows:
        cards[row.payee_id].received.append(row)
    shown = [row.payee_id for row in rows]
    for organisation_id, more in beyond(recent, Payment.payee_id, mine, shown):
        cards[organisation_id].further_received = more


def _add_first_steps(cards: dict[UUID, Card], actor: Actor, now: datetime) -> None:
    owned = [cards[key] for key in actor.organisations_as(Role.OWNER) if key in cards]
    steps = first_steps([(card.organisation, card.is_counted) for card in owned], now)
    for card in owned:
        own_steps = steps[card.organisation.id]
        card.first_steps = own_steps if any(not step.is_done for step in own_steps) else []


def _claimed(actor: Actor) -> list[Organisation]:
    return list(
        db.session.scalars(
            select(Organisation)
            .join(Claim, Claim.organisation_id == Organisation.id)
            .where(Claim.person_id == actor.person_id, Claim.state == ClaimState.ASKED)
            .order_by(Organisation.name)
        )
    )
