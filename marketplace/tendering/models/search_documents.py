"""By which words is a notice or a tender found? One document each, kept by the act that writes it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.search import AT_ONCE, Document
from procurement.ground.money import Money

SME, VCSE = "sme", "vcse"
"""Whom work can suit, as its notice says: small and medium-sized enterprises; voluntary, community
and social enterprises."""


def stage_mark(stage: str) -> str:
    """The mark of a stage of a notice."""
    return f"stage:{stage}"


def state_mark(state: str) -> str:
    """The mark of where a tender stands."""
    return f"state:{state}"


def theme_mark(theme: str) -> str:
    """The mark of a theme."""
    return f"theme:{theme}"


def regime_mark(regime: str) -> str:
    """The mark of the law that applies."""
    return f"regime:{regime}"


def subject_mark(subject: str) -> str:
    """The mark of what kind of thing is bought."""
    return f"subject:{subject}"


def suits_mark(whom: str) -> str:
    """The mark of whom it suits, as its notice says."""
    return f"suits:{whom}"


class SearchedWork(Document):
    """The document of something that is bought, with what a search compares and orders by."""

    __abstract__ = True

    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    marks: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    """What it can be filtered by: where it stands, the beginnings of its CPV codes, regions, and of a
    tender its theme, its kind and whom it suits."""
    closes_at: Mapped[datetime | None]
    value: Mapped[Money | None]


class SearchedNotice(SearchedWork):
    """The document of a notice."""

    __tablename__ = "searched_notices"
    __table_args__ = (
        Index("ix_searched_notices_newest", "released_at", "notice_id"),
        Index("ix_searched_notices_soonest", "closes_at", "notice_id"),
        Index("ix_searched_notices_buyer", "buyer_id", "released_at", "notice_id"),
        Index("ix_searched_notices_value", "value"),
        Index(
            "ix_searched_notices_words",
            "words",
            "marks",
            postgresql_using="gin",
            postgresql_with=AT_ONCE,
        ),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    released_at: Mapped[datetime]


class SearchedTender(SearchedWork):
    """The document of a tender that was published."""

    __tablename__ = "searched_tenders"
    __table_args__ = (
        Index("ix_searched_tenders_newest", "published_at", "tender_id"),
        Index("ix_searched_tenders_soonest", "closes_at", "tender_id"),
        Index("ix_searched_tenders_buyer", "buyer_id", "closes_at", "tender_id"),
        Index("ix_searched_tenders_value", "value"),
        Index(
            "ix_searched_tenders_words",
            "words",
            "marks",
            postgresql_using="gin",
            postgresql_with=AT_ONCE,
        ),
    )

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"), primary_key=True)
    published_at: Mapped[datetime]
