"""Who bids together, who does what, and what share of the price is whose?"""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.bidding.models.sealed_columns import Sealed
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import Row, choice
from marketplace.tendering.models.tenders import kept_sealed_from
from procurement.ground.transitions import Transitions


class MemberState(StrEnum):
    """Where a member of a consortium stands; a changed agreement asks everyone again."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"


MEMBER: Transitions[MemberState] = Transitions(
    "member",
    {
        "lead": (set(MemberState), MemberState.ACCEPTED),
        "invite": ({MemberState.DECLINED, MemberState.LEFT}, MemberState.INVITED),
        "ask": ({MemberState.INVITED, MemberState.ACCEPTED}, MemberState.INVITED),
        "accept": ({MemberState.INVITED, MemberState.ACCEPTED}, MemberState.ACCEPTED),
        "decline": ({MemberState.INVITED}, MemberState.DECLINED),
        "leave": ({MemberState.ACCEPTED}, MemberState.LEFT),
        "remove": ({MemberState.INVITED, MemberState.ACCEPTED}, MemberState.LEFT),
        "open": (set(MemberState), MemberState.ACCEPTED),
    },
)
"""``lead``: whoever writes the agreement accepts it by that. ``invite``: one who was out comes in
again. ``ask``: the agreement was changed. ``open``: the bid was opened, and whoever stood behind
it as it was submitted stands behind it."""


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
    declared: Mapped[str | None] = mapped_column(Sealed(str), info={"sealed": True})
    """What it declares of itself with its part, as JSON; the lead declares it in the bid."""
    answered_at: Mapped[datetime | None]
    invoicing_agreed_at: Mapped[datetime | None]
    """When it agreed, with its part, that the lead sends invoices in its name."""


def joined_by(organisation_ids: Collection[UUID]) -> Select[UUID]:
    """The ids of the consortia that one of these organisations has joined."""
    return select(ConsortiumMember.consortium_id).where(
        ConsortiumMember.organisation_id.in_(organisation_ids),
        ConsortiumMember.state == MemberState.ACCEPTED,
    )


def members_answered_by(actor: Actor) -> Select[ConsortiumMember]:
    """The memberships of the organisations that a person writes bids for."""
    return select(ConsortiumMember).where(
        ConsortiumMember.organisation_id.in_(actor.organisations_as(Role.BID_WRITER))
    )


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
