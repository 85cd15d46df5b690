"""Bids written and submitted, alone or as a consortium."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from marketplace.bidding.actions import bids, consortia, members
from marketplace.bidding.actions.bid_files import attach_bid_file
from marketplace.bidding.actions.consortia import MemberWork
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import Consortium, ConsortiumMember
from marketplace.bidding.queries.bid_content import Commitment, LotPrice
from marketplace.bidding.queries.bid_faults import asks_exclusion_for
from marketplace.bidding.queries.bids import parties_of
from marketplace.demonstration.method_statement import METHOD_STATEMENT
from marketplace.demonstration.stage_steps import StageSteps
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.tendering.queries.tenders import parts_of, tender_of
from procurement.bidding.assurances import (
    Assurances,
    ConditionMet,
    Exclusion,
    ExclusionSaid,
)
from procurement.ground.money import Money

ANSWERS: Mapping[int, str] = {
    1: "A team of eight does the work, led by two people who have done it here for six years. "
    "Each week starts with a plan that the buyer sees, and ends with a count and photographs. "
    "Where something goes wrong we say so on the same day and put it right within two.",
    2: "We recruit with the job centre in Ladywood and two secondary schools, pay the real living "
    "wage from the first day, and give everyone a mentor. Nine of ten are still with us after a "
    "year.",
}


class BidSteps(StageSteps):
    """What bidders do."""

    def lone_bid(self, tender: UUID, organisation: UUID, person: Actor, prices: list[int]) -> UUID:
        """A bid alone, written and submitted; prices in pence for the lots in turn."""
        bid: UUID = bids.begin_bid(person, tender, organisation_id=organisation).id
        self.write_and_submit(bid, person, prices)
        return bid

    def joint_bid(
        self,
        tender: UUID,
        lead: Actor,
        parts: Mapping[UUID, MemberWork],
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
        declared = Assurances(is_independent=True, takes_terms=True, has_conflict=False)
        members.accept_member_part(person, member, seen=seen, declared=declared)

    def write_and_submit(self, bid: UUID, person: Actor, prices: list[int]) -> None:
        """Every part of a bid written, one after the other, then submitted."""
        tender = db.session.scalars(select(Bid.tender_id).where(Bid.id == bid)).one()
        parts = parts_of(tender)
        written: dict[str, Any] = {
            f"answers-{question.id}": ANSWERS[question.number] for question in parts.questions
        }
        written["prices"] = {
            lot.id: LotPrice(Money(pence)) for lot, pence in zip(parts.lots, prices, strict=True)
        }
        written["commitments"] = {
            clause.id: _promise(clause.target * 2 // 3, [lot.id for lot in parts.lots])
            for clause in parts.clauses
        }
        written |= self._said_by_all(db.session.get_one(Bid, bid))
        for part, value in written.items():
            self.save(bid, person, part, value)
        for question in parts.questions:
            if question.asked:
                attach_bid_file(person, bid, question_id=question.id, given=[METHOD_STATEMENT])
        self.stage.after(hours=2)
        bids.submit_bid(person, bid)

    def _said_by_all(self, bid: Bid) -> dict[str, Any]:
        """How the lead meets each condition, and what every bidder assures."""
        met = ConditionMet(bid.organisation_id, "", "The letters of two customers show it.")
        asked = asks_exclusion_for(tender_of(bid.tender_id), self.stage.now)
        none = ExclusionSaid(Exclusion.NONE)
        return {
            "conditions": {one.id: met for one in parts_of(bid.tender_id).conditions},
            "assurances": Assurances(
                is_independent=True,
                takes_terms=True,
                has_conflict=False,
                uses_others=False,
                exclusions={row.organisation_id: none for row in parties_of(bid) if asked},
            ),
        }

    def save(self, bid: UUID, person: Actor, part: str, value: Any) -> None:
        """One part of a bid saved on top of what is there."""
        seen = db.session.scalars(select(Bid.revision).where(Bid.id == bid)).one()
        bids.save_bid(person, bid, part=part, value=value, seen=seen)


def _promise(for_each: Decimal, lots: list[UUID]) -> Commitment:
    """As much for each lot, where there are several."""
    method = "With the job centre and two schools."
    by_lot = dict.fromkeys(lots, for_each) if len(lots) > 1 else {}
    return Commitment(for_each * len(lots), method, by_lot)
