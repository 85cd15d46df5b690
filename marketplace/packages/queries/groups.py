"""Who is in the working group of a development, and what of its work may this person read?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.paging import Beside, Stretch, counted, stretch_of
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.models.developments import Development
from marketplace.packages.models.groups import (
    GroupAction,
    GroupDecision,
    GroupMeeting,
    GroupMember,
    grouped_with,
)

MOST_MEMBERS = 100
_MOST_OPEN = 50


def is_in_group(actor: Actor, development_id: UUID) -> bool:
    """Whether the person is in the working group of a development."""
    wanted = grouped_with(actor).where(Development.id == development_id)
    return bool(actor.organisations) and db.session.scalar(wanted) is not None


def members_of(development_id: UUID) -> Sequence[GroupMember]:
    """Who is in it now, in the order of joining; at most ``MOST_MEMBERS``."""
    return db.session.scalars(
        select(GroupMember)
        .where(GroupMember.development_id == development_id, GroupMember.ended_at.is_(None))
        .order_by(GroupMember.id)
        .limit(MOST_MEMBERS)
    ).all()


def builders_of(development: Development) -> Mapping[UUID, str]:
    """The developer and the main contractor, who are always in it: their names by their ids."""
    keys = [development.owner_id, development.contractor_id]
    return names_of(key for key in keys if key)


def member_of(development_id: UUID, member_id: UUID) -> Select[GroupMember]:
    """One member that is in it now."""
    return select(GroupMember).where(
        GroupMember.id == member_id,
        GroupMember.development_id == development_id,
        GroupMember.ended_at.is_(None),
    )


def open_action_of(development_id: UUID, action_id: UUID) -> Select[GroupAction]:
    """One action that is not done."""
    return select(GroupAction).where(
        GroupAction.id == action_id,
        GroupAction.development_id == development_id,
        GroupAction.done_on.is_(None),
    )


def public_decisions(development_id: UUID, beside: Beside) -> Stretch[tuple[GroupDecision]]:
    """One page of the decisions that everybody reads, the newest first."""
    wanted = select(GroupDecision).where(
        GroupDecision.development_id == development_id, GroupDecision.is_public
    )
    return stretch_of(wanted, (GroupDecision.id,), beside, descending=True)


@dataclass(frozen=True, slots=True)
class OpenActions:
    """What is not done, the most urgent first, each with who does it, and how much there is in all."""

    rows: Sequence[tuple[GroupAction, str]]
    count: int


def open_actions(development_id: UUID) -> OpenActions:
    """Two queries."""
    wanted = (
        select(GroupAction, GroupMember.name)
        .join(GroupMember, GroupMember.id == GroupAction.member_id)
        .where(GroupAction.development_id == development_id, GroupAction.done_on.is_(None))
        .order_by(GroupAction.due_on, GroupAction.id)
    )
    rows = [(row[0], row[1]) for row in db.session.execute(wanted.limit(_MOST_OPEN))]
    return OpenActions(rows, counted(wanted))


@dataclass(frozen=True, slots=True)
class MeetingsPage:
    """One page of meetings, the newest first, with what came of each by its id."""

    listed: Stretch[tuple[GroupMeeting]]
    decisions: Mapping[UUID, Sequence[GroupDecision]]
    actions: Mapping[UUID, Sequence[tuple[GroupAction, str]]]


def meetings_page(development_id: UUID, beside: Beside) -> MeetingsPage:
    """Three queries."""
    wanted = select(GroupMeeting).where(GroupMeeting.development_id == development_id)
    order = (GroupMeeting.held_on, GroupMeeting.id)
    listed = stretch_of(wanted, order, beside, descending=True, size=10)
    ids = [meeting.id for (meeting,) in listed.rows]
    decisions: dict[UUID, list[GroupDecision]] = {key: [] for key in ids}
    for row in db.session.scalars(
        select(GroupDecision).where(GroupDecision.meeting_id.in_(ids)).order_by(GroupDecision.id)
    ):
        decisions[row.meeting_id].append(row)
    actions: dict[UUID, list[tuple[GroupAction, str]]] = {key: [] for key in ids}
    for action, name in db.session.execute(
        select(GroupAction, GroupMember.name)
        .join(GroupMember, GroupMember.id == GroupAction.member_id)
        .where(GroupAction.meeting_id.in_(ids))
        .order_by(GroupAction.id)
    ):
        actions[action.meeting_id].append((action, name))
    return MeetingsPage(listed, decisions, actions)
