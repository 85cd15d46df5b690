"""From the opening to a contract that is delivered."""

from datetime import timedelta
from uuid import UUID

from marketplace.assessment.actions import awards, evaluations, evaluators
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.scores import GivenScore, PanelScore, agree_scores, score_bid
from marketplace.assessment.actions.summaries import send_summaries
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.contracts.actions import contracts, signatures
from marketplace.contracts.actions.contract_rows import MilestonePlan
from marketplace.demonstration.stage_steps import StageSteps
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.money import Money

REASONS = {
    3: "The answer covers what was asked, with little detail on how quality is checked.",
    4: "The answer is clear, names who does what, and says how faults are put right.",
    5: "The answer is complete, with evidence from earlier work for every part of it.",
}


class AwardSteps(StageSteps):
    """What the panel, the buyer and the winner do."""

    def opened_with_panel(self, tender: UUID, buyer: Actor, people: list[Actor]) -> list[UUID]:
        """All bids opened, and a panel that has declared no interest."""
        evaluations.open_bids(buyer, tender)
        panel = [
            evaluators.appoint_evaluator(buyer, tender, person_id=person.person_id).id
            for person in people
            if person.person_id is not None
        ]
        for person, row_id in zip(people, panel, strict=True):
            evaluators.declare_conflict(person, row_id, has_conflict=False, declaration="")
        return panel

    def ranked(self, tender: UUID, buyer: Actor, people: list[Actor], given: list[int]) -> None:
        """Scored alone, agreed, approved, ranked; ``given`` is the score of each bid in turn."""
        panel = self.opened_with_panel(tender, buyer, people)
        assessment = assessment_of(db.session.get_one(Tender, tender))
        for bid, score in zip(assessment.bids, given, strict=True):
            alone = GivenScore(score, REASONS[score])
            agreed = PanelScore(score, REASONS[score], "We read it together.")
            keys = [criterion.id for criterion in assessment.criteria]
            for person, row_id in zip(people, panel, strict=True):
                score_bid(person, row_id, bid_id=bid.id, scores=dict.fromkeys(keys, alone))
            agree_scores(buyer, tender, bid_id=bid.id, scores=dict.fromkeys(keys, agreed))
        self.stage.after(hours=3)
        for person, row_id in zip(people, panel, strict=True):
            evaluators.approve_scores(person, row_id)
        evaluations.rank_bids(buyer, tender)

    def signed_contract(
        self, tender: UUID, winner: UUID, buyer: Actor, supplier: Actor, order_number: str
    ) -> UUID:
        """Every lot awarded to one bid; the first lot's contract prepared and, in time, signed."""
        made = [
            award_lot(buyer, tender, lot_id=lot.id, bid_id=winner, reason="First by the method.").id
            for lot in parts_of(tender).lots
        ]
        self.stage.after(hours=2)
        send_summaries(buyer, tender)
        awards.publish_award(buyer, tender)
        assessment = assessment_of(db.session.get_one(Tender, tender))
        price = assessment.prices[winner, assessment.lots[0].id].price
        first = Money(price.pence * 2 // 5)
        last_day = self.today + timedelta(days=14 + 364)
        contract: UUID = contracts.prepare_contract(
            buyer,
            tender,
            award_id=made[0],
            starts_on=self.today + timedelta(days=14),
            ends_on=last_day,
            order_number=order_number,
            milestones=[
                MilestonePlan("Start and first month", self.today + timedelta(days=44), first),
                MilestonePlan("The rest of the year", last_day, price - first),
            ],
        ).id
        self.stage.after(days=14)
        signatures.sign_contract(buyer, contract, for_buyer=True)
        signatures.sign_contract(supplier, contract, for_buyer=False)
        return contract

    def half_scored(self, tender: UUID, buyer: Actor, people: list[Actor]) -> None:
        """Bids are open; the first of the panel has scored one of them."""
        panel = self.opened_with_panel(tender, buyer, people)
        record = assessment_of(db.session.get_one(Tender, tender))
        alone = {criterion.id: GivenScore(4, REASONS[4]) for criterion in record.criteria}
        score_bid(people[0], panel[0], bid_id=record.bids[0].id, scores=alone)
