"""By which words is a notice or a tender found? One document each, kept by the act that writes it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.search import AT_ONCE, Document

WEST_MIDLANDS = "west-midlands"
"""The mark of what is delivered in that region."""


def stage_mark(stage: str) -> str:
    """The mark of a stage."""
    return f"stage:{stage}"


class SearchedNotice(Document):
    """The document of a notice."""

    __tablename__ = "searched_notices"
    __table_args__ = (
        Index("ix_searched_notices_newest", "released_at", "notice_id"),
        Index("ix_searched_notices_buyer", "buyer_id", "released_at", "notice_id"),
        Index(
            "ix_searched_notices_words",
            "words",
            "marks",
            postgresql_using="gin",
            postgresql_with=AT_ONCE,
        ),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    released_at: Mapped[datetime]
    marks: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    """What it can be filtered by: its stage, the beginnings of its CPV codes, its region."""


class SearchedTender(Document):
    """The document of a tender that was published."""

    __tablename__ = "searched_tenders"
    __table_args__ = (Index(None, "words", postgresql_using="gin", postgresql_with=AT_ONCE),)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"), primary_key=True)
