"""Who scored what, why, and what did the panel agree?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import KEPT, REMOVABLE, Row, choice
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.disregard import DisregardGround
from procurement.assessment.sole_scorer import Sole
from procurement.tendering.tender import TenderState


class Evaluator(Row):
    """A member of a tender's panel. Reads bids only after declaring interests or their absence."""

    __tablename__ = "evaluators"
    __table_args__ = (UniqueConstraint("tender_id", "person_id"),)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    appointed_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    """When the evaluator last approved the panel's record: what was agreed before then."""
    removed_at: Mapped[datetime | None]
    changed_because: Mapped[str | None] = mapped_column(info={"personal": True})
    """Why the person joined or left last, where a bid had been scored before that."""


class Assignment(Row):
    """One decision on who scores what. The last one counts; those before it stay on record."""

    __tablename__ = "assignments"
    __table_args__ = (Index("ix_assignments_last", "tender_id", "decided_at"),)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    whose: Mapped[dict[str, Any]]
    """By the id of a question or clause the ids of the persons who score it; what is left out is
    scored by everybody on the panel."""
    reason: Mapped[str] = mapped_column(info={"personal": True})
    """Why it changed, where a bid had been scored before; empty before that."""
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime]


class SoleScorer(Row):
    """Why one person alone scores a question or clause, a bid, or everything. The last reason counts;
    those before it stay on record.
    """

    __tablename__ = "sole_scorers"
    __table_args__ = (
        Index("ix_sole_scorers_tender", "tender_id", "explained_at"),
        CheckConstraint("question_id IS NULL OR clause_id IS NULL", name="one_criterion"),
        KEPT,
    )

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("questions.id"))
    clause_id: Mapped[UUID | None] = mapped_column(ForeignKey("clauses.id"))
    """Neither: it is about everything that is asked."""
    bid_id: Mapped[UUID | None] = mapped_column(ForeignKey("bids.id"))
    """None: it is about every bid."""
    reason: Mapped[str]
    """Published with the award, so it names nobody."""
    explained_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    explained_at: Mapped[datetime]

    @property
    def sole(self) -> Sole:
        """Who scores what alone, as the rules call it."""
        return Sole(self.person_id, self.question_id or self.clause_id, self.bid_id)


class Score(Row):
    """One evaluator's own score of one answer or one clause's credibility, with the reason."""

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint(
            "bid_id", "question_id", "clause_id", "person_id", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("(question_id IS NULL) <> (clause_id IS NULL)", name="one_criterion"),
    )

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("questions.id"))
    clause_id: Mapped[UUID | None] = mapped_column(ForeignKey("clauses.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    score: Mapped[int]
    reason: Mapped[str] = mapped_column(info={"personal": True})
    scored_at: Mapped[datetime]

    @property
    def criterion_id(self) -> UUID:
        """The question or the clause that is scored."""
        criterion_id = self.question_id or self.clause_id
        assert criterion_id is not None
        return criterion_id


class AgreedScore(Row):
    """The panel's one score of one answer or clause, with its reason: a consensus, no average."""

    __tablename__ = "agreed_scores"
    __table_args__ = (
        UniqueConstraint("bid_id", "question_id", "clause_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("(question_id IS NULL) <> (clause_id IS NULL)", name="one_criterion"),
    )

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("questions.id"))
    clause_id: Mapped[UUID | None] = mapped_column(ForeignKey("clauses.id"))
    score: Mapped[int]
    reason: Mapped[str] = mapped_column(info={"personal": True})
    discussion: Mapped[str] = mapped_column(info={"personal": True})
    """Who said what and what weighed; stays with the record and is not sent out."""
    present: Mapped[list[Any]]
    """The persons of the panel who took part in the meeting; empty where it was not asked yet."""
    agreed_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    agreed_at: Mapped[datetime]
    reopened_at: Mapped[datetime | None]
    """Since when the agreement is void; the panel agrees anew, starting from these words."""

    @property
    def criterion_id(self) -> UUID:
        """The question or the clause that is scored."""
        criterion_id = self.question_id or self.clause_id
        assert criterion_id is not None
        return criterion_id


class Reopening(Row):
    """That an agreed bid was opened again: who did it, why, and all that stood before."""

    __tablename__ = "reopenings"

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"), index=True)
    reason: Mapped[str]
    record: Mapped[dict[str, Any]]
    """What each had scored alone, what was agreed, and who had approved it when."""
    reopened_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    reopened_at: Mapped[datetime]


class Disregard(Row):
    """A bid that is not assessed, for one lot or for all, and why (Procurement Act 2023, s19(3))."""

    __tablename__ = "disregards"

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"), index=True)
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lots.id"))
    ground: Mapped[DisregardGround | None] = mapped_column(choice(DisregardGround))
    """None where it was decided before grounds were kept."""
    reason: Mapped[str]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Since when the bid counts again; the row stays on record."""
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    ended_because: Mapped[str | None]


class LotRanking(Row):
    """The ranking of one lot: what went in and what came out, every step of the arithmetic."""

    __tablename__ = "lot_rankings"
    __table_args__ = REMOVABLE

    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"), unique=True)
    inputs: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    ranked_at: Mapped[datetime]


class Draw(Row):
    """A draw by chance between the bids of a lot that were equal in first place, as it was published."""

    __tablename__ = "draws"

    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"), index=True)
    among: Mapped[list[Any]]
    """The ids of the bids that were equal."""
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    """The bid that was drawn, which comes first."""
    how: Mapped[str] = mapped_column(info={"personal": True})
    first_witness: Mapped[str] = mapped_column(info={"personal": True})
    second_witness: Mapped[str] = mapped_column(info={"personal": True})
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime]

    @property
    def bids(self) -> frozenset[UUID]:
        """The bids that were equal."""
        return frozenset(map(UUID, self.among))


def tenders_assessed_by(actor: Actor) -> Select[Tender]:
    """The published tenders whose assessment a person may see."""
    return tenders_taken_part_in(actor).where(Tender.state != TenderState.DRAFT)


def tenders_taken_part_in(actor: Actor) -> Select[Tender]:
    """The tenders in which a person takes part: as buyer, or as one of the panel who still is an
    evaluator of the buyer.
    """
    on_panel = select(Evaluator.tender_id).where(
        Evaluator.person_id == actor.person_id, Evaluator.removed_at.is_(None)
    )
    return select(Tender).where(
        or_(
            Tender.buyer_id.in_(actor.organisations_as(Role.BUYER)),
            and_(
                Tender.id.in_(on_panel),
                Tender.buyer_id.in_(actor.organisations_as(Role.EVALUATOR)),
            ),
        ),
    )
