"""The steps that come again in every thread of the story. Everything is known by its id."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.actions import awards, evaluations, evaluators
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.scores import agree_scores, score_bid
from marketplace.assessment.actions.summaries import send_summaries
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.bidding.actions import bids, consortia, members
from marketplace.bidding.actions.consortia import MemberPart
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import Consortium, ConsortiumMember
from marketplace.bidding.queries.bid_content import Commitment, LotPrice
from marketplace.contracts.actions import contracts, milestones
from marketplace.contracts.queries.contracts import milestones_of
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.tendering.actions import tenders
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.calendar import is_working_day, london_day, london_moment
from procurement.ground.money import Money

QUESTIONS = [
    {
        "text": "How will you do the work, and who will do it?",
        "guidance": "Say who does what, with what equipment, and how you know it is done well.",
        "word_limit": 400,
        "weight": Decimal(60),
        "minimum": 2,
    },
    {
        "text": "How will you find, train and keep local people?",
        "guidance": "",
        "word_limit": 250,
        "weight": Decimal(40),
        "minimum": None,
    },
]
CLAUSES: list[dict[str, object]] = [
    {
        "text": "Paid work placements of at least eight weeks for people out of work",
        "unit": "placements",
        "minimum": Decimal(1),
        "target": Decimal(6),
        "weight": Decimal(60),
        "quantity_share": Decimal(70),
    },
    {
        "text": "Spend with other suppliers inside Greater Icknield",
        "unit": "pounds for each £100 of the price",
        "minimum": None,
        "target": Decimal(20),
        "weight": Decimal(40),
        "quantity_share": Decimal(70),
    },
]
ANSWERS: Mapping[int, str] = {
    1: "A team of eight does the work, led by two people who have done it here for six years. "
    "Each week starts with a plan that the buyer sees, and ends with a count and photographs. "
    "Where something goes wrong we say so on the same day and put it right within two.",
    2: "We recruit with the job centre in Ladywood and two secondary schools, pay the real living "
    "wage from the first day, and give everyone a mentor. Nine of ten are still with us after a "
    "year.",
}
REASONS = {
    3: "The answer covers what was asked, with little detail on how quality is checked.",
    4: "The answer is clear, names who does what, and says how faults are put right.",
    5: "The answer is complete, with evidence from earlier work for every part of it.",
}


class Steps:
    """What buyers, bidders and evaluators do, on a stage that keeps the time."""

    def __init__(self, stage: Any) -> None:
        self.stage = stage

    @property
    def today(self) -> date:
        return london_day(self.stage.now)

    def notice_of(self, organisation: UUID, words: str) -> UUID:
        """The notice of an organisation with these words in its title."""
        return db.session.scalars(
            select(Notice.id).where(Notice.title.contains(words), Notice.buyer_id == organisation)
        ).one()

    def published(
        self, person: Actor, tender: UUID, *, closes_in: int, lots: list[str], **values: Any
    ) -> UUID:
        """A draft completed and published; it closes ``closes_in`` days from now or soon after."""
        closes_on = working_day(self.today + timedelta(days=closes_in))
        tenders.edit_tender(
            person,
            tender,
            lots=[{"title": title, "description": "", "estimate": None} for title in lots],
            questions=QUESTIONS,
            clauses=CLAUSES,
            no_lots_reason="" if len(lots) > 1 else "The work is too small to be divided.",
            delivery="Greater Icknield",
            price_weight=Decimal(40),
            quality_weight=Decimal(40),
            social_value_weight=Decimal(20),
            questions_until=london_moment(working_day(self.today + timedelta(days=12)), time(12)),
            answers_by=working_day(self.today + timedelta(days=16)),
            closes_at=london_moment(closes_on, time(12)),
            award_on=closes_on + timedelta(days=8),
            starts_on=closes_on + timedelta(days=35),
            ends_on=closes_on + timedelta(days=35 + 365),
            **values,
        )
        self.stage.after(hours=1)
        tenders.publish_tender(person, tender)
        return tender

    def lone_bid(self, tender: UUID, organisation: UUID, person: Actor, prices: list[int]) -> UUID:
        """A bid alone, written and submitted; prices in pence for the lots in turn."""
        bid: UUID = bids.begin_bid(person, tender, organisation_id=organisation).id
        self.write_and_submit(bid, person, prices)
        return bid

    def joint_bid(
        self,
        tender: UUID,
        lead: Actor,
        parts: Mapping[UUID, MemberPart],
        *,
        name: str,
        why_together: str,
    ) -> tuple[UUID, UUID]:
        """A consortium formed, its members invited and their parts written down; bid and consortium.

        The first of ``parts`` leads.
        """
        leader, *others = parts
        bid: UUID = consortia.form_consortium(
            lead, tender, organisation_id=leader, name=name, why_together=why_together
        ).id
        consortium = db.session.scalars(
            select(Consortium.id).where(
                Consortium.tender_id == tender, Consortium.lead_id == leader
            )
        ).one()
        for other in others:
            consortia.invite_member(lead, consortium, organisation_id=other)
        consortia.agree_member_parts(lead, consortium, parts=parts)
        self.stage.after(days=1)
        return bid, consortium

    def accept(self, consortium: UUID, organisation: UUID, person: Actor) -> None:
        """A member accepts the agreement as it stands."""
        member = db.session.scalars(
            select(ConsortiumMember.id).where(
                ConsortiumMember.consortium_id == consortium,
                ConsortiumMember.organisation_id == organisation,
            )
        ).one()
        seen = db.session.scalars(
            select(Consortium.revision).where(Consortium.id == consortium)
        ).one()
        members.accept_member_part(person, member, seen=seen)

    def write_and_submit(self, bid: UUID, person: Actor, prices: list[int]) -> None:
        """Every part of a bid written, one after the other, then submitted."""
        tender = db.session.scalars(select(Bid.tender_id).where(Bid.id == bid)).one()
        parts = parts_of(tender)
        written: dict[str, Any] = {
            f"answers-{question.id}": ANSWERS[question.number] for question in parts.questions
        }
        written["prices"] = {
            lot.id: LotPrice(pence) for lot, pence in zip(parts.lots, prices, strict=True)
        }
        written["commitments"] = {
            clause.id: Commitment(clause.target * 2 // 3, "With the job centre and two schools.")
            for clause in parts.clauses
        }
        for part, value in written.items():
            self.save(bid, person, part, value)
        self.stage.after(hours=2)
        bids.submit_bid(person, bid)

    def save(self, bid: UUID, person: Actor, part: str, value: Any) -> None:
        """One part of a bid saved on top of what is there."""
        seen = db.session.scalars(select(Bid.revision).where(Bid.id == bid)).one()
        bids.save_bid(person, bid, part=part, value=value, seen=seen)

    def to_the_deadline(self, tender: UUID) -> None:
        """Three hours after the last moment for bids."""
        closes_at = db.session.scalars(select(Tender.closes_at).where(Tender.id == tender)).one()
        assert closes_at is not None
        self.stage.move_to(max(self.stage.now, closes_at + timedelta(hours=3)))

    def opened_with_panel(self, tender: UUID, buyer: Actor, people: list[Actor]) -> list[UUID]:
        """All bids opened, and a panel that has declared no interest."""
        evaluations.open_bids(buyer, tender)
        panel = [
            evaluators.appoint_evaluator(buyer, tender, person_id=one.person_id).id
            for one in people
            if one.person_id is not None
        ]
        for one, row_id in zip(people, panel, strict=True):
            evaluators.declare_conflict(one, row_id, has_conflict=False, declaration="")
        return panel

    def ranked(self, tender: UUID, buyer: Actor, people: list[Actor], given: list[int]) -> None:
        """Scored alone, agreed, approved, ranked; ``given`` is the score of each bid in turn."""
        panel = self.opened_with_panel(tender, buyer, people)
        found = assessment_of(db.session.get_one(Tender, tender))
        for bid, score in zip(found.bids, given, strict=True):
            alone = {one.id: (score, REASONS[score]) for one in found.criteria}
            for person, row_id in zip(people, panel, strict=True):
                score_bid(person, row_id, bid_id=bid.id, scores=alone)
            agreed = {key: (*pair, "We read it together.") for key, pair in alone.items()}
            agree_scores(buyer, tender, bid_id=bid.id, scores=agreed)
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
        found = assessment_of(db.session.get_one(Tender, tender))
        price = found.prices[winner, found.lots[0].id].price
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
                ("Start and first month", self.today + timedelta(days=44), first),
                ("The rest of the year", last_day, price - first),
            ],
        ).id
        self.stage.after(days=14)
        contracts.sign_contract(buyer, contract, for_buyer=True)
        contracts.sign_contract(supplier, contract, for_buyer=False)
        return contract

    def delivered(self, contract: UUID, supplier: Actor, buyer: Actor) -> UUID:
        """The first milestone claimed and, a day later, accepted; its id."""
        milestone: UUID = milestones_of(contract)[0].id
        milestones.claim_milestone(supplier, contract, milestone_id=milestone)
        self.stage.after(days=1)
        milestones.accept_milestone(buyer, contract, milestone_id=milestone)
        return milestone

    def to_a_banking_day(self) -> None:
        """The next day on which banks are open, if this is none."""
        while not is_working_day(self.today):
            self.stage.after(days=1)


def working_day(day: date) -> date:
    """The day itself, or the next on which banks are open."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
