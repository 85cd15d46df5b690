"""What of developments waits for an organisation: pledges, agreed actions, next steps."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from marketplace.desk.queries.tasks import Kind, Owned, Task, tasks_of
from marketplace.economy.models.pledges import Pledge
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.contacts import Conversation
from marketplace.packages.models.developments import Development
from marketplace.packages.models.groups import GroupAction, grouped_with
from procurement.organisations.organisation import Kind as OrganisationKind


def development_tasks(actor: Actor, today: date) -> Iterator[Owned]:
    """What waits in each organisation of the person: three queries, and one more of each kind
    where there is very much."""
    yield from _pledges(actor)
    yield from _actions(actor, today)
    yield from _next_steps(actor, today)


def _next_steps(actor: Actor, today: date) -> Iterator[Owned]:
    """What comes next in the conversations that were held for an organisation."""
    mine = actor.organisations_as(Role.BUYER, Role.BID_WRITER)
    wanted = (
        select(Organisation.id, Conversation, Organisation.kind)
        .join(Organisation, Organisation.id == Conversation.logged_for)
        .where(
            Conversation.logged_for.in_(mine),
            Conversation.closed_on.is_(None),
            Conversation.next_on.is_not(None),
        )
        .order_by(Conversation.next_on, Conversation.id)
    )
    kind = Kind(
        Role.BID_WRITER, "Next step of a conversation", "conversation.note", "conversations.read"
    )

    def told(row: Conversation, of: OrganisationKind) -> Task:
        is_late = row.next_on is not None and row.next_on < today
        return _of(kind, of).task(row.next_step, row.id, row.next_on, is_late=is_late)

    yield from tasks_of(wanted, mine, kind, told)


def _actions(actor: Actor, today: date) -> Iterator[Owned]:
    """What an organisation has taken on in a working group that it is still in."""
    mine = actor.organisations_as(Role.BUYER, Role.BID_WRITER)
    wanted = (
        select(Organisation.id, GroupAction, Organisation.kind)
        .join(Organisation, Organisation.id == GroupAction.organisation_id)
        .where(
            GroupAction.organisation_id.in_(mine),
            GroupAction.done_on.is_(None),
            GroupAction.development_id.in_(grouped_with(actor)),
        )
        .order_by(GroupAction.due_on, GroupAction.id)
    )
    kind = Kind(
        Role.BID_WRITER, "Agreed in the working group", "group_action.finish", "developments.read"
    )

    def told(row: GroupAction, of: OrganisationKind) -> Task:
        is_late = row.due_on < today
        return _of(kind, of).task(row.what, row.development_id, row.due_on, is_late=is_late)

    yield from tasks_of(wanted, mine, kind, told)


def _of(kind: Kind, organisation: OrganisationKind) -> Kind:
    """The same for whoever takes such a step in an organisation of this kind."""
    return replace(kind, who=Role.BUYER) if organisation.buys else kind


def _pledges(actor: Actor) -> Iterator[Owned]:
    """Pledges in the name of an organisation that the person buys for."""
    mine = actor.organisations_as(Role.BUYER)
    wanted = (
        select(Pledge.pledger_id, Development.name, Pledge.id)
        .join(Development, Development.id == Pledge.development_id)
        .where(
            Pledge.pledger_id.in_(mine),
            Pledge.confirmed_at.is_(None),
            Pledge.withdrawn_at.is_(None),
        )
        .order_by(Pledge.id)
    )
    say = "Confirm the pledge, or withdraw it"
    kind = Kind(Role.BUYER, say, "pledge.confirm", "pledges.read")
    yield from tasks_of(wanted, mine, kind, kind.task)
