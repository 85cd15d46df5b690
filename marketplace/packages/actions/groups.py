"""The working group of a development: who is in it, what it decided, what each has taken on."""

from collections.abc import Sequence
from uuid import UUID

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotAllowed, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_of
from marketplace.packages.models.developments import Development
from marketplace.packages.models.groups import (
    GroupAction,
    GroupDecision,
    GroupMeeting,
    GroupMember,
)
from marketplace.packages.queries.groups import (
    MOST_MEMBERS,
    is_in_group,
    member_of,
    members_of,
    open_action_of,
)
from procurement.ground.refusal import Refusal
from procurement.packages.working_group import Meeting, check_meeting


@action("group_member.add")
def add_group_member(
    act: Act,
    development: Development,
    *,
    name: str,
    role: str = "",
    organisation_id: UUID | None = None,
) -> GroupMember:
    """Take somebody into the working group: an organisation here, whose people then read what the
    group reads and are told so, once the development is published; or one by its name alone."""
    members = members_of(development.id)
    if len(members) >= MOST_MEMBERS:
        raise Refusal(f"A working group has at most {MOST_MEMBERS} members.")
    if organisation_id is not None:
        chosen = db.session.get(Organisation, organisation_id)
        if chosen is None or chosen.merged_into_id is not None:
            raise NotThere("Organisation")
        name = chosen.name
    if not name.strip():
        raise Refusal("Enter the name of the organisation.", field="name")
    if any(row.name.lower() == name.strip().lower() for row in members):
        raise Refusal(f"{name.strip()} is in the group.", field="name")
    if organisation_id is not None:
        tell_joined(act, development, [organisation_id])
    return act.add(
        GroupMember(
            development_id=development.id,
            organisation_id=organisation_id,
            name=name.strip(),
            role=role.strip(),
            joined_at=act.now,
        )
    )


@action("group_member.end")
def end_group_member(act: Act, development: Development, *, member_id: UUID) -> None:
    """Its people read no more of the group from now on; what it had agreed stays."""
    member = db.session.scalars(member_of(development.id, member_id)).one_or_none()
    if member is None:
        raise NotThere("GroupMember")
    member.ended_at = act.now


@action("meeting.note")
def note_meeting(act: Act, development: Development, *, meeting: Meeting[UUID]) -> GroupMeeting:
    """Keep what a meeting said, decided and agreed."""
    members = {row.id: row for row in members_of(development.id)}
    check_meeting(meeting, frozenset(members), act.today)
    row = act.add(
        GroupMeeting(
            development_id=development.id,
            held_on=meeting.held_on,
            notes=meeting.notes.strip(),
            noted_at=act.now,
        )
    )
    db.session.add_all(
        GroupDecision(
            meeting_id=row.id,
            development_id=development.id,
            text=decision.text.strip(),
            is_public=decision.is_public,
            decided_on=meeting.held_on,
        )
        for decision in meeting.decisions
    )
    db.session.add_all(
        GroupAction(
            meeting_id=row.id,
            development_id=development.id,
            member_id=agreed.member,
            organisation_id=members[agreed.member].organisation_id,
            what=agreed.what.strip(),
            due_on=agreed.due_on,
        )
        for agreed in meeting.actions
    )
    return row


@action("group_action.finish")
def finish_group_action(act: Act, development: Development, *, action_id: UUID) -> None:
    """Say that it is done: whoever is in the group may."""
    if not is_in_group(act.actor, development.id):
        raise NotAllowed(act.verb)
    wanted = open_action_of(development.id, action_id).with_for_update()
    row = db.session.scalars(wanted).one_or_none()
    if row is None:
        raise NotThere("GroupAction")
    row.done_on = act.today


def tell_joined(act: Act, development: Development, organisation_ids: Sequence[UUID]) -> None:
    """Within an action: that these are in the group, to those who answer for them; nothing before the
    development is published, for until then they could not read it."""
    if development.published_at is None:
        return
    for person_id in people_of(organisation_ids, Role.OWNER):
        act.notify(
            person_id,
            "group_joined",
            development=development.name,
            development_id=development.id,
        )
