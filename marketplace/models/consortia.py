"""Who bids together, who does what, and what share of the price is whose?"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.access import Actor, Role
from marketplace.db import Row, choice, session
from marketplace.models.organisations import Organisation
from marketplace.models.tenders import kept_sealed_from
from marketplace.sealed import Sealed
from procurement.bidding.consortium import Member
from procurement.organisations.organisation import Kind


class MemberState(StrEnum):
    """Where a member of a consortium stands; a changed agreement asks everyone again."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"


CURRENT = (MemberState.INVITED, MemberState.ACCEPTED)
"""The states of those who are in; the others were."""


class Consortium(Row):
    """Organisations that bid together for one tender, led by one of them."""

    __tablename__ = "consortia"
    __table_args__ = (UniqueConstraint("tender_id", "lead_id"),)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"), index=True)
    lead_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(Sealed(str), info={"sealed": True})
    why_together: Mapped[str] = mapped_column(Sealed(str), default="", info={"sealed": True})
    created_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)


class ConsortiumMember(Row):
    """One member: its work, its share of the price in per cent, and its word."""

    __tablename__ = "consortium_members"
    __table_args__ = (UniqueConstraint("consortium_id", "organisation_id"),)

    consortium_id: Mapped[UUID] = mapped_column(ForeignKey("consortia.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    state: Mapped[MemberState] = mapped_column(choice(MemberState), default=MemberState.INVITED)
    work: Mapped[str] = mapped_column(Sealed(str), default="", info={"sealed": True})
    share: Mapped[Decimal] = mapped_column(
        Sealed(Decimal), default=Decimal(0), info={"sealed": True}
    )
    answered_at: Mapped[datetime | None]


def consortia_visible_to(actor: Actor) -> Select[Consortium]:
    """Those that the person's organisations lead, are asked to join, or have joined."""
    own = actor.organisations_as(Role.BID_WRITER)
    joined = select(ConsortiumMember.consortium_id).where(
        ConsortiumMember.organisation_id.in_(own), ConsortiumMember.state.in_(CURRENT)
    )
    return select(Consortium).where(
        or_(Consortium.lead_id.in_(own), Consortium.id.in_(joined)),
        Consortium.tender_id.not_in(kept_sealed_from(actor)),
    )


def led_by(tender_id: UUID, organisation_id: UUID) -> Consortium | None:
    """The consortium that an organisation leads for a tender."""
    found: Consortium | None = session.scalars(
        select(Consortium).where(
            Consortium.tender_id == tender_id, Consortium.lead_id == organisation_id
        )
    ).one_or_none()
    return found


def current_members(
    consortium: Consortium, *, locked: bool = False
) -> Sequence[tuple[ConsortiumMember, Organisation]]:
    """Those who are in, the lead first, then as they were asked; one query.

    ``locked`` holds every row of the consortium's members until the end of the transaction.
    """
    chosen = (
        select(ConsortiumMember, Organisation)
        .join(Organisation, Organisation.id == ConsortiumMember.organisation_id)
        .where(ConsortiumMember.consortium_id == consortium.id)
        .order_by(ConsortiumMember.id)
        .execution_options(populate_existing=True)
    )
    if locked:
        chosen = chosen.with_for_update(of=ConsortiumMember)
    rows = [(member, who) for member, who in session.execute(chosen) if member.state in CURRENT]
    return sorted(rows, key=lambda row: row[0].organisation_id != consortium.lead_id)


def as_agreed(rows: Sequence[tuple[ConsortiumMember, Organisation]]) -> list[Member]:
    """The members as the rules see them."""
    return [
        Member(who.name, member.share, member.work, member.state is MemberState.ACCEPTED)
        for member, who in rows
    ]


def other_consortia_of(tender_id: UUID, organisation_id: UUID) -> Sequence[Any]:
    """Rows (consortium's name, the organisation's state in it) that others lead for a tender."""
    found = session.execute(
        select(Consortium.name, ConsortiumMember.state)
        .join(ConsortiumMember, ConsortiumMember.consortium_id == Consortium.id)
        .where(
            Consortium.tender_id == tender_id,
            Consortium.lead_id != organisation_id,
            ConsortiumMember.organisation_id == organisation_id,
            ConsortiumMember.state.in_(CURRENT),
        )
    ).all()
    return sorted(found, key=lambda row: row.name)


SUPPLIERS = [kind for kind in Kind if kind.may_be_social_enterprise] + [Kind.OTHER_SUPPLIER]


def enterprises_named(words: str, *, most: int = 20) -> Sequence[Organisation]:
    """Enterprises of the directory whose name contains the words; none for no words."""
    if not words.strip():
        return []
    found: Sequence[Organisation] = session.scalars(
        select(Organisation)
        .where(
            Organisation.name.icontains(words.strip(), autoescape=True),
            Organisation.kind.in_(SUPPLIERS),
            Organisation.claimed_at.is_not(None),
            Organisation.dissolved_on.is_(None),
            Organisation.merged_into_id.is_(None),
        )
        .order_by(Organisation.name)
        .limit(most)
    ).all()
    return found
