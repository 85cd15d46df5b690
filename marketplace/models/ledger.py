"""What reached local social enterprises? Each pound once, dated by cash, with its source."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, false, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.access import Actor, PlaceRole, Role
from marketplace.db import Row, choice, session
from marketplace.models.directory import address_on
from marketplace.models.organisations import TradingAddress
from marketplace.models.places import Place, PlaceWard
from procurement.ground.money import Money


class Source(StrEnum):
    """Where money received came from."""

    CONTRACT = "contract"
    GRANT = "grant"
    OTHER_FUNDING = "other_funding"


class Evidence(StrEnum):
    """How sure an entry is."""

    PLATFORM_VERIFIED = "platform_verified"
    EVIDENCED = "evidenced"
    DECLARED = "declared"


class Funding(Row):
    """A grant or other funding received, entered by hand with its evidence."""

    __tablename__ = "fundings"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    funder_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    funder_name: Mapped[str]
    source: Mapped[Source] = mapped_column(choice(Source))
    amount: Mapped[Money]
    received_on: Mapped[date]
    theme: Mapped[str]
    purpose: Mapped[str]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("documents.id"))
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    entered_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class LedgerEntry(Row):
    """One sum received by one counted enterprise: from one allocation or one funding, never both.

    An allocation makes more than one line where a part is passed on; in any place an
    enterprise has one line of it at most.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint("(allocation_id IS NULL) <> (funding_id IS NULL)", name="one_source"),
        UniqueConstraint("allocation_id", "organisation_id", "places"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    buyer_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    allocation_id: Mapped[UUID | None] = mapped_column(ForeignKey("allocations.id"))
    funding_id: Mapped[UUID | None] = mapped_column(ForeignKey("fundings.id"), unique=True)
    source: Mapped[Source] = mapped_column(choice(Source))
    evidence: Mapped[Evidence] = mapped_column(choice(Evidence))
    amount: Mapped[Money]
    received_on: Mapped[date] = mapped_column(index=True)
    theme: Mapped[str]
    ward_code: Mapped[str | None]
    lsoa_code: Mapped[str | None]
    imd_decile: Mapped[int | None]
    places: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)


def slugs_read_by(actor: Actor) -> list[str]:
    """The slugs of the places whose broker or board the person is, by name."""
    held = [place_id for place_id, _ in actor.place_roles]
    return list(session.scalars(select(Place.slug).where(Place.id.in_(held)).order_by(Place.name)))


def ledger_visible_to(actor: Actor) -> Select[LedgerEntry]:
    """The entries of the places whose broker or board the person is."""
    slugs = slugs_read_by(actor)
    inside = LedgerEntry.places.overlap(slugs) if slugs else false()
    return select(LedgerEntry).where(inside)


def fundings_visible_to(actor: Actor) -> Select[Funding]:
    """Those of the person's own enterprise, those entered by the person, and, for a broker,
    those received by enterprises that traded inside the broker's place on the day."""
    held = [place_id for place_id, role in actor.place_roles if role is PlaceRole.BROKER]
    return select(Funding).where(
        or_(
            Funding.organisation_id.in_(actor.organisations_as(Role.FINANCE)),
            Funding.entered_by == actor.person_id,
            select(TradingAddress.id)
            .join(PlaceWard, PlaceWard.ward_code == TradingAddress.ward_code)
            .where(
                TradingAddress.organisation_id == Funding.organisation_id,
                address_on(Funding.received_on),
                PlaceWard.place_id.in_(held),
            )
            .exists(),
        )
    )


def entry_of(funding_id: UUID) -> LedgerEntry | None:
    """The ledger's line of a funding, once it is confirmed."""
    found: LedgerEntry | None = session.scalars(
        select(LedgerEntry).where(LedgerEntry.funding_id == funding_id)
    ).one_or_none()
    return found
