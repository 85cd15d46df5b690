"""What is on record of one tender's assessment? Read whole, in a fixed number of queries.

The rules work the ranking and the summaries out of it; nothing here judges.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.evaluations import AgreedScore, Disregard, Evaluator, Score
from marketplace.bidding.models.bids import Bid, BidAnswer, BidCommitment, BidPrice
from marketplace.bidding.queries.bid_parties import parties_of_bids
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import names_of_people
from marketplace.tendering.models.tenders import Clause, Lot, Question, Tender
from procurement.assessment import moderation, social_value
from procurement.assessment.assessment_method import BidFigures, Component, Method
from procurement.assessment.assessment_method import Question as Asked
from procurement.assessment.assessment_summary import AssessmentRecord, CriterionText, Party
from procurement.assessment.evaluation import Result, score
from procurement.bidding.bid import BidState
from procurement.ground.exact import Exact, exact, four_places
from procurement.tendering.price_formula import FORMULA_IN_WORDS, PriceFormula, PriceMethod

Criterion = Question | Clause
"""What the panel scores: the answer to a question, or the credibility of a promise."""


@dataclass(frozen=True)
class Assessment:
    """A tender with its opened bids and everything the panel wrote. Ids are rows' ids."""

    tender: Tender
    buyer: Organisation
    lots: list[Lot]
    questions: list[Question]
    clauses: list[Clause]
    bids: list[Bid]
    parties: dict[UUID, tuple[Party, ...]]
    answers: dict[tuple[UUID, UUID], str]
    commitments: dict[tuple[UUID, UUID], BidCommitment]
    prices: dict[tuple[UUID, UUID], BidPrice]
    evaluators: list[Evaluator]
    names: dict[UUID, str]
    scores: dict[tuple[UUID, UUID], dict[UUID, Score]]
    """By bid and criterion, then by person."""
    agreed: dict[tuple[UUID, UUID], AgreedScore]
    disregards: list[Disregard]

    @cached_property
    def criteria(self) -> list[Criterion]:
        return [*self.questions, *self.clauses]

    def name_of(self, bid_id: UUID) -> str:
        """The bidder; a consortium by its lead."""
        return self.parties[bid_id][0].name

    def bids_for(self, lot: Lot) -> list[Bid]:
        """The bids that price a lot."""
        return [bid for bid in self.bids if (bid.id, lot.id) in self.prices]

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

    def is_scored_by(self, person_id: UUID, bid_id: UUID) -> bool:
        """The person has scored every criterion of the bid."""
        return all(
            person_id in self.scores.get((bid_id, criterion.id), {}) for criterion in self.criteria
        )

    def is_agreed(self, bid_id: UUID) -> bool:
        """The panel has agreed a score for every criterion of the bid."""
        return all((bid_id, criterion.id) in self.agreed for criterion in self.criteria)

    @property
    def is_all_agreed(self) -> bool:
        """There is a bid to assess, and every score of every such bid is agreed."""
        return bool(self.assessed) and all(self.is_agreed(bid.id) for bid in self.assessed)

    def approvers_of(self, agreed: AgreedScore) -> frozenset[str]:
        """The evaluators who approved the record after this score was agreed."""
        return frozenset(
            str(one.person_id)
            for one in self.evaluators
            if one.approved_at is not None and one.approved_at >= agreed.agreed_at
        )

    @property
    def unapproved(self) -> int:
        """How many evaluators have not approved the record since the last score was agreed."""
        latest = max((row.agreed_at for row in self.agreed.values()), default=None)
        return sum(
            latest is None or one.approved_at is None or one.approved_at < latest
            for one in self.evaluators
        )

    @cached_property
    def panel(self) -> frozenset[str]:
        return frozenset(str(one.person_id) for one in self.evaluators)

    def individual(self, bid_id: UUID, criterion_id: UUID) -> list[moderation.IndividualScore]:
        """Each evaluator's own score of one criterion."""
        return [
            moderation.IndividualScore(str(one.person_id), one.score, one.reason)
            for one in self.scores.get((bid_id, criterion_id), {}).values()
        ]

    def highest(self, bid_id: UUID, criterion_id: UUID) -> int:
        """The highest score that an answer or a promise can get; 0 where nothing is promised."""
        if criterion_id in {question.id for question in self.questions}:
            return self.tender.scale
        promise = self.commitments.get((bid_id, criterion_id))
        return social_value.highest_credibility(
            exact(promise.quantity) if promise else 0, self.tender.scale
        )

    def disregarded_because(self, bid_id: UUID, lot_id: UUID) -> str | None:
        """Why the buyer set a bid aside for a lot, where it did."""
        for row in self.disregards:
            if row.bid_id == bid_id and row.lot_id in (None, lot_id):
                return row.reason
        return None

    @cached_property
    def method(self) -> Method:
        tender = self.tender
        limits = tender.price_parameters
        return Method(
            price=PriceMethod(
                PriceFormula(tender.price_formula),
                limits.get("floor_pence"),
                limits.get("ceiling_pence"),
            ),
            price_weight=exact(tender.price_weight),
            quality_weight=exact(tender.quality_weight),
            social_value_weight=exact(tender.social_value_weight),
            scale=tender.scale,
            questions=tuple(
                Asked(
                    str(question.id),
                    exact(question.weight),
                    None if question.minimum is None else exact(question.minimum),
                )
                for question in self.questions
            ),
            tie_break=(Component.QUALITY, Component.SOCIAL_VALUE, Component.PRICE),
        )

    @cached_property
    def social_values(self) -> dict[str, social_value.SocialValueScore]:
        """Each bid's social value out of 100, by its id."""
        if not self.clauses:
            return {}
        found = social_value.score(
            [
                social_value.Clause(
                    str(clause.id),
                    exact(clause.weight),
                    exact(clause.target),
                    exact(clause.quantity_share),
                    None if clause.minimum is None else exact(clause.minimum),
                )
                for clause in self.clauses
            ],
            self.tender.scale,
            [self._commitments(bid) for bid in self.bids],
        )
        return {one.bid: one for one in found}

    def promises_as_json(self) -> dict[str, list[dict[str, str]]]:
        """How each bid's social value comes about, clause by clause, by the bid's id."""
        return {
            key: [
                {
                    "clause": part.clause,
                    "working": part.working,
                    "earned": four_places(part.earned),
                }
                for part in one.clauses
            ]
            for key, one in self.social_values.items()
        }

    def _commitments(self, bid: Bid) -> social_value.Commitments:
        made = {
            clause.id: self.commitments[bid.id, clause.id].quantity
            for clause in self.clauses
            if (bid.id, clause.id) in self.commitments
        }
        return social_value.Commitments(
            str(bid.id),
            {str(clause): exact(quantity) for clause, quantity in made.items()},
            {
                str(clause.id): self.agreed[bid.id, clause.id].score
                for clause in self.clauses
                if (bid.id, clause.id) in self.agreed
            },
        )

    def figures(self, lot: Lot) -> tuple[BidFigures, ...]:
        """What is known of each bid for a lot: price, agreed scores, social value."""
        return tuple(self._figures(bid, lot) for bid in self.bids_for(lot))

    def _figures(self, bid: Bid, lot: Lot) -> BidFigures:
        key = str(bid.id)
        return BidFigures(
            id=key,
            price_pence=self.prices[bid.id, lot.id].price.pence,
            scores={
                str(question.id): self.agreed[bid.id, question.id].score
                for question in self.questions
                if (bid.id, question.id) in self.agreed
            },
            social_value=self._social_value_of(key),
            disregarded_because=self.disregarded_because(bid.id, lot.id),
        )

    def _social_value_of(self, key: str) -> Exact:
        """To four places, as every bidder can check it: an endless fraction cannot be written."""
        found = self.social_values.get(key)
        return 0 if found is None else exact(four_places(found.score))

    def result(self, lot: Lot) -> Result:
        """The ranking of a lot, by the rules."""
        return score(self.method, self.figures(lot))

    def record(self, lot: Lot, winner: UUID) -> AssessmentRecord:
        """Everything one lot's summaries are made of."""
        ids = [bid.id for bid in self.bids_for(lot)]
        return AssessmentRecord(
            authority=self.buyer.name,
            procurement=self.tender.title,
            lot=f"Lot {lot.number}: {lot.title}",
            method=self.method,
            bids=self.figures(lot),
            result=self.result(lot),
            winner=str(winner),
            panel=self.panel,
            parties={str(bid_id): self.parties[bid_id] for bid_id in ids},
            texts=self._texts(),
            individual={str(bid_id): self._all_individual(bid_id) for bid_id in ids},
            agreed={str(bid_id): self._all_agreed(bid_id) for bid_id in ids},
            social_value=self.social_values,
            clause_weights={str(clause.id): exact(clause.weight) for clause in self.clauses},
            social_value_reasons={
                str(bid_id): {
                    str(clause.id): self.agreed[bid_id, clause.id].reason
                    for clause in self.clauses
                    if (bid_id, clause.id) in self.agreed
                }
                for bid_id in ids
            },
        )

    def _all_individual(self, bid_id: UUID) -> dict[str, list[moderation.IndividualScore]]:
        return {str(one.id): self.individual(bid_id, one.id) for one in self.criteria}

    def _all_agreed(self, bid_id: UUID) -> dict[str, moderation.AgreedScore]:
        found = {}
        for criterion in self.criteria:
            row = self.agreed.get((bid_id, criterion.id))
            if row is not None:
                found[str(criterion.id)] = moderation.AgreedScore(
                    row.score, row.reason, row.discussion, self.approvers_of(row)
                )
        return found

    def _texts(self) -> dict[str, CriterionText]:
        scale = self.tender.scale
        formula = FORMULA_IN_WORDS[self.method.price.formula]
        texts = {
            str(Component.PRICE): CriterionText("Price", formula),
            str(Component.QUALITY): CriterionText("Quality", f"Each question from 0 to {scale}."),
            str(Component.SOCIAL_VALUE): CriterionText(
                "Social value", "What is promised against the target, and how credible it is."
            ),
        }
        for question in self.questions:
            texts[str(question.id)] = CriterionText(
                f"Question {question.number}: {question.text}", f"From 0 to {scale}."
            )
        for clause in self.clauses:
            texts[str(clause.id)] = CriterionText(
                f"Clause {clause.number}: {clause.text}",
                f"{clause.quantity_share:f}% for quantity up to {clause.target:f} {clause.unit}, "
                f"the rest for credibility from 0 to {scale}.",
            )
        return texts


def assessment_of(tender: Tender) -> Assessment:
    """Read everything on record of one tender's assessment."""
    bids = _all(
        select(Bid)
        .where(Bid.tender_id == tender.id, Bid.state == BidState.OPENED)
        .order_by(Bid.submitted_at, Bid.id)
    )
    ids = [bid.id for bid in bids]
    evaluators = _all(
        select(Evaluator)
        .where(Evaluator.tender_id == tender.id, Evaluator.removed_at.is_(None))
        .order_by(Evaluator.appointed_at, Evaluator.id)
    )
    scores: dict[tuple[UUID, UUID], dict[UUID, Score]] = defaultdict(dict)
    on_panel = {one.person_id for one in evaluators}
    for row in _all(select(Score).where(Score.bid_id.in_(ids))):
        if row.person_id in on_panel:
            scores[row.bid_id, row.question_id or row.clause_id][row.person_id] = row
    return Assessment(
        tender=tender,
        buyer=session.get_one(Organisation, tender.buyer_id),
        lots=_of_tender(Lot, tender),
        questions=_of_tender(Question, tender),
        clauses=_of_tender(Clause, tender),
        bids=bids,
        parties=parties_of_bids(bids),
        answers={
            (row.bid_id, row.question_id): row.text
            for row in _all(select(BidAnswer).where(BidAnswer.bid_id.in_(ids)))
        },
        commitments={
            (row.bid_id, row.clause_id): row
            for row in _all(select(BidCommitment).where(BidCommitment.bid_id.in_(ids)))
        },
        prices={
            (row.bid_id, row.lot_id): row
            for row in _all(select(BidPrice).where(BidPrice.bid_id.in_(ids)))
        },
        evaluators=evaluators,
        names=names_of_people(one.person_id for one in evaluators),
        scores=dict(scores),
        agreed={
            (row.bid_id, row.question_id or row.clause_id): row
            for row in _all(select(AgreedScore).where(AgreedScore.bid_id.in_(ids)))
        },
        disregards=_all(select(Disregard).where(Disregard.bid_id.in_(ids))),
    )


def _all(selection: Any) -> list[Any]:
    return list(session.scalars(selection).all())


def _of_tender(model: Any, tender: Tender) -> list[Any]:
    return _all(select(model).where(model.tender_id == tender.id).order_by(model.number))
