"""With what do the new drafts of an organisation begin?"""

from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row, choice
from procurement.tendering.tie_rule import TieRule


class TenderDefaults(Row):
    """Columns of a tender by their names; None where a draft begins without one."""

    __tablename__ = "tender_defaults"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), unique=True)
    delivery: Mapped[str | None]
    payment_days: Mapped[int | None]
    payment_reason: Mapped[str | None] = mapped_column(info={"personal": True})
    price_weight: Mapped[Decimal | None]
    quality_weight: Mapped[Decimal | None]
    social_value_weight: Mapped[Decimal | None]
    price_formula: Mapped[str | None]
    tie_rule: Mapped[TieRule | None] = mapped_column(choice(TieRule))
    scale_words: Mapped[list[str] | None] = mapped_column(ARRAY(TEXT))
    revision: Mapped[int] = mapped_column(default=1)


class UsualTerms(TypedDict):
    """What is set of them, by the names of the columns."""

    delivery: str | None
    payment_days: int | None
    payment_reason: str | None
    price_weight: Decimal | None
    quality_weight: Decimal | None
    social_value_weight: Decimal | None
    price_formula: str | None
    tie_rule: TieRule | None
    scale_words: list[str] | None
