"""What was agreed, by whom, for how much, and what is delivered of it?"""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from invoicing.billing.vat import Vat
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import REMOVABLE, Row, choice
from procurement.contracts.contract import ContractState, MilestoneState
from procurement.contracts.labour_return import is_share_of_hours
from procurement.ground.money import Money
from procurement.ground.theme import Theme

_IN_REGISTER = text(
    "award_id IS NOT NULL AND buyer_signed_at IS NOT NULL "
    "AND supplier_signed_at IS NOT NULL AND regime <> 'private'"
)
"""The contracts among which the public register looks."""


class ContractKind(StrEnum):
    """A contract by itself, a framework, or a call-off under one (Procurement Act 2023, s45)."""

    CONTRACT = "contract"
    FRAMEWORK = "framework"
    CALL_OFF = "call_off"


class Contract(Row):
    """A contract between a buyer and a supplier, or a consortium's lead for its members."""

    __tablename__ = "contracts"
    __table_args__ = (
        Index("ix_contracts_buyer", "buyer_id", "id"),
        Index("ix_contracts_supplier", "supplier_id", "id"),
        Index("ix_contracts_buyer_state", "buyer_id", "state"),
        Index("ix_contracts_supplier_state", "supplier_id", "state"),
        Index(
            "ix_contracts_register",
            "ends_on",
            "id",
            postgresql_where=_IN_REGISTER,
        ),
        Index(
            "ix_contracts_register_buyer",
            "buyer_id",
            "ends_on",
            "id",
            postgresql_where=_IN_REGISTER,
        ),
        Index(
            "ix_contracts_register_theme",
            "theme",
            "ends_on",
            "id",
            postgresql_where=_IN_REGISTER,
        ),
        Index(
            "ix_contracts_register_ended_early",
            "ends_on",
            "id",
            postgresql_where=and_(_IN_REGISTER, text("state <> 'signed'")),
        ),
        Index(
            "ix_contracts_pairs",
            "buyer_id",
            "supplier_id",
            "prepared_at",
            postgresql_where=text("state = 'signed'"),
        ),
        Index("ix_contracts_ends", "ends_on", postgresql_where=text("state = 'signed'")),
        Index(
            "ix_contracts_call_offs",
            "parent_id",
            "id",
            postgresql_where=text("parent_id IS NOT NULL"),
        ),
        Index(
            "ix_contracts_group",
            "for_group_id",
            "id",
            postgresql_where=text("for_group_id IS NOT NULL"),
        ),
    )

    award_id: Mapped[UUID | None] = mapped_column(ForeignKey("awards.id"), unique=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("contracts.id"))
    """The framework that a call-off is under."""
    kind: Mapped[ContractKind] = mapped_column(choice(ContractKind), default=ContractKind.CONTRACT)
    state: Mapped[ContractState] = mapped_column(
        choice(ContractState), default=ContractState.AWAITING_SIGNATURE
    )
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    for_group_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """The group without a register that the supplier hosts, and signs for."""
    title: Mapped[str]
    value: Mapped[Money]
    """Excluding VAT; of a framework, the most that can be called off under it."""
    theme: Mapped[Theme] = mapped_column(choice(Theme))
    regime: Mapped[str]
    """public, below, light or private: which law of payment holds."""
    payment_days: Mapped[int]
    order_number: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    options: Mapped[str] = mapped_column(default="")
    """As its lot was published with them, as its extensions."""
    extends_to: Mapped[date | None]
    """The last day with every extension; None where it cannot be extended."""
    extension: Mapped[str] = mapped_column(default="")
    terms: Mapped[str] = mapped_column(default="", info={"personal": True})
    """On what terms, or the document that holds them; what both sides sign."""
    prepared_at: Mapped[datetime]
    buyer_signed_at: Mapped[datetime | None]
    buyer_signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    supplier_signed_at: Mapped[datetime | None]
    supplier_signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    keep_until: Mapped[date | None]
    """The last day on which the contract's records are kept; set when both have signed."""
    emptied_on: Mapped[date | None]
    """When its words were erased, after the last day on which they had to be kept."""
    revision: Mapped[int] = mapped_column(default=1)

    shares: Mapped[list["ContractShare"]] = relationship(viewonly=True)
    """Read where somebody asks for them."""

    @property
    def is_signed_by_one(self) -> bool:
        """Whether one side has signed it, or both have."""
        return self.buyer_signed_at is not None or self.supplier_signed_at is not None

    @property
    def beyond(self) -> list[str]:
        """A sentence about its options and one about its extensions, where there are any."""
        said = [f"Options: {self.options}"] if self.options else []
        if self.extends_to:
            said.append(
                f"It can be extended to {self.extends_to:%-d %B %Y} at most: {self.extension}"
            )
        return said

    @property
    def signed_at(self) -> datetime | None:
        """When the second side signed; None before."""
        if self.buyer_signed_at is None or self.supplier_signed_at is None:
            return None
        return max(self.buyer_signed_at, self.supplier_signed_at)

    @property
    def member_ids(self) -> Collection[UUID]:
        """Who shares in it beside its supplier: the members of a consortium, and the group that the
        supplier signs for."""
        group = [] if self.for_group_id is None else [self.for_group_id]
        return [*(share.organisation_id for share in self.shares), *group]


class ContractShare(Row):
    """A consortium member's part of a contract, in per cent. A lone supplier has 100."""

    __tablename__ = "contract_shares"
    __table_args__ = (
        UniqueConstraint("contract_id", "organisation_id"),
        Index("ix_contract_shares_organisation", "organisation_id", "contract_id"),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    position: Mapped[int]
    share: Mapped[Decimal]
    work: Mapped[str] = mapped_column(info={"personal": True})
    invoicing_agreed_at: Mapped[datetime | None]
    """When the member agreed that the lead sends invoices in its name."""
    vat: Mapped[Vat | None] = mapped_column(choice(Vat))
    """How VAT treats the member's work, as it says itself."""


class Milestone(Row):
    """A part of the work with a price; invoiced once the buyer has accepted it."""

    __tablename__ = "milestones"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        Index(
            "ix_milestones_waiting",
            "contract_id",
            postgresql_where=text("state IN ('claimed', 'accepted')"),
        ),
        REMOVABLE,
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"))
    number: Mapped[int]
    title: Mapped[str]
    due_on: Mapped[date]
    amount: Mapped[Money]
    is_retention: Mapped[bool] = mapped_column(default=False)
    """Whether it is no work, and only releases what was held back."""
    state: Mapped[MilestoneState] = mapped_column(
        choice(MilestoneState), default=MilestoneState.PLANNED
    )
    claimed_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]


class ContractClause(Row):
    """A social-benefit clause as it was promised in the winning bid."""

    __tablename__ = "contract_clauses"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), index=True)
    text: Mapped[str]
    unit: Mapped[str]
    promised: Mapped[Decimal]
    method: Mapped[str] = mapped_column(info={"personal": True})
    delivered: Mapped[Decimal] = mapped_column(default=Decimal(0))
    proof: Mapped[str] = mapped_column(default="")
    """How delivery is shown, who confirms it, and what follows where it is not kept."""
    due_on: Mapped[date | None]
    """By when; empty where it is due by the end of the contract."""

    @property
    def is_share_of_hours(self) -> bool:
        """Whether the hours returned month by month show how it is kept."""
        return is_share_of_hours(self.unit)


def shares_billed_by(actor: Actor) -> Select[ContractShare]:
    """The parts in contracts of the organisations whose money a person looks after."""
    return select(ContractShare).where(
        ContractShare.organisation_id.in_(actor.organisations_as(Role.FINANCE))
    )


def contracts_visible_to(actor: Actor) -> Select[Contract]:
    """The contracts of the organisations a person buys, pays or works for, members' parts too."""
    return select(Contract).where(or_(*_as_party(actor), Contract.id.in_(_as_member(actor))))


def contract_ids_visible_to(actor: Actor) -> tuple[Select[UUID], ...]:
    """The ids of the same: as buyer, as supplier, as its group, and as a member."""
    return (*(select(Contract.id).where(side) for side in _as_party(actor)), _as_member(actor))


def _as_party(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    buying, mine = actor.organisations_as(Role.BUYER, Role.FINANCE), actor.organisations
    return (
        Contract.buyer_id.in_(buying),
        Contract.supplier_id.in_(mine),
        Contract.for_group_id.in_(mine),
    )


def _as_member(actor: Actor) -> Select[UUID]:
    return select(ContractShare.contract_id).where(
        ContractShare.organisation_id.in_(actor.organisations)
    )
