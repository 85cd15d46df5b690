"""What is on record of one tender's assessment? Read whole, in a fixed number of queries.

Nothing here judges; what the rules are given of it stands in ``assessment_facts``.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.assessment.models.evaluations import (
    AgreedScore,
    Assignment,
    Disregard,
    Draw,
    Evaluator,
    Reopening,
    Score,
    SoleScorer,
)
from marketplace.assessment.queries.evaluators import (
    assignments_of,
    panel_as_decided,
    panel_of,
    sole_scorers_of,
)
from marketplace.bidding.models.bids import Bid, BidAnswer, BidCommitment, BidFile, BidPrice
from marketplace.bidding.queries.bid_parties import groups_of, parties_of_bids, party_ids_of
from marketplace.engine.act import NotThere
from marketplace.engine.db import Row, session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import names_of_people
from marketplace.tendering.models.declarations import InterestDeclaration
from marketplace.tendering.models.tenders import Clause, Condition, Lot, Question, Tender
from marketplace.tendering.queries.declarations import declarations_of
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.assessment_summary import SupplierDetails
from procurement.assessment.panel import Panel
from procurement.bidding.bid import BidState
from procurement.bidding.promise import NOTHING, promised_for

Kept = TypeVar("Kept", bound=Row)

Criterion = Question | Clause
"""What the panel scores: the answer to a question, or the credibility of a promise."""


@dataclass(frozen=True)
class Assessment:
    """A tender with its opened bids and everything the panel wrote. Ids are rows' ids."""

    tender: Tender
    buyer: Organisation
    lots: Sequence[Lot]
    questions: Sequence[Question]
    clauses: Sequence[Clause]
    conditions: Sequence[Condition]
    bids: Sequence[Bid]
    party_ids: dict[UUID, tuple[UUID, ...]]
    """Who stands behind each bid, the lead first."""
    parties: dict[UUID, tuple[SupplierDetails, ...]]
    groups: dict[UUID, str]
    """The group that a bid is for, where its host says so."""
    answers: dict[tuple[UUID, UUID], str]
    files: Sequence[BidFile]
    """What was attached to the answers, of every bid."""
    commitments: dict[tuple[UUID, UUID], BidCommitment]
    prices: dict[tuple[UUID, UUID], BidPrice]
    evaluators: Sequence[Evaluator]
    assignments: Sequence[Assignment]
    """Every decision on who scores what, the last one last; none where nobody decided."""
    sole_scorers: Sequence[SoleScorer]
    """Every reason why one person scores something alone, the last one last."""
    names: dict[UUID, str]
    scores: dict[tuple[UUID, UUID], dict[UUID, Score]]
    """By bid and criterion, then by person."""
    agreed: dict[tuple[UUID, UUID], AgreedScore]
    void: dict[tuple[UUID, UUID], AgreedScore]
    """What was agreed before a bid was opened again, until the panel agrees anew."""
    reopenings: Sequence[Reopening]
    disregards: Sequence[Disregard]
    draws: Sequence[Draw]
    """Between bids that were equal in first place."""
    declarations: dict[UUID, InterestDeclaration]
    """What each person declared last."""

    @property
    def bidders_known_at(self) -> datetime | None:
        """When the panel learned who bid; None before, and where nobody did."""
        return self.tender.opened_at if self.bids else None

    @cached_property
    def criteria(self) -> list[Criterion]:
        return [*self.questions, *self.clauses]

    @cached_property
    def called(self) -> dict[Hashable, str]:
        """What each question and clause is called in a sentence, by its id."""
        questions: dict[Hashable, str] = {
            row.id: f"question {row.number}" for row in self.questions
        }
        return questions | {row.id: f"clause {row.number}" for row in self.clauses}

    def bid(self, bid_id: UUID) -> Bid:
        """One of the bids that were opened."""
        for bid in self.bids:
            if bid.id == bid_id:
                return bid
        raise NotThere("Bid")

    def files_of(self, bid_id: UUID, question_id: UUID | None = None) -> list[BidFile]:
        """What was attached to a bid, or to one of its answers."""
        return [
            row
            for row in self.files
            if row.bid_id == bid_id and question_id in (None, row.question_id)
        ]

    def promised(self, bid_id: UUID, clause_id: UUID, lot_id: UUID) -> Decimal:
        """How much a bid promises against a clause, were it to win this lot."""
        made = self.commitments.get((bid_id, clause_id))
        return NOTHING if made is None else promised_for(str(lot_id), made.quantity, by_lot(made))

    def name_of(self, bid_id: UUID) -> str:
        """The bidder; a consortium by its lead."""
        return self.parties[bid_id][0].name

    def bids_for(self, lot: Lot) -> list[Bid]:
        """The bids that price a lot."""
        return [bid for bid in self.bids if (bid.id, lot.id) in self.prices]

    def bid_lots(self, bid: Bid) -> list[Lot]:
        """The lots that a bid prices."""
        return [lot for lot in self.lots if (bid.id, lot.id) in self.prices]

    @cached_property
    def assessed(self) -> list[Bid]:
        """The bids to be scored: all but those set aside for every lot they price."""
        return [
            bid
            for bid in self.bids
            if any(
                (bid.id, lot.id) in self.prices and self.disregarded_because(bid.id, lot.id) is None
                for lot in self.lots
            )
        ]

    def disregarded_because(self, bid_id: UUID, lot_id: UUID) -> str | None:
        """Why the buyer set a bid aside for a lot, where it did."""
        for row in self.disregards:
            is_for_lot = row.lot_id is None or row.lot_id == lot_id
            if row.bid_id == bid_id and is_for_lot and row.ended_at is None:
                return row.reason
        return None

    @cached_property
    def panel(self) -> Panel:
        """Who scores which question or clause of which bid."""
        return panel_as_decided(
            self.evaluators,
            [criterion.id for criterion in self.criteria],
            self.assignments,
            self.declarations,
            self.party_ids,
        )

    def is_recused(self, person_id: UUID | None, bid_id: UUID) -> bool:
        """The person does not score this bid because of a declared interest."""
        return (person_id, bid_id) in self.panel.kept_from

    def criteria_for(self, person_id: UUID, bid_id: UUID) -> list[Criterion]:
        """What of a bid a person on the panel is to score."""
        theirs = set(self.panel.theirs(person_id, bid_id))
        return [criterion for criterion in self.criteria if criterion.id in theirs]

    def panel_for(self, bid_id: UUID) -> list[Evaluator]:
        """Those on the panel who score something of this bid."""
        return [row for row in self.evaluators if self.panel.theirs(row.person_id, bid_id)]

    def scored_by(self, person_id: UUID) -> list[Bid]:
        """The bids of which a person on the panel is to score something."""
        return [bid for bid in self.assessed if self.panel.theirs(person_id, bid.id)]

    def evaluator(self, person_id: UUID | None) -> Evaluator | None:
        """A person's place on the panel."""
        return next(
            (evaluator for evaluator in self.evaluators if evaluator.person_id == person_id), None
        )

    def scores_of(self, bid_id: UUID, criterion_id: UUID) -> list[Score]:
        """The own score of one criterion of each evaluator who scores it."""
        scores = self.scores.get((bid_id, criterion_id), {})
        scorers = self.panel.scorers(bid_id, criterion_id)
        return [row for person_id, row in scores.items() if person_id in scorers]

    def is_scored_by(self, person_id: UUID, bid_id: UUID) -> bool:
        """The person has scored of the bid all that is theirs to score."""
        return all(
            person_id in self.scores.get((bid_id, criterion.id), {})
            for criterion in self.criteria_for(person_id, bid_id)
        )

    def is_agreed(self, bid_id: UUID) -> bool:
        """The panel has agreed a score for every criterion of the bid."""
        return all((bid_id, criterion.id) in self.agreed for criterion in self.criteria)

    def has_agreed(self, bid_id: UUID) -> bool:
        """The panel has agreed a score for a criterion of the bid at least."""
        return any((bid_id, criterion.id) in self.agreed for criterion in self.criteria)

    @property
    def has_agreed_any(self) -> bool:
        """The panel has agreed a score of some bid."""
        return bool(self.agreed)

    @property
    def is_all_agreed(self) -> bool:
        """There is a bid to assess, and every score of every such bid is agreed."""
        return bool(self.assessed) and all(self.is_agreed(bid.id) for bid in self.assessed)

    def approvers_of(self, agreed: AgreedScore) -> list[Evaluator]:
        """The evaluators who approved the record after this score was agreed."""
        return [
            evaluator
            for evaluator in self.evaluators
            if evaluator.approved_at is not None and evaluator.approved_at >= agreed.agreed_at
        ]

    @property
    def still_to_approve(self) -> list[Evaluator]:
        """Those who score and have not approved the record since the last score was agreed."""
        latest = max(self.agreed.values(), key=lambda row: row.agreed_at, default=None)
        approvers = self.approvers_of(latest) if latest is not None else []
        return [
            row for row in self.evaluators if self.scores_something(row) and row not in approvers
        ]

    @property
    def unapproved(self) -> int:
        """How many they are."""
        return len(self.still_to_approve)

    def scores_something(self, evaluator: Evaluator) -> bool:
        """Something is theirs to score, of a bid that counts."""
        return bool(self.scored_by(evaluator.person_id))


def by_lot(made: BidCommitment) -> dict[str, Decimal]:
    """How much of a promise belongs to each lot, by the lot's id as text."""
    return {key: Decimal(quantity) for key, quantity in made.by_lot.items()}


def assessment_of(tender: Tender) -> Assessment:
    """Read everything on record of one tender's assessment."""
    bids = _all(
        select(Bid)
        .where(Bid.tender_id == tender.id, Bid.state == BidState.OPENED)
        .order_by(Bid.submitted_at, Bid.id)
    )
    ids = [bid.id for bid in bids]
    evaluators = panel_of(tender.id)
    panel = {evaluator.person_id for evaluator in evaluators}
    parts, party_ids = parts_of(tender.id), party_ids_of(bids)
    agreed = {
        (row.bid_id, row.criterion_id): row
        for row in _all(select(AgreedScore).where(AgreedScore.bid_id.in_(ids)))
    }
    return Assessment(
        tender=tender,
        buyer=session.get_one(Organisation, tender.buyer_id),
        lots=parts.lots,
        questions=parts.questions,
        clauses=parts.clauses,
        conditions=parts.conditions,
        bids=bids,
        party_ids=party_ids,
        parties=parties_of_bids(party_ids),
        groups=groups_of(bids),
        answers={
            (row.bid_id, row.question_id): row.text
            for row in _all(select(BidAnswer).where(BidAnswer.bid_id.in_(ids)))
        },
        files=_all(
            select(BidFile).where(BidFile.bid_id.in_(ids)).order_by(BidFile.asked, BidFile.id)
        ),
        commitments={
            (row.bid_id, row.clause_id): row
            for row in _all(select(BidCommitment).where(BidCommitment.bid_id.in_(ids)))
        },
        prices={
            (row.bid_id, row.lot_id): row
            for row in _all(select(BidPrice).where(BidPrice.bid_id.in_(ids)))
        },
        evaluators=evaluators,
        assignments=assignments_of([tender.id]).get(tender.id, ()),
        sole_scorers=sole_scorers_of([tender.id]).get(tender.id, ()),
        names=names_of_people(panel),
        scores=_scores(ids, panel),
        agreed={key: row for key, row in agreed.items() if row.reopened_at is None},
        void={key: row for key, row in agreed.items() if row.reopened_at is not None},
        reopenings=_all(
            select(Reopening).where(Reopening.bid_id.in_(ids)).order_by(Reopening.reopened_at)
        ),
        declarations=declarations_of([tender.id])[tender.id],
        disregards=_all(
            select(Disregard).where(Disregard.bid_id.in_(ids)).order_by(Disregard.decided_at)
        ),
        draws=_all(select(Draw).where(Draw.bid_id.in_(ids)).order_by(Draw.recorded_at)),
    )


def _scores(bid_ids: list[UUID], panel: set[UUID]) -> dict[tuple[UUID, UUID], dict[UUID, Score]]:
    """What those on the panel scored; who was removed is not counted."""
    scores: dict[tuple[UUID, UUID], dict[UUID, Score]] = defaultdict(dict)
    for row in _all(select(Score).where(Score.bid_id.in_(bid_ids), Score.person_id.in_(panel))):
        scores[row.bid_id, row.criterion_id][row.person_id] = row
    return dict(scores)


def _all(selection: Select[Kept]) -> Sequence[Kept]:
    """As it stands now, also where the page read it before an action waited for its tender."""
    return session.scalars(selection, execution_options={"populate_existing": True}).all()
