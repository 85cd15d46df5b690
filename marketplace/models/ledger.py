"""What reached local social enterprises? Each pound once, dated by cash, with its source."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Row, choice
from procurement.money import Money


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
    """One sum received by one counted enterprise: from one allocation or one funding, never both."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint("(allocation_id IS NULL) <> (funding_id IS NULL)", name="one_source"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    buyer_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    allocation_id: Mapped[UUID | None] = mapped_column(ForeignKey("allocations.id"), unique=True)
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
