"""From the opening to a ranking."""

from uuid import UUID

from marketplace.assessment.actions import evaluations, evaluators, rankings
from marketplace.assessment.actions.condition_checks import clear_condition_checks
from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.assessment.actions.scores import GivenScore, PanelScore, agree_scores, score_bid
from marketplace.assessment.actions.sole_scorers import explain_sole_scorer, field_of
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.condition_checks import checks_of, clearable
from marketplace.assessment.queries.sole_scorers import soles_of
from marketplace.demonstration.stage_steps import StageSteps
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.tendering.models.tenders import Tender
from procurement.tendering.conflict import Interest

REASONS = {
    3: "The answer covers what was asked, with little detail on how quality is checked.",
    4: "The answer is clear, names who does what, and says how faults are put right.",
    5: "The answer is complete, with evidence from earlier work for every part of it.",
}


class AssessmentSteps(StageSteps):
    """What the panel does, and the buyer with it."""

    def opened_with_panel(self, tender: UUID, buyer: Actor, people: list[Actor]) -> list[UUID]:
        """All bids opened, and a panel that has declared no interest."""
        evaluations.open_bids(buyer, tender)
        panel = [
            evaluators.appoint_evaluator(buyer, tender, person_id=person.person_id).id
            for person in people
            if person.person_id is not None
        ]
        for person in {*people, buyer}:
            declare_conflict(person, tender, interest=Interest.NONE, about="")
        return panel

    def ranked(self, tender: UUID, buyer: Actor, people: list[Actor], given: list[int]) -> None:
        """Scored alone, agreed, approved, ranked; ``given`` is the score of each bid in turn."""
        panel = self.opened_with_panel(tender, buyer, people)
        self.conditions_met(tender, buyer)
        assessment = assessment_of(db.session.get_one(Tender, tender))
        self.said_why_alone(assessment, buyer)
        for bid, score in zip(assessment.bids, given, strict=True):
            alone = GivenScore(score, REASONS[score])
            agreed = PanelScore(score, REASONS[score], "We read it together.")
            keys = [criterion.id for criterion in assessment.criteria]
            for person, row_id in zip(people, panel, strict=True):
                score_bid(person, row_id, bid_id=bid.id, scores=dict.fromkeys(keys, alone))
            agree_scores(
                buyer,
                tender,
                bid_id=bid.id,
                scores=dict.fromkeys(keys, agreed),
                present=frozenset(row.person_id for row in assessment.evaluators),
            )
        self.stage.after(hours=3)
        for person in people:
            evaluators.approve_scores(person, tender)
        rankings.rank_bids(buyer, tender)

    def said_why_alone(self, assessment: Assessment, buyer: Actor) -> None:
        """Where one person scores alone, the buyer has said why."""
        soles = soles_of(assessment)
        if soles:
            why = "A small private purchase: nobody else in the team knows the work."
            reasons = {field_of(sole): why for sole in soles}
            explain_sole_scorer(buyer, assessment.tender.id, reasons=reasons)

    def conditions_met(self, tender: UUID, buyer: Actor) -> None:
        """The buyer has looked at what each bid says of the conditions, and finds it so."""
        assessment = assessment_of(db.session.get_one(Tender, tender))
        for bid_id, checks in checks_of(assessment, assessment.bids).items():
            if clearable(checks):
                clear_condition_checks(buyer, tender, bid_id=bid_id, is_confirmed=True)

    def half_scored(self, tender: UUID, buyer: Actor, people: list[Actor]) -> None:
        """Bids are open; the first of the panel has scored one of them."""
        panel = self.opened_with_panel(tender, buyer, people)
        record = assessment_of(db.session.get_one(Tender, tender))
        alone = {criterion.id: GivenScore(4, REASONS[4]) for criterion in record.criteria}
        score_bid(people[0], panel[0], bid_id=record.bids[0].id, scores=alone)
