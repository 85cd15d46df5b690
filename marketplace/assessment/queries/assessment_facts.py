"""What are the rules given of one assessment: method, figures, social values, the record?

The rules call a bid, question, clause or person by the id of its row.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from marketplace.assessment.queries.assessments import Assessment
from marketplace.bidding.models.bids import Bid
from marketplace.tendering.models.tenders import Lot
from marketplace.tendering.queries.tender_facts import price_method
from procurement.assessment import moderation, social_value
from procurement.assessment.abnormally_low import flags_below_estimate, low_price_flags
from procurement.assessment.assessment_method import AssessedBid, Component, Method, Question
from procurement.assessment.assessment_summary import AssessmentRecord, CriterionText
from procurement.assessment.evaluation import score
from procurement.assessment.evaluation_record import social_value_as_json
from procurement.assessment.tie import TIE_BREAK
from procurement.ground.exact import Exact, exact, four_places
from procurement.ground.refusal import Refusal
from procurement.tendering.price_formula import FORMULA_IN_WORDS, PriceFormula
from procurement.tendering.scoring_scale import score_in_words


@dataclass(frozen=True)
class AssessmentFacts:
    """One assessment as the rules look at it."""

    assessment: Assessment

    def panel(self, bid_id: UUID, criterion_id: UUID) -> frozenset[Hashable]:
        """Who scores one criterion of a bid."""
        return self.assessment.panel.scorers(bid_id, criterion_id)

    def individual(self, bid_id: UUID, criterion_id: UUID) -> list[moderation.IndividualScore]:
        """Each evaluator's own score of one criterion."""
        return [
            moderation.IndividualScore(row.person_id, row.score, row.reason)
            for row in self.assessment.scores_of(bid_id, criterion_id)
        ]

    def panel_faults(self, bid_id: UUID, criterion_ids: Iterable[UUID]) -> list[Refusal]:
        """What keeps the panel from agreeing on any of these criteria of a bid."""
        return moderation.panel_faults(
            (self.panel(bid_id, id), self.individual(bid_id, id)) for id in criterion_ids
        )

    def highest(self, bid_id: UUID, criterion_id: UUID) -> int:
        """The highest score that an answer or a promise can get; 0 where nothing is promised."""
        scale = self.assessment.tender.scale
        if criterion_id in {question.id for question in self.assessment.questions}:
            return scale
        promise = self.assessment.commitments.get((bid_id, criterion_id))
        return social_value.highest_credibility(exact(promise.quantity) if promise else 0, scale)

    def method(self, lot: Lot) -> Method:
        """How the bids for a lot are judged: alike for every lot but for the limits of its price."""
        tender = self.assessment.tender
        return Method(
            price=price_method(tender, lot),
            price_weight=exact(tender.price_weight),
            quality_weight=exact(tender.quality_weight),
            social_value_weight=exact(tender.social_value_weight),
            scale=tender.scale,
            questions=tuple(
                Question(
                    question.id,
                    exact(question.weight),
                    None if question.minimum is None else exact(question.minimum),
                )
                for question in self.assessment.questions
            ),
            tie_break=TIE_BREAK[tender.tie_rule],
        )

    def social_values(self, lot: Lot) -> dict[Hashable, social_value.SocialValueScore]:
        """The social value out of 100 of each bid for a lot, by its id."""
        if not self.assessment.clauses:
            return {}
        scores = social_value.score(self._clauses(), self.assessment.tender.scale, self._made(lot))
        return {earned.bid: earned for earned in scores}

    def promised_as_json(self, lot: Lot) -> dict[str, Any]:
        """What each bid for a lot promised and how credible it was, as ``calc social-value`` reads it."""
        return social_value_as_json(self._clauses(), self.assessment.tender.scale, self._made(lot))

    def _clauses(self) -> list[social_value.Clause]:
        return [
            social_value.Clause(
                clause.id,
                exact(clause.weight),
                exact(clause.target),
                exact(clause.quantity_share),
                None if clause.minimum is None else exact(clause.minimum),
            )
            for clause in self.assessment.clauses
        ]

    def _made(self, lot: Lot) -> list[social_value.Commitments]:
        return [self._commitments(bid, lot) for bid in self.assessment.bids_for(lot)]

    def _commitments(self, bid: Bid, lot: Lot) -> social_value.Commitments:
        promised, agreed = self.assessment.promised, self.assessment.agreed
        clause_ids = [clause.id for clause in self.assessment.clauses]
        return social_value.Commitments(
            bid.id,
            {id: exact(promised(bid.id, id, lot.id)) for id in clause_ids},
            {id: agreed[bid.id, id].score for id in clause_ids if (bid.id, id) in agreed},
        )

    def promises_as_json(self, lot: Lot) -> dict[str, list[dict[str, str]]]:
        """How the social value of each bid for a lot comes about, clause by clause."""
        return {
            str(bid): [
                {
                    "clause": str(part.clause),
                    "working": part.working,
                    "earned": four_places(part.earned),
                }
                for part in earned.clauses
            ]
            for bid, earned in self.social_values(lot).items()
        }

    def figures(self, lot: Lot) -> tuple[AssessedBid, ...]:
        """What is known of each bid for a lot: price, agreed scores, social value."""
        earned = self.social_values(lot)
        bids = tuple(
            self._figures(bid, lot, earned.get(bid.id)) for bid in self.assessment.bids_for(lot)
        )
        return self._drawn(lot, bids) if self.assessment.draws else bids

    def _drawn(self, lot: Lot, bids: tuple[AssessedBid, ...]) -> tuple[AssessedBid, ...]:
        """With the draw between the bids that are equal in first place now, where there was one."""
        level = score(self.method(lot), bids).first
        for draw in self.assessment.draws:
            if draw.lot_id == lot.id and len(level) > 1 and draw.bids == {*level}:
                place = {id: 1 if id == draw.bid_id else 2 for id in level}
                return tuple(replace(bid, drawn=place.get(bid.id, 0)) for bid in bids)
        return bids

    def _figures(
        self, bid: Bid, lot: Lot, earned: social_value.SocialValueScore | None
    ) -> AssessedBid:
        """A bid set aside before the panel agreed on all of it counts as not scored."""
        set_aside = self.assessment.disregarded_because(bid.id, lot.id)
        is_scored = set_aside is None or self.assessment.is_agreed(bid.id)
        return AssessedBid(
            id=bid.id,
            price=self.assessment.prices[bid.id, lot.id].price,
            scores={
                question.id: self.assessment.agreed[bid.id, question.id].score
                for question in self.assessment.questions
                if is_scored and (bid.id, question.id) in self.assessment.agreed
            },
            social_value=_to_four_places(earned),
            disregarded_because=set_aside,
        )

    def low_prices(self, lot: Lot) -> dict[UUID, list[str]]:
        """Why each price that seems too low for a lot does so, by bid; a flag rejects nothing."""
        tender, held = self.assessment.tender, self.assessment.prices
        bids = [
            bid.id
            for bid in self.assessment.bids_for(lot)
            if self.assessment.disregarded_because(bid.id, lot.id) is None
        ]
        prices = {id: held[id, lot.id].price for id in bids}
        flags = [*low_price_flags(prices), *flags_below_estimate(prices, lot.estimate)]
        if lot.estimate is None and len(self.assessment.lots) == 1:
            with_vat = {id: price + held[id, lot.id].vat for id, price in prices.items()}
            flags += flags_below_estimate(with_vat, tender.estimate)
        reasons = {id: [flag.reason for flag in flags if flag.bid == id] for id in bids}
        return {id: why for id, why in reasons.items() if why}

    def record(self, lot: Lot, winner: UUID) -> AssessmentRecord:
        """Everything one lot's summaries are made of."""
        assessment, figures, method = self.assessment, self.figures(lot), self.method(lot)
        ids = [bid.id for bid in assessment.bids_for(lot)]
        return AssessmentRecord(
            authority=assessment.buyer.name,
            procurement=assessment.tender.title,
            lot=f"Lot {lot.number}: {lot.title}",
            method=method,
            bids=figures,
            result=score(method, figures),
            winner=winner,
            panels={
                bid_id: {row.id: self.panel(bid_id, row.id) for row in assessment.criteria}
                for bid_id in ids
            },
            parties={bid_id: assessment.parties[bid_id] for bid_id in ids},
            texts=self._texts(),
            individual={bid_id: self._all_individual(bid_id) for bid_id in ids},
            agreed={bid_id: self._all_agreed(bid_id) for bid_id in ids},
            social_value=self.social_values(lot),
            clause_weights={clause.id: exact(clause.weight) for clause in assessment.clauses},
            social_value_reasons={
                bid_id: {
                    clause.id: assessment.agreed[bid_id, clause.id].reason
                    for clause in assessment.clauses
                    if (bid_id, clause.id) in assessment.agreed
                }
                for bid_id in ids
            },
        )

    def _all_individual(self, bid_id: UUID) -> dict[Hashable, list[moderation.IndividualScore]]:
        return {
            criterion.id: self.individual(bid_id, criterion.id)
            for criterion in self.assessment.criteria
        }

    def _all_agreed(self, bid_id: UUID) -> dict[Hashable, moderation.AgreedScore]:
        agreed: dict[Hashable, moderation.AgreedScore] = {}
        for criterion in self.assessment.criteria:
            row = self.assessment.agreed.get((bid_id, criterion.id))
            if row is not None:
                approvers = (evaluator.person_id for evaluator in self.assessment.approvers_of(row))
                agreed[criterion.id] = moderation.AgreedScore(
                    row.score, row.reason, row.discussion, frozenset(approvers)
                )
        return agreed

    def _texts(self) -> dict[Hashable, CriterionText]:
        scale, words = self.assessment.tender.scale, self.assessment.tender.scale_words
        meant = "".join(
            f" {score_in_words(score, words)}" for score in range(scale + 1 if words else 0)
        )
        formula = FORMULA_IN_WORDS[PriceFormula(self.assessment.tender.price_formula)]
        texts: dict[Hashable, CriterionText] = {
            Component.PRICE: CriterionText("Price", formula),
            Component.QUALITY: CriterionText("Quality", f"Each question from 0 to {scale}.{meant}"),
            Component.SOCIAL_VALUE: CriterionText(
                "Social value", "What is promised against the target, and how credible it is."
            ),
        }
        for question in self.assessment.questions:
            texts[question.id] = CriterionText(
                f"Question {question.number}: {question.text}", f"From 0 to {scale}."
            )
        for clause in self.assessment.clauses:
            texts[clause.id] = CriterionText(
                f"Clause {clause.number}: {clause.text}",
                f"{clause.quantity_share:f}% for quantity up to {clause.target:f} {clause.unit}, "
                f"the rest for credibility from 0 to {scale}.",
            )
        return texts


def _to_four_places(earned: social_value.SocialValueScore | None) -> Exact:
    """As every bidder can check it: an endless fraction cannot be written."""
    return 0 if earned is None else exact(four_places(earned.score))
