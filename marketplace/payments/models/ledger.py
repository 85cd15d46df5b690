"""Which money reached whom, where and when? Each pound in one line, never changed."""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from invoicing.economy.local_economy import Assurance, Source
from marketplace.engine.access import Actor
from marketplace.engine.db import REMOVABLE, Row, choice
from marketplace.organisations.models.places import Place
from procurement.ground.money import Money


class LedgerEntry(Row):
    """One sum received by one counted enterprise: from one allocation or one funding, never both.

    An allocation makes more than one line where a part is passed on; in any place an
    enterprise has one line of it at most.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint("(allocation_id IS NULL) <> (funding_id IS NULL)", name="one_source"),
        UniqueConstraint("allocation_id", "organisation_id", "places"),
        Index(None, "places", postgresql_using="gin"),
        Index("ix_ledger_entries_received_on_id", "received_on", "id"),
        Index("ix_ledger_entries_theme_received_on_id", "theme", "received_on", "id"),
        Index(
            "ix_ledger_entries_organisation_id_received_on_id",
            "organisation_id",
            "received_on",
            "id",
        ),
        Index("ix_ledger_entries_buyer_id_received_on_id", "buyer_id", "received_on", "id"),
        REMOVABLE,
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    buyer_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    allocation_id: Mapped[UUID | None] = mapped_column(ForeignKey("allocations.id"))
    funding_id: Mapped[UUID | None] = mapped_column(ForeignKey("fundings.id"), unique=True)
    source: Mapped[Source] = mapped_column(choice(Source))
    evidence: Mapped[Assurance] = mapped_column(choice(Assurance))
    amount: Mapped[Money]
    received_on: Mapped[date]
    theme: Mapped[str]
    ward_code: Mapped[str | None]
    lsoa_code: Mapped[str | None]
    imd_decile: Mapped[int | None]
    places: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)


def ledger_of(actor: Actor, slug: str) -> Select[LedgerEntry]:
    """The entries of one place, where the person is its broker or on its board; otherwise none."""
    held = [place_id for place_id, _ in actor.place_roles]
    is_read = select(Place.id).where(Place.id.in_(held), Place.slug == slug).exists()
    return select(LedgerEntry).where(LedgerEntry.places.contains([slug]), is_read)


def ledger_visible_to(actor: Actor) -> Select[LedgerEntry]:
    """The entries of the places whose broker or board the person is."""
    held = [place_id for place_id, _ in actor.place_roles]
    slugs = select(func.array_agg(cast(Place.slug, TEXT))).where(Place.id.in_(held))
    return select(LedgerEntry).where(LedgerEntry.places.overlap(slugs.scalar_subquery()))
