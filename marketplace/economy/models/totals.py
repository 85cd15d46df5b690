"""What do the lines that count come to? Kept beside them, and told by triggers as each changes.

A total is a row that a job has folded, and the rows of a tail that it has not folded yet: a line
that counts adds to the tail in the statement that writes the line, and waits for no total.

Where a line is one that the database follows, the trigger also locks its row, and reads where the
enterprise stood: two acts that change the same contract or invoice, or one that changes the
enterprise beside one that counts it, wait for each other. Of two that wait in a circle the
database ends one, and ``engine.action`` begins it again.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import REMOVABLE, Base


class CommittedLine(Base):
    """What a signed contract promises to counted enterprises of a place, or of no known place.

    Followed by the database: it is as ``committed_now`` says, whatever of it is changed later.
    """

    __tablename__ = "committed_lines"
    __table_args__ = (
        Index("ix_committed_lines_place", "place", "signed_on", "contract_id"),
        REMOVABLE,
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    """A slug; empty where it is not known where the enterprise traded from."""
    signed_on: Mapped[date]
    theme: Mapped[str]
    pence: Mapped[int] = mapped_column(BigInteger)


class MoneyTail(Base):
    """One line in one place that came, or went (below zero), and is in no folded total yet."""

    __tablename__ = "money_tail"
    __table_args__ = REMOVABLE

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    stage: Mapped[str]
    place: Mapped[str]
    day: Mapped[date]
    theme: Mapped[str]
    payer: Mapped[str]
    """The id of an organisation; ``named`` and a hash for a funder that is known by name alone."""
    organisation: Mapped[str]
    source: Mapped[str]
    ward: Mapped[str]
    is_said: Mapped[bool]
    pence: Mapped[int] = mapped_column(BigInteger)
    lines: Mapped[int] = mapped_column(BigInteger)


class MoneyTotal(Base):
    """What the folded lines of a stage come to in a place and a period, by one kind of name."""

    __tablename__ = "money_totals"
    __table_args__ = (
        Index("ix_money_totals_nothing", "place", postgresql_where=text("lines = 0 AND pence = 0")),
        REMOVABLE,
    )

    place: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    """``all``, a year as ``2026``, or a quarter as ``2026-Q1``."""
    stage: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    pence: Mapped[int] = mapped_column(BigInteger)
    lines: Mapped[int] = mapped_column(BigInteger)


class _Development:
    """What one figure of a development comes to, or what came under one contract.

    Counts are whole, money is pence, and jobs are as they are promised.
    """

    thing_id: Mapped[UUID]
    """A development, or a contract, whether it belongs to one or not."""
    figure: Mapped[str]
    """``coming``, ``packages``, ``tenders``, ``contracts``, ``received``, ``promises``, ``jobs``,
    ``spaces`` or ``pledged``; of a contract ``received`` alone."""
    amount: Mapped[Decimal]


class DevelopmentTail(_Development, Base):
    """What is in no folded row yet; below zero where something counts no more."""

    __tablename__ = "development_tail"
    __table_args__ = REMOVABLE

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)


class DevelopmentTotal(_Development, Base):
    """The folded rows."""

    __tablename__ = "development_totals"
    __table_args__ = (
        Index("ix_development_totals_nothing", "thing_id", postgresql_where=text("amount = 0")),
        REMOVABLE,
    )

    thing_id: Mapped[UUID] = mapped_column(primary_key=True)
    figure: Mapped[str] = mapped_column(primary_key=True)
