"""What does an organisation keep for its next tenders?"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import REMOVABLE, Row
from procurement.tendering.attachment import AttachmentAsked


class BankQuestion(Row):
    """A question about quality to be used again; tenders hold copies, which stay as they are."""

    __tablename__ = "bank_questions"
    __table_args__ = (Index("ix_bank_questions_organisation", "organisation_id", "id"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    text: Mapped[str] = mapped_column(info={"personal": True})
    guidance: Mapped[str] = mapped_column(info={"personal": True})
    word_limit: Mapped[int]
    weight: Mapped[Decimal | None]
    """What it usually weighs of 100 within quality."""
    minimum: Mapped[int | None]
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    """As of a tender's question."""
    scale_words: Mapped[list[str] | None] = mapped_column(ARRAY(TEXT))
    """The scale it is written for, from 0; None where any will do."""
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    """Since when it is offered to no draft."""
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def asked(self) -> tuple[AttachmentAsked, ...]:
        return tuple(AttachmentAsked.from_json(kept) for kept in self.attachments)


class ClauseSet(Row):
    """Social-benefit clauses under one name, put into a draft as a whole."""

    __tablename__ = "clause_sets"
    __table_args__ = (Index("ix_clause_sets_organisation", "organisation_id", "id"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(info={"personal": True})
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    """Since when it is offered to no draft."""
    revision: Mapped[int] = mapped_column(default=1)


class SetClause(Row):
    """One clause of a set, with the columns of a tender's clause."""

    __tablename__ = "set_clauses"
    __table_args__ = (UniqueConstraint("set_id", "number"), REMOVABLE)

    set_id: Mapped[UUID] = mapped_column(ForeignKey("clause_sets.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(info={"personal": True})
    unit: Mapped[str]
    minimum: Mapped[Decimal | None]
    target: Mapped[Decimal]
    weight: Mapped[Decimal]
    quantity_share: Mapped[Decimal]
    proof: Mapped[str] = mapped_column(info={"personal": True})


def bank_questions_visible_to(actor: Actor) -> Select[BankQuestion]:
    """Those of the organisations that the person buys for."""
    return select(BankQuestion).where(
        BankQuestion.organisation_id.in_(actor.organisations_as(Role.BUYER))
    )


def clause_sets_visible_to(actor: Actor) -> Select[ClauseSet]:
    """Those of the organisations that the person buys for."""
    return select(ClauseSet).where(
        ClauseSet.organisation_id.in_(actor.organisations_as(Role.BUYER))
    )
