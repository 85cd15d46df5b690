"""A group asks a registered host to stand for it in contracts; the host answers; either ends it."""

from uuid import UUID

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.hostings import Hosting
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.hostings import host_of, is_registered
from marketplace.organisations.queries.people import people_as
from procurement.ground.refusal import Refusal
from procurement.organisations.hosting import HOSTING, Hosted, check_hosting


@action("hosting.ask")
def ask_hosting(act: Act, group: Organisation, *, host_id: UUID) -> Hosting:
    """Ask for the group, by one of its owners; nothing follows until the host agrees."""
    host = db.session.get(Organisation, host_id)
    if host is None:
        raise NotThere("Organisation")
    check_hosting(_facts(group, host))
    if host_of(group.id) is not None:
        raise Refusal("A host is asked or has agreed already. End that first.")
    if not (owners := people_as(host.id, Role.OWNER)):
        raise Refusal(f"Nobody here answers for {host.name} yet, so that nobody could agree.")
    row = act.add(
        Hosting(group_id=group.id, host_id=host.id, asked_at=act.now, asked_by=act.person_id)
    )
    for person_id in owners:
        act.notify(
            person_id, "hosting_asked", group=group.name, host=host.name, organisation_id=host.id
        )
    return row


@action("hosting.agree")
def agree_hosting(act: Act, hosting: Hosting) -> None:
    """Agree for the host: contracts can name the group from now on."""
    sides = (hosting.group_id, hosting.host_id)
    check_hosting(_facts(*(db.session.get_one(Organisation, side) for side in sides)))
    _answer(act, hosting, "agree")


@action("hosting.decline")
def decline_hosting(act: Act, hosting: Hosting) -> None:
    """Say no for the host; the group may ask another."""
    _answer(act, hosting, "decline")


@action("hosting.end")
def end_hosting(act: Act, hosting: Hosting) -> None:
    """End it for either side; what is signed for the group goes on, and nothing else is signed for it."""
    hosting.state = HOSTING.after(hosting.state, "end")
    hosting.ended_at = act.now
    for side in (hosting.group_id, hosting.host_id):
        _tell(act, side, hosting, "hosting_ended")


def _facts(group: Organisation, host: Organisation) -> Hosted:
    """As they stand today: much can change between the asking and the answer."""
    return Hosted(
        group_is_registered=is_registered(group.id),
        group_supplies=group.kind.supplies,
        host_is_registered=is_registered(host.id),
        host_supplies=host.kind.supplies,
        is_one=group.id == host.id,
        are_here=_is_here(group) and _is_here(host),
    )


def _is_here(row: Organisation) -> bool:
    return row.merged_into_id is None and row.closed_at is None and row.dissolved_on is None


def _answer(act: Act, hosting: Hosting, verb: str) -> None:
    hosting.state = HOSTING.after(hosting.state, verb)
    hosting.answered_at, hosting.answered_by = act.now, act.person_id
    _tell(act, hosting.group_id, hosting, "hosting_answered", answer=hosting.state.value)


def _tell(act: Act, side: UUID, hosting: Hosting, template: str, **more: str) -> None:
    names = names_of([hosting.group_id, hosting.host_id])
    for person_id in people_as(side, Role.OWNER):
        act.notify(
            person_id, template, group=names[hosting.group_id], host=names[hosting.host_id],
            organisation_id=side, **more,
        )  # fmt: skip
