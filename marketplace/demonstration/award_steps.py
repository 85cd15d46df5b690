"""From a ranking to a signed contract."""

from datetime import timedelta
from uuid import UUID

from marketplace.assessment.actions import awards
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.summaries import send_summaries
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.contracts.actions import contracts
from marketplace.contracts.actions.contract_rows import MilestonePlan
from marketplace.demonstration.stage_steps import StageSteps
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.tendering.actions.official_notices import Published
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.contracts.precedence import USUAL_ORDER
from procurement.ground.money import Money


class AwardSteps(StageSteps):
    """What the buyer and the winner do."""

    def signed_contract(
        self, tender: UUID, winner: UUID, buyer: Actor, supplier: Actor, order_number: str
    ) -> UUID:
        """Every lot awarded to one bid; the first lot's contract prepared and, in time, signed."""
        made = [
            award_lot(buyer, tender, lot_id=lot.id, bid_id=winner, reason="First by the method.").id
            for lot in parts_of(tender).lots
        ]
        self.stage.after(hours=1)
        send_summaries(buyer, tender)
        self.stage.after(hours=1)
        awards.publish_award(buyer, tender, published=Published("091204-2026", self.stage.now))
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
            terms="The buyer's conditions for services, as published with the tender.",
            precedence=USUAL_ORDER,
            milestones=[
                MilestonePlan("Start and first month", self.today + timedelta(days=44), first),
                MilestonePlan("The rest of the year", last_day, price - first),
            ],
        ).id
        self.stage.after(days=14)
        self.signed_by_both(contract, buyer, supplier)
        return contract
