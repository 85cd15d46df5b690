"""What does a developer or contractor want done, who may answer, and what was asked about it?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import KEPT, REMOVABLE, Row, choice
from marketplace.engine.search import AT_ONCE
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.organisations.organisation import Kind
from procurement.packages.package import Audience, PackageState, Rate, Unit, Way
from procurement.packages.stages import held_back_in_words
from procurement.tendering.records import Record, keeping_period
from procurement.tendering.regime import Regime

ENTERPRISES = [kind for kind in Kind if kind.supplies]
"""The kinds of those who may answer a package."""


_SAID = "(title::text || ' '::text) || about::text"
"""By which words one that takes offers is found, as PostgreSQL spells it."""
_TAKES_OFFERS = text("state = 'posted'")


class Package(Row):
    """A piece of work that its poster wants done, on its poster's terms. Money is without VAT."""

    __tablename__ = "packages"
    __table_args__ = (
        Index("ix_packages_poster", "poster_id", "posted_at", "id"),
        Index("ix_packages_open", "posted_at", "id", postgresql_where=_TAKES_OFFERS),
        Index(
            "ix_packages_words",
            text(f"to_tsvector('english'::regconfig, {_SAID})"),
            postgresql_using="gin",
            postgresql_where=_TAKES_OFFERS,
            postgresql_with=AT_ONCE,
        ),
        Index("ix_packages_parent_contract", "parent_contract_id", "id"),
    )

    poster_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    development_id: Mapped[UUID | None] = mapped_column(ForeignKey("developments.id"), index=True)
    """The development it belongs to, where it belongs to one."""
    parent_contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contracts.id"))
    """The contract signed here under which its poster has the work done."""
    won_elsewhere: Mapped[str] = mapped_column(default="", info={"personal": True})
    """In words, where a contractor won the contract that it is a part of, if not here."""
    title: Mapped[str]
    about: Mapped[str] = mapped_column(info={"personal": True})
    theme: Mapped[Theme] = mapped_column(choice(Theme))
    cpv: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str]
    latitude: Mapped[Decimal | None]
    """Empty outside the known postcodes, as the next: "not known"."""
    longitude: Mapped[Decimal | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    budget: Mapped[Money | None]
    """In all; empty where a rate stands instead."""
    rate: Mapped[Decimal | None]
    """Pounds for each unit."""
    quantity: Mapped[Decimal | None]
    unit: Mapped[Unit | None] = mapped_column(choice(Unit))
    audience: Mapped[Audience] = mapped_column(choice(Audience))
    place: Mapped[str] = mapped_column(default="")
    """The slug of the place whose enterprises may answer."""
    way: Mapped[Way] = mapped_column(choice(Way))
    closes_at: Mapped[datetime | None]
    """Until when offers are taken; empty: until one is chosen."""
    payment_days: Mapped[int]
    payment_reason: Mapped[str] = mapped_column(default="", info={"personal": True})
    retention: Mapped[Decimal]
    """Per cent of each stage."""
    terms: Mapped[str] = mapped_column(info={"personal": True})
    state: Mapped[PackageState] = mapped_column(choice(PackageState), default=PackageState.POSTED)
    sealing_key: Mapped[bytes | None]
    """The public key that offers are sealed to; the private one is outside the database."""
    posted_at: Mapped[datetime]
    posted_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    closed_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str] = mapped_column(default="", info={"personal": True})
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contracts.id"), unique=True)
    keep_until: Mapped[date | None]
    """The last day on which its words are kept; empty while an offer can still be chosen or its
    contract written."""
    emptied_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    """How often it was said anew what is wanted, the posting among them."""
    revision: Mapped[int] = mapped_column(default=1)

    def keep(self, today: date, contract_ends_on: date | None = None) -> None:
        """It has ended: one year from its withdrawal, or six after the end of its contract."""
        record = Record.CONTRACT if contract_ends_on else Record.PROCUREMENT
        self.keep_until = keeping_period(
            record, Regime.PRIVATE, decided_on=today, contract_ends_on=contract_ends_on
        ).until

    @property
    def shows_its_contract(self) -> bool:
        """Whether its contract is shown with its development by itself: not where only those who were
        invited could read what was wanted."""
        return self.audience is not Audience.INVITED

    @property
    def asked_rate(self) -> Rate | None:
        if self.rate is None or self.quantity is None or self.unit is None:
            return None
        return Rate(self.rate, self.quantity, self.unit)

    @property
    def held_back(self) -> str:
        return held_back_in_words(self.retention)

    @property
    def sum_asked(self) -> Money | None:
        """What its poster has in mind for all of the work."""
        rate = self.asked_rate
        return rate.total if rate else self.budget


class PackageClause(Row):
    """A promise that is asked of whoever is chosen; in the contract it stands as one of its promises.
    What was asked before a change stands in its words."""

    __tablename__ = "package_clauses"
    __table_args__ = (UniqueConstraint("package_id", "position"), REMOVABLE)

    package_id: Mapped[UUID] = mapped_column(ForeignKey("packages.id"))
    position: Mapped[int]
    text: Mapped[str]
    unit: Mapped[str]
    quantity: Mapped[Decimal]
    due_on: Mapped[date]
    proof: Mapped[str]
    """How it is shown, who confirms it, and what follows where it is not kept."""


class PackageChange(Row):
    """What was changed of a package after it was posted: each makes its next version."""

    __tablename__ = "package_changes"
    __table_args__ = (UniqueConstraint("package_id", "number"), KEPT)

    package_id: Mapped[UUID] = mapped_column(ForeignKey("packages.id"))
    number: Mapped[int]
    """Of the version that it made: 2 for the first change."""
    changed: Mapped[list[Any]]
    """What it was and what it is, in words: ``what``, ``was``, ``now``."""
    why: Mapped[str]
    closes_at_was: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    """Until when offers are taken by this version."""
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class PackageInvitation(Row):
    """An enterprise that was asked to answer a package; empty ``declined_at``: it has not said no."""

    __tablename__ = "package_invitations"
    __table_args__ = (
        UniqueConstraint("package_id", "organisation_id"),
        Index("ix_package_invitations_organisation", "organisation_id", "package_id"),
    )

    package_id: Mapped[UUID] = mapped_column(ForeignKey("packages.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    invited_at: Mapped[datetime]
    declined_at: Mapped[datetime | None]
    declined_because: Mapped[str] = mapped_column(default="", info={"personal": True})


class PackageQuestion(Row):
    """What an enterprise asked; the answer goes to all who see the package, without its name."""

    __tablename__ = "package_questions"

    package_id: Mapped[UUID] = mapped_column(ForeignKey("packages.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    question: Mapped[str] = mapped_column(info={"personal": True})
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="", info={"personal": True})
    answered_at: Mapped[datetime | None]


def invitations_answered_by(actor: Actor) -> Select[PackageInvitation]:
    """The invitations of the organisations that a person writes offers for."""
    return select(PackageInvitation).where(
        PackageInvitation.organisation_id.in_(actor.organisations_as(Role.BID_WRITER))
    )


def kept_sealed_from(actor: Actor) -> Select[UUID]:
    """The ids of packages whose offers nobody reads yet and that the person buys for: nothing of an
    offer is theirs to read, although they belong to its enterprise as well."""
    return select(Package.id).where(
        Package.poster_id.in_(actor.organisations_as(Role.BUYER)),
        Package.way == Way.SEALED,
        Package.closed_at.is_(None),
    )
