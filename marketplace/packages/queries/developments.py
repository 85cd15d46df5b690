"""Which developments are there, and what stands on the page of one?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.models.directory import BUYERS
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.models.developments import (
    Development,
    DevelopmentPhase,
    developments_visible_to,
)
from marketplace.packages.queries.posters import posting_for
from marketplace.tendering.queries.tenders import has_tender
from procurement.organisations.organisation import Kind


@dataclass(frozen=True, slots=True)
class DevelopmentList:
    """One page of what is published, the newest first, and the names of those who build."""

    listed: Stretch[tuple[Development]]
    names: Mapping[UUID, str]


def published_developments(beside: Beside) -> DevelopmentList:
    """Two queries."""
    published = select(Development).where(Development.published_at.is_not(None))
    order = (Development.published_at, Development.id)
    listed = stretch_of(published, order, beside, descending=True)
    return DevelopmentList(listed, _names(row for (row,) in listed.rows))


def own_developments(actor: Actor, beside: Beside) -> DevelopmentList:
    """Those of the organisations that the person buys for, drafts too: two queries."""
    own = select(Development).where(Development.owner_id.in_(actor.organisations_as(Role.BUYER)))
    order = (Development.begun_at, Development.id)
    listed = stretch_of(own, order, beside, descending=True)
    return DevelopmentList(listed, _names(row for (row,) in listed.rows))


def developing_for(actor: Actor) -> Sequence[Organisation]:
    """The organisations for which the person may open a development, by name."""
    return db.session.scalars(
        select(Organisation)
        .where(
            Organisation.id.in_(actor.organisations_as(Role.BUYER)), Organisation.kind.in_(BUYERS)
        )
        .order_by(Organisation.name)
    ).all()


def posting_on(actor: Actor, development: Development) -> list[Organisation]:
    """Those of its owner and contractor for which the person may post a package below it."""
    builders = (development.owner_id, development.contractor_id)
    return [row for row in posting_for(actor) if row.id in builders]


def development_seen_by(actor: Actor, development_id: UUID) -> Select[Development]:
    """One development, where this person may read of it."""
    return developments_visible_to(actor).where(Development.id == development_id)


@dataclass(frozen=True, slots=True)
class DevelopmentDetails:
    """What its page says beside its own row."""

    owner: str
    contractor: str
    """The main contractor’s name; empty where there is none yet."""
    phases: Sequence[DevelopmentPhase]
    is_public: bool
    """Whether its owner or main contractor is a contracting authority, which buys by tender."""
    has_tenders: bool
    """Whether that is so, or one of the two has a tender all the same."""


def details_of(development: Development) -> DevelopmentDetails:
    """Four queries."""
    names, is_public = _names([development]), _is_built_by_authority(development)
    contractor = names.get(development.contractor_id) if development.contractor_id else None
    return DevelopmentDetails(
        names[development.owner_id],
        contractor or development.contractor_name,
        phases_of(development.id),
        is_public,
        is_public or has_tender([development.owner_id, development.contractor_id]),
    )


def _is_built_by_authority(development: Development) -> bool:
    wanted = select(Organisation.id).where(
        Organisation.id.in_([development.owner_id, development.contractor_id]),
        Organisation.kind.in_([kind for kind in Kind if kind.is_contracting_authority]),
    )
    return db.session.scalar(select(wanted.exists())) is True


def phases_of(development_id: UUID) -> Sequence[DevelopmentPhase]:
    """The phases, in their order."""
    return db.session.scalars(
        select(DevelopmentPhase)
        .where(DevelopmentPhase.development_id == development_id)
        .order_by(DevelopmentPhase.number)
    ).all()


def _names(developments: Iterable[Development]) -> dict[UUID, str]:
    ids = {key for row in developments for key in (row.owner_id, row.contractor_id) if key}
    return names_of(ids)
