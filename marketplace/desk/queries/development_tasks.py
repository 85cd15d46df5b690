"""What of developments waits for an organisation: pledges, agreed actions, next steps."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from marketplace.desk.queries.tasks import READER, TODAY, Asked, Kind, Task
from marketplace.economy.models.pledges import Pledge
from marketplace.engine.access import Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.contacts import Conversation
from marketplace.packages.models.developments import Development
from marketplace.packages.models.groups import GroupAction, grouped_with
from procurement.organisations.organisation import Kind as OrganisationKind

_MINE = READER.organisations_as(Role.BUYER, Role.BID_WRITER)


def development_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person."""
    yield _pledges()
    yield _actions()
    yield _next_steps()


def _next_steps() -> Asked:
    """What comes next in the conversations that were held for an organisation."""
    until = Conversation.next_on
    wanted = (
        select(
            Organisation.id, Organisation.kind,
            Conversation.next_step, Conversation.id, until, until < TODAY,
        )
        .join(Organisation, Organisation.id == Conversation.logged_for)
        .where(
            Conversation.logged_for.in_(_MINE),
            Conversation.closed_on.is_(None),
            until.is_not(None),
        )
        .order_by(until, Conversation.id)
    )  # fmt: skip
    kind = Kind(
        Role.BID_WRITER, "Next step of a conversation", "conversation.note", "conversations.read"
    )
    return Asked(wanted, kind, _told(kind))


def _actions() -> Asked:
    """What an organisation has taken on in a working group that it is still in."""
    until = GroupAction.due_on
    wanted = (
        select(
            Organisation.id, Organisation.kind,
            GroupAction.what, GroupAction.development_id, until, until < TODAY,
        )
        .join(Organisation, Organisation.id == GroupAction.organisation_id)
        .where(
            GroupAction.organisation_id.in_(_MINE),
            GroupAction.done_on.is_(None),
            GroupAction.development_id.in_(grouped_with(READER)),
        )
        .order_by(until, GroupAction.id)
    )  # fmt: skip
    kind = Kind(
        Role.BID_WRITER, "Agreed in the working group", "group_action.finish", "developments.read"
    )
    return Asked(wanted, kind, _told(kind))


def _told(kind: Kind) -> Callable[..., Task]:
    """For whoever takes such a step in an organisation of that kind."""

    def told(of: OrganisationKind, title: str, thing_id: UUID, until: date, is_late: bool) -> Task:
        one = replace(kind, who=Role.BUYER) if of.buys else kind
        return one.task(title, thing_id, until, is_late=is_late)

    return told


def _pledges() -> Asked:
    """Pledges in the name of an organisation that the person buys for."""
    wanted = (
        select(Pledge.pledger_id, Development.name, Pledge.id)
        .join(Development, Development.id == Pledge.development_id)
        .where(
            Pledge.pledger_id.in_(READER.organisations_as(Role.BUYER)),
            Pledge.confirmed_at.is_(None),
            Pledge.withdrawn_at.is_(None),
        )
        .order_by(Pledge.id)
    )
    say = "Confirm the pledge, or withdraw it"
    kind = Kind(Role.BUYER, say, "pledge.confirm", "pledges.read")
    return Asked(wanted, kind, kind.task)
