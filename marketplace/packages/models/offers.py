"""What was offered for a package, by whom together, round by round, and which one was chosen?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    exists,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.bidding.models.sealed_columns import Sealed
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import KEPT, REMOVABLE, Row, choice
from marketplace.packages.models.packages import kept_sealed_from
from procurement.ground.money import Money
from procurement.packages.offer import OfferState, Side


class Offer(Row):
    """The answer of one enterprise to a package, alone or as the lead of several."""

    __tablename__ = "offers"
    __table_args__ = (
        UniqueConstraint("package_id", "organisation_id"),
        Index("ix_offers_organisation", "organisation_id", "id"),
        Index("ix_offers_poster", "poster_id", "id"),
        Index("ix_offers_group", "for_group_id", postgresql_where=text("for_group_id IS NOT NULL")),
    )

    package_id: Mapped[UUID] = mapped_column(ForeignKey("packages.id"))
    poster_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[OfferState] = mapped_column(choice(OfferState), default=OfferState.DRAFT)
    draft: Mapped[bytes] = mapped_column(info={"sealed": True})
    """What its own side has written, encrypted under its own key."""
    version: Mapped[int] = mapped_column(default=0)
    """How often it was made; of a sealed one the last before the moment counts."""
    package_version: Mapped[int] = mapped_column(default=1)
    """The version of the package that it was made to, or for which its makers stand by it."""
    agreed_round: Mapped[int | None]
    """The number of the other side’s round that its enterprise has accepted."""
    for_group_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """The group that the enterprise hosts, and made it for last: its people read it."""
    asked_round: Mapped[int | None]
    """The number of the other side’s round whose price and days stand in the draft, so that each
    member is asked to accept its part of that price."""
    parts_open_since: Mapped[datetime | None]
    """Since when its members wait for the lead to say who does what for which share."""
    unsent_since: Mapped[datetime | None]
    """Since when its own side has written something else than it made; empty once it has made that, or
    has taken up or accepted what the other side proposed."""
    begun_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    told: Mapped[str] = mapped_column(default="", info={"personal": True})
    """What its enterprise was told when the choice was made."""
    revision: Mapped[int] = mapped_column(default=1)


class OfferMember(Row):
    """One of several that offer together: work, share of the price in per cent, and its word."""

    __tablename__ = "offer_members"
    __table_args__ = (UniqueConstraint("offer_id", "organisation_id"), REMOVABLE)

    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    position: Mapped[int]
    work: Mapped[str] = mapped_column(Sealed(str), default="", info={"sealed": True})
    share: Mapped[Decimal] = mapped_column(
        Sealed(Decimal), default=Decimal(0), info={"sealed": True}
    )
    accepted_at: Mapped[datetime | None]
    """When it accepted price and part as they stand."""
    declined_at: Mapped[datetime | None]


class OfferVersion(Row):
    """A sealed offer as it arrived: encrypted to the package’s key."""

    __tablename__ = "offer_versions"
    __table_args__ = (UniqueConstraint("offer_id", "number"), KEPT)

    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id"))
    number: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(info={"sealed": True})
    sha256: Mapped[str]
    received_at: Mapped[datetime]
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class OfferRound(Row):
    """One written step of a negotiation: what one side proposed. Nothing is ever overwritten."""

    __tablename__ = "offer_rounds"
    __table_args__ = (UniqueConstraint("offer_id", "number"), KEPT)

    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id"))
    number: Mapped[int]
    side: Mapped[Side] = mapped_column(choice(Side))
    price: Mapped[Money]
    """Excluding VAT."""
    words: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    for_group_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """The group that the enterprise hosts, and offers for."""
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class AwardLetter(Row):
    """The letter by which one offer was chosen, kept as it was given. Of a package’s letters all but
    one at most are taken back."""

    __tablename__ = "award_letters"
    __table_args__ = KEPT

    package_id: Mapped[UUID] = mapped_column(ForeignKey("packages.id"), index=True)
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id"))
    content: Mapped[dict[str, Any]]
    given_at: Mapped[datetime]
    given_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class ChoiceTakenBack(Row):
    """That a choice counts no more: its letter stays to be read, with the reason beside it."""

    __tablename__ = "choices_taken_back"
    __table_args__ = (UniqueConstraint("letter_id"), KEPT)

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("award_letters.id"))
    reason: Mapped[str]
    taken_back_at: Mapped[datetime]
    taken_back_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


def offers_written_by(actor: Actor) -> Select[Offer]:
    """Those of the enterprises that the person writes offers for, unless sealed from them."""
    own = actor.organisations_as(Role.BID_WRITER)
    return select(Offer).where(
        Offer.organisation_id.in_(own), Offer.package_id.not_in(kept_sealed_from(actor))
    )


def offers_visible_to(actor: Actor) -> Select[Offer]:
    """Those of the person’s enterprises, as lead or member, or that a host made for them; and for who
    buys for the poster those that were made and opened."""
    own = actor.organisations_as(Role.BID_WRITER)
    member = exists().where(
        OfferMember.offer_id == Offer.id,
        OfferMember.organisation_id.in_(own),
        OfferMember.declined_at.is_(None),
    )
    is_opened = exists().where(OfferRound.offer_id == Offer.id)
    return select(Offer).where(
        or_(
            and_(
                or_(Offer.organisation_id.in_(own), member, Offer.for_group_id.in_(own)),
                Offer.package_id.not_in(kept_sealed_from(actor)),
            ),
            and_(Offer.poster_id.in_(actor.organisations_as(Role.BUYER)), is_opened),
        )
    )


def offer_members_answered_by(actor: Actor) -> Select[OfferMember]:
    """The parts of the enterprises that a person writes offers for."""
    return select(OfferMember).where(
        OfferMember.organisation_id.in_(actor.organisations_as(Role.BID_WRITER))
    )
