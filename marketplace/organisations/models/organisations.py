"""Which organisations are there, what proves who they are, and where do they trade from?"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row, choice
from procurement.organisations.organisation import Kind


class Organisation(Row):
    """An organisation; ``claimed_at`` is empty for one only known from a notice."""

    __tablename__ = "organisations"

    name: Mapped[str] = mapped_column(index=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    about: Mapped[str] = mapped_column(default="", info={"personal": True})
    website: Mapped[str] = mapped_column(default="", info={"personal": True})
    employees: Mapped[int | None]
    street: Mapped[str] = mapped_column(default="", info={"personal": True})
    town: Mapped[str] = mapped_column(default="", info={"personal": True})
    postcode: Mapped[str] = mapped_column(default="")
    vat_number: Mapped[str | None]
    """Empty for an organisation that is not registered for VAT."""
    gln: Mapped[str | None]
    """Its Global Location Number: where Peppol reaches one that is not registered for VAT."""
    contact_email: Mapped[str] = mapped_column(default="", info={"personal": True})
    stripe_account: Mapped[str | None]
    created_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    """When the broker confirmed that a buyer is who it says; needed before it may publish."""
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    dissolved_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    """When its last owner closed it here: nobody answers for it until somebody claims it again."""
    wants_two: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a second person approves before it publishes a tender or tells of an award."""
    revision: Mapped[int] = mapped_column(default=1)


class OrganisationIdentifier(Row):
    """An org-id: scheme and identifier. An organisation may have several."""

    __tablename__ = "organisation_identifiers"
    __table_args__ = (UniqueConstraint("scheme", "identifier"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    scheme: Mapped[str]
    identifier: Mapped[str]


class TradingAddress(Row):
    """Where an organisation trades from, from one day to another.

    Ward, LSOA and decile are empty outside the known postcodes: "not known".
    """

    __tablename__ = "trading_addresses"
    __table_args__ = (
        Index(
            "uq_trading_addresses_current",
            "organisation_id",
            unique=True,
            postgresql_where=text("until_on IS NULL"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    postcode: Mapped[str]
    ward_code: Mapped[str | None] = mapped_column(index=True)
    ward_name: Mapped[str | None]
    lsoa_code: Mapped[str | None]
    imd_decile: Mapped[int | None]
    latitude: Mapped[Decimal | None]
    longitude: Mapped[Decimal | None]
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class Verification(Row):
    """The broker's word that an organisation is a social enterprise, on a named piece of evidence."""

    __tablename__ = "verifications"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    evidence: Mapped[str]
    reference: Mapped[str] = mapped_column(info={"personal": True})
    verified_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    verified_on: Mapped[date]
    expires_on: Mapped[date]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str | None] = mapped_column(info={"personal": True})
