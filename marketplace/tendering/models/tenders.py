"""What does a buyer want, on what terms, and by when?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, TypeVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import KEPT, REMOVABLE, Row, choice
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.tendering.attachment import AttachmentAsked
from procurement.tendering.clarification import ClarificationState
from procurement.tendering.condition import ConditionKind
from procurement.tendering.estimate import estimated_value
from procurement.tendering.framework import Ordering
from procurement.tendering.lot import Beyond, LotState
from procurement.tendering.notice_terms import Agreements
from procurement.tendering.tender import TenderState
from procurement.tendering.tie_rule import TieRule

Numbered = TypeVar("Numbered", "Lot", "Question", "Clause", "Condition")
OCID_PREFIX = "ocds-s7d4yb"
"""Placeholder: register a prefix with the Open Contracting Partnership before publishing open data."""


class Tender(Row):
    """A buyer's tender. ``closes_at`` is when bids can no longer arrive."""

    __tablename__ = "tenders"
    __table_args__ = (
        Index("ix_tenders_buyer", "buyer_id", "created_at", "id"),
        Index("ix_tenders_buyer_state", "buyer_id", "state", "closes_at"),
        Index("ix_tenders_deadline", "closes_at", "id"),
    )

    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("notices.id"), index=True)
    notice_release_id: Mapped[str | None]
    """The release the draft was made from, or the last one whose change was taken or declined."""
    copied_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenders.id"))
    """The earlier tender of its organisation of which it was made."""
    ocid: Mapped[str] = mapped_column(unique=True)
    state: Mapped[TenderState] = mapped_column(choice(TenderState), default=TenderState.DRAFT)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    cpv: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    theme: Mapped[Theme] = mapped_column(choice(Theme), default=Theme.OTHER)
    subject: Mapped[str] = mapped_column(default="services")
    """goods, services, works or light_touch: what decides the thresholds."""
    ordering: Mapped[Ordering | None] = mapped_column(choice(Ordering))
    """None in a draft, and where it was published before this was asked."""
    estimate: Mapped[Money | None]
    """What is agreed at first, for all lots, including VAT: worked out from them as they are saved,
    as the next one is."""
    options_estimate: Mapped[Money | None]
    """What options and extensions could add, including VAT."""
    less_vat_because: Mapped[str] = mapped_column(default="")
    """Why less VAT than the standard rate is due on a lot."""
    delivery: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    """The last day that is agreed at first, as the first one that of every lot that has no other."""
    no_lots_reason: Mapped[str] = mapped_column(default="")
    price_weight: Mapped[Decimal] = mapped_column(default=Decimal(50))
    quality_weight: Mapped[Decimal] = mapped_column(default=Decimal(30))
    social_value_weight: Mapped[Decimal] = mapped_column(default=Decimal(20))
    price_formula: Mapped[str] = mapped_column(default="lowest_over_this")
    tie_rule: Mapped[TieRule | None] = mapped_column(choice(TieRule))
    """What decides between equal bids; None in a draft, and where it was published before this was
    asked."""
    scale: Mapped[int] = mapped_column(default=5)
    scale_words: Mapped[list[str] | None] = mapped_column(ARRAY(TEXT))
    """What each score from 0 to the scale means, as published; None where nobody has written it."""
    payment_days: Mapped[int] = mapped_column(default=7)
    payment_reason: Mapped[str] = mapped_column(default="")
    """Why the term is longer than 7 days; published with the tender."""
    questions_until: Mapped[datetime | None]
    answers_by: Mapped[date | None]
    closes_at: Mapped[datetime | None]
    award_on: Mapped[date | None]
    suits_sme: Mapped[bool | None]
    """Whether small and medium-sized enterprises are particularly suited; said in its notice, as
    all down to the agreements."""
    suits_vcse: Mapped[bool | None]
    risks: Mapped[str | None]
    after_expiry: Mapped[str | None]
    engagement: Mapped[str | None]
    """How suppliers were asked beforehand, or why they were not (s17)."""
    agreements: Mapped[Agreements | None] = mapped_column(choice(Agreements))
    notice_on: Mapped[date | None]
    """When its tender notice is expected; said in notices that come before it, as the next two."""
    engaged_until: Mapped[date | None]
    """Until when suppliers can take part in the market engagement."""
    engaged_how: Mapped[str | None]
    central_notice: Mapped[str] = mapped_column(default="")
    """The number of its notice on the central digital platform, where one is owed (s21, s87)."""
    central_notice_at: Mapped[datetime | None]
    """When that was published: before the tender is published here."""
    published_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    cancelled_because: Mapped[str | None]
    sealing_key: Mapped[bytes | None]
    """The public key that bids are encrypted to; the private one is outside the database."""
    merkle_root: Mapped[str | None]
    decided: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    """The names of what somebody has looked at and saved of a draft; nothing is decided by itself."""
    brought: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    """The names of what a draft began with and nobody has saved since: shown, and not decided."""
    version: Mapped[int] = mapped_column(default=0)
    keep_until: Mapped[date | None]
    """The last day on which the records of the procurement are kept; set when it is decided."""
    emptied_on: Mapped[date | None]
    """When its words were erased, after the last day on which they had to be kept."""
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    """Since when a draft stands in no list and cannot be changed, until it is brought back."""
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def is_framework(self) -> bool:
        """Whether its contracts are frameworks, under which the work is called off."""
        return self.ordering is Ordering.CALL_OFFS

    @property
    def whole_estimate(self) -> Money | None:
        """With options and extensions: what the thresholds are compared with."""
        return estimated_value(self.estimate, self.options_estimate)


class TenderTerms(TypedDict, total=False):
    """What the author of a draft decides of it, by the names of its columns."""

    title: str
    description: str
    cpv: list[str]
    theme: Theme
    subject: str
    ordering: Ordering
    less_vat_because: str
    delivery: str
    starts_on: date | None
    ends_on: date | None
    no_lots_reason: str
    price_weight: Decimal
    quality_weight: Decimal
    social_value_weight: Decimal
    price_formula: str
    tie_rule: TieRule
    scale: int
    scale_words: list[str]
    payment_days: int
    payment_reason: str
    questions_until: datetime | None
    answers_by: date | None
    closes_at: datetime | None
    award_on: date | None
    suits_sme: bool | None
    suits_vcse: bool | None
    risks: str | None
    after_expiry: str | None
    engagement: str | None
    agreements: Agreements | None
    notice_on: date | None
    engaged_until: date | None
    engaged_how: str | None
    central_notice: str
    central_notice_at: datetime | None


class Lot(Row):
    """A part of a tender that is awarded by itself."""

    __tablename__ = "lots"
    __table_args__ = (UniqueConstraint("tender_id", "number"), REMOVABLE)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    number: Mapped[int]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    estimate: Mapped[Money | None]
    """Without VAT: what is agreed at first."""
    options: Mapped[str] = mapped_column(default="")
    options_estimate: Mapped[Money | None]
    """What the options could add, without VAT; None where nobody has said, as the next three."""
    extension_months: Mapped[int | None]
    """By how many months all extensions together can lengthen it."""
    extension: Mapped[str] = mapped_column(default="")
    extension_estimate: Mapped[Money | None]
    vat_percent: Mapped[Decimal | None]
    """None where the standard rate is due."""
    starts_on: Mapped[date | None]
    """None where the lot has the days of the tender."""
    ends_on: Mapped[date | None]
    floor: Mapped[Money | None]
    """Without VAT, as the ceiling: at or below it a price earns all points of its formula."""
    ceiling: Mapped[Money | None]
    """The most that a bid for the lot may cost, without VAT; None where there is no limit."""
    state: Mapped[LotState] = mapped_column(choice(LotState), default=LotState.OPEN)
    cancelled_because: Mapped[str | None]

    @property
    def beyond(self) -> Beyond:
        """What may follow on what is agreed at first."""
        return Beyond(self.options, self.extension_months, self.extension)

    def days(self, tender: Tender) -> tuple[date | None, date | None]:
        """The first and the last day that are agreed at first: its own, or those of its tender."""
        return self.starts_on or tender.starts_on, self.ends_on or tender.ends_on


class Question(Row):
    """A question about quality, answered within a number of words, scored from 0 to the scale."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("tender_id", "number"), REMOVABLE)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    number: Mapped[int]
    text: Mapped[str]
    guidance: Mapped[str] = mapped_column(default="")
    word_limit: Mapped[int] = mapped_column(default=300)
    weight: Mapped[Decimal]
    minimum: Mapped[int | None]
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    """The documents asked for with the answer, each as the JSON of ``AttachmentAsked``."""

    @property
    def asked(self) -> tuple[AttachmentAsked, ...]:
        return tuple(AttachmentAsked.from_json(kept) for kept in self.attachments)


class Clause(Row):
    """A social-benefit clause: what is asked for, how much of it, and what it weighs."""

    __tablename__ = "clauses"
    __table_args__ = (UniqueConstraint("tender_id", "number"), REMOVABLE)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    number: Mapped[int]
    text: Mapped[str]
    unit: Mapped[str]
    minimum: Mapped[Decimal | None]
    target: Mapped[Decimal]
    weight: Mapped[Decimal]
    quantity_share: Mapped[Decimal] = mapped_column(default=Decimal(70))
    proof: Mapped[str] = mapped_column(default="")
    """How delivery is shown, who confirms it, and what follows where it is not kept."""


class Condition(Row):
    """A condition of participation (s22): whoever does not meet it is left out."""

    __tablename__ = "conditions"
    __table_args__ = (UniqueConstraint("tender_id", "number"), REMOVABLE)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    number: Mapped[int]
    kind: Mapped[ConditionKind | None] = mapped_column(choice(ConditionKind))
    """None in a draft whose author has not said it yet."""
    text: Mapped[str]
    shown_by: Mapped[str] = mapped_column(default="")
    """What shows that it is met, and what is taken as equal to it."""


class TenderVersion(Row):
    """A tender as it was published: kept for ever, never changed."""

    __tablename__ = "tender_versions"
    __table_args__ = (UniqueConstraint("tender_id", "number"), Index(None, "published_at"), KEPT)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    why: Mapped[str]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str]


class Clarification(Row):
    """A question from a supplier; the answer goes to everyone, without the asker's name."""

    __tablename__ = "clarifications"

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[ClarificationState] = mapped_column(
        choice(ClarificationState), default=ClarificationState.ASKED
    )
    question: Mapped[str] = mapped_column(info={"personal": True})
    asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(info={"personal": True})
    answered_at: Mapped[datetime | None]


def tenders_visible_to(actor: Actor) -> Select[Tender]:
    """What was published, for everybody; drafts for those who buy for the organisation."""
    return select(Tender).where(
        or_(
            Tender.state != TenderState.DRAFT,
            Tender.buyer_id.in_(actor.organisations_as(Role.BUYER)),
        )
    )


def kept_sealed_from(actor: Actor) -> Select[UUID]:
    """The ids of tenders that the person buys or assesses, until their bids are opened: nothing of
    a bid is theirs to read, although they belong to a bidder as well."""
    return select(Tender.id).where(
        Tender.buyer_id.in_(actor.organisations_as(Role.BUYER, Role.EVALUATOR)),
        Tender.opened_at.is_(None),
    )
