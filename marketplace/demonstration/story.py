"""What happens in the story: threads that touch – paid, built, overdue, in evaluation, open."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from marketplace.bidding.actions.consortia import MemberWork
from marketplace.demonstration.assessment_steps import AssessmentSteps
from marketplace.demonstration.award_steps import AwardSteps
from marketplace.demonstration.bid_steps import BidSteps
from marketplace.demonstration.development_steps import DevelopmentSteps
from marketplace.demonstration.people import Cast
from marketplace.demonstration.tender_steps import TenderSteps
from marketplace.economy.actions import fundings
from marketplace.organisations.actions.documents import Upload
from marketplace.payments.actions import invoices, payments
from marketplace.tendering.actions import clarifications, tender_documents, tenders
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.money import Money

LAST_QUESTION = "May lunches be served cold on the hottest days?"
"""With it the story ends."""

_SPECIFICATION = """Hot lunches for three community hubs: specification

1. Two hundred hot lunches on every working day, at noon, at three hubs.
2. Each day one choice with meat or fish, one without, and one without any animal product.
3. Allergens are written on every tray.
4. Food is warm when it is served: 63 degrees or more.
5. Cooked within walking distance of the hub, and brought without a van where that is possible.
6. What is left over is offered to the hub's visitors; nothing that can be eaten is thrown away.
"""


class Story(TenderSteps, BidSteps, AssessmentSteps, AwardSteps, DevelopmentSteps):
    """Played by the cast, from the first notice to now."""

    def __init__(self, stage: Any, cast: Cast) -> None:
        super().__init__(stage)
        self.cast = cast

    def play(self, until: datetime) -> None:
        """Play everything up to ``until``, each day in its turn."""
        cleaning = self._paid_and_promised()
        self.stage.move_to(max(self.stage.now, until - timedelta(days=34)))
        evaluation = self._bid_for()
        self.built()
        self.stage.move_to(max(self.stage.now, until - timedelta(days=19)))
        self._left_waiting(cleaning)
        self.to_the_deadline(evaluation)
        self.half_scored(evaluation, self.cast.buyer, self.cast.evaluators)
        self.kept_for_the_next(self.cast.buyer, self.cast.council, evaluation)
        self.stage.move_to(max(self.stage.now, until - timedelta(days=3)))
        self._open_with_a_consortium()

    def _paid_and_promised(self) -> UUID:
        """A council pays three members of a consortium in days; a developer signs with one alone.

        The id of the developer's contract.
        """
        cast = self.cast
        courier = self.published(
            cast.buyer,
            tenders.draft_tender(
                cast.buyer, cast.council, notice_id=self.notice_of(cast.council, "Courier")
            ).id,
            closes_in=27,
            theme="other",
            lots={
                "Sacks delivered on foot and by cargo bike": 11_000_000,
                "Returns and recycling advice": 6_000_000,
            },
        )
        cleaning = self.published(
            cast.developer,
            tenders.draft_tender(
                cast.developer, cast.development, title="Cleaning of site offices and show homes"
            ).id,
            closes_in=27,
            description="Daily cleaning of two site offices and four show homes for a year.",
            theme="built_environment",
            lots={"All of the work": 3_000_000},
            has_conditions=True,
        )
        joint = self._courier_bid(courier)
        self.lone_bid(courier, cast.cleaners, cast.cleaner, [8_150_000, 4_120_000])
        lone = self.lone_bid(cleaning, cast.cleaners, cast.cleaner, [2_640_000])
        self.lone_bid(cleaning, cast.kitchen, cast.cook, [3_120_000])
        self.to_the_deadline(courier)
        self.ranked(courier, cast.buyer, cast.evaluators, [5, 4])
        self.ranked(cleaning, cast.developer, [cast.developer], [4, 3])
        first = self.signed_contract(courier, joint, cast.buyer, cast.wheeler, "PO-20417")
        self._pay(first)
        self._grant()
        return self.signed_contract(cleaning, lone, cast.developer, cast.cleaner, "CQ-0093")

    def _left_waiting(self, contract: UUID) -> None:
        """The developer approves an invoice, does not pay it, and answers to its track record."""
        cast = self.cast
        sent = self.delivered(contract, cast.cleaner, cast.developer)
        overdue = [row.id for row in sent]
        self.stage.after(days=2)
        for invoice in overdue:
            invoices.approve_invoice(cast.developer, invoice)
        self.answered_its_record(cast.developer, cast.development)

    def _courier_bid(self, tender: UUID) -> UUID:
        """Three enterprises, none of which could do it alone."""
        cast = self.cast
        bid, consortium = self.joint_bid(
            tender,
            cast.wheeler,
            {
                cast.wheelers: MemberWork("Riders, routes and the depot", Decimal("46.5")),
                cast.kitchen: MemberWork("Packing and the helpline", Decimal("33.25")),
                cast.gardens: MemberWork("Returns from parks and gardens", Decimal("20.25")),
            },
            name="Icknield Streets Together",
            why_together="None of us has riders, sorters and a depot at once; together we have.",
        )
        self.accept(consortium, cast.kitchen, cast.cook)
        self.accept(consortium, cast.gardens, cast.gardener)
        self.write_and_submit(bid, cast.wheeler, [7_800_000, 3_950_000])
        return bid

    def _pay(self, contract: UUID) -> None:
        """One invoice a member, approved together, paid in days, each to its own account."""
        cast = self.cast
        sent = self.delivered(contract, cast.wheeler, cast.buyer)
        owed = {row.id: row.gross for row in sent}
        invoice = next(iter(owed))
        self.stage.after(days=2)
        invoices.approve_invoice(cast.finance, invoice, together=True)
        self.stage.after(days=2)
        self.to_a_banking_day()
        payments.record_payment(
            cast.finance, invoice, reference="BACS 7741093", paid_on=self.today, parts=owed
        )

    def _grant(self) -> None:
        cast = self.cast
        funding = fundings.enter_funding(
            cast.cook,
            cast.kitchen,
            funder_name="A community foundation",
            source="grant",
            amount=Money(1_250_000),
            received_on=self.today - timedelta(days=20),
            theme="food",
            purpose="Equipment for the training kitchen",
        )
        fundings.confirm_funding(cast.broker, funding.id)

    def _bid_for(self) -> UUID:
        """A tender from a notice, with two bids; its id."""
        cast = self.cast
        tender = self.published(
            cast.buyer,
            tenders.draft_tender(
                cast.buyer, cast.council, notice_id=self.notice_of(cast.council, "Mental Health")
            ).id,
            closes_in=28,
            theme="health",
            lots={"Listening to residents, and the report": 8_000_000},
        )
        self.lone_bid(tender, cast.kitchen, cast.cook, [7_100_000])
        self.lone_bid(tender, cast.gardens, cast.gardener, [6_890_000])
        return tender

    def _open_with_a_consortium(self) -> None:
        """A tender open for bids; a consortium is forming, and a question waits for its answer."""
        cast = self.cast
        draft = tenders.draft_tender(
            cast.buyer, cast.council, title="Hot lunches for three community hubs"
        ).id
        tender_documents.attach_document(
            cast.buyer,
            draft,
            kind="Specification",
            file=Upload("specification.txt", "text/plain", _SPECIFICATION.encode()),
        )
        tender = self.published(
            cast.buyer,
            draft,
            closes_in=31,
            description="Two hundred hot lunches on every working day at three community hubs, "
            "cooked within walking distance, with a choice for every diet.",
            theme="food",
            lots={"Ladywood and North Edgbaston": 11_000_000, "Soho and Smethwick": 9_000_000},
            has_conditions=True,
        )
        self.stage.after(hours=20)
        bid, consortium = self.joint_bid(
            tender,
            cast.cook,
            {
                cast.kitchen: MemberWork("Menus, cooking and the lead", Decimal(60)),
                cast.gardens: MemberWork("Vegetables and herbs", Decimal(22)),
                cast.wheelers: MemberWork("Delivery by cargo bike", Decimal(18)),
            },
            name="Icknield Lunch",
            why_together="One kitchen cannot cook for three hubs; the gardens grow what we need.",
        )
        self.accept(consortium, cast.gardens, cast.gardener)
        question = parts_of(tender).questions[0]
        self.save(
            bid, cast.cook, f"answers-{question.id}", "We cook in Spring Hill and ride out at ten."
        )
        clarifications.ask_clarification(
            cast.gardener,
            tender,
            organisation_id=cast.gardens,
            question=LAST_QUESTION,
        )
