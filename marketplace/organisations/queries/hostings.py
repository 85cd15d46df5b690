"""Who hosts a group, and which groups does an organisation host?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.models.hostings import Hosting, hostings_visible_to
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from procurement.ground.refusal import Refusal
from procurement.organisations.hosting import STANDING, HostingState, naming_faults
from procurement.organisations.organisation import Scheme


def is_registered(organisation_id: UUID) -> bool:
    """Whether it stands in a register outside this marketplace."""
    known = select(OrganisationIdentifier.id).where(
        OrganisationIdentifier.organisation_id == organisation_id,
        OrganisationIdentifier.scheme != Scheme.MARKETPLACE,
    )
    return db.session.scalar(select(known.exists())) is True


def host_of(group_id: UUID) -> tuple[Hosting, Organisation] | None:
    """The host that was asked or has agreed."""
    row = db.session.execute(
        select(Hosting, Organisation)
        .join(Organisation, Organisation.id == Hosting.host_id)
        .where(Hosting.group_id == group_id, Hosting.state.in_(STANDING))
    ).one_or_none()
    return None if row is None else (row[0], row[1])


@dataclass(frozen=True, slots=True)
class HostingKnown:
    """For the broker: whether it stands in a register, who hosts it or was asked to, and whom it
    hosts."""

    is_registered: bool
    host: tuple[Hosting, Organisation] | None
    groups: Sequence[Organisation]


def hosting_known_to(actor: Actor, organisation_id: UUID) -> HostingKnown | None:
    """Three queries for a broker; nothing for others, whose own hostings have a page."""
    if not actor.is_broker:
        return None
    return HostingKnown(
        is_registered(organisation_id),
        host_of(organisation_id),
        groups_hosted_by([organisation_id]),
    )


def hosts(host_id: UUID, group_id: UUID) -> bool:
    """Whether it has agreed to stand for the group, and neither has ended it."""
    agreed = select(Hosting.id).where(
        Hosting.host_id == host_id,
        Hosting.group_id == group_id,
        Hosting.state == HostingState.AGREED,
    )
    return db.session.scalar(select(agreed.exists())) is True


def faults_of_naming(
    host_id: UUID, group_id: UUID | None, *, are_several: bool, field: str = "for_group"
) -> list[Refusal]:
    """What keeps an organisation from naming this group as the one for which it acts; nothing where
    it names none."""
    if group_id is None:
        return []
    is_hosted = hosts(host_id, group_id)
    return naming_faults(are_several=are_several, is_hosted=is_hosted, field=field)


def hosted_by(host_id: UUID, beside: Beside) -> Stretch[tuple[Hosting, Organisation]]:
    """One page of the groups that asked an organisation, the newest first."""
    wanted = (
        select(Hosting, Organisation)
        .join(Organisation, Organisation.id == Hosting.group_id)
        .where(Hosting.host_id == host_id, Hosting.state.in_(STANDING))
    )
    return stretch_of(wanted, (Hosting.id,), beside, descending=True)


def groups_hosted_by(host_ids: Iterable[UUID]) -> Sequence[Organisation]:
    """The groups for which these may sign, by name; a hundred at most."""
    return db.session.scalars(
        select(Organisation)
        .join(Hosting, Hosting.group_id == Organisation.id)
        .where(Hosting.host_id.in_(list(host_ids)), Hosting.state == HostingState.AGREED)
        .order_by(Organisation.name, Organisation.id)
        .limit(MOST_CHOSEN)
    ).all()


MOST_CHOSEN = 100


def hosting_seen_by(actor: Actor, hosting_id: UUID) -> Select[Hosting]:
    """One, where the person owns one side of it."""
    return hostings_visible_to(actor).where(Hosting.id == hosting_id)
