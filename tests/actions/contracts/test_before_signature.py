"""Under each law, no order of the steps leads to a signature without what that law requires."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from marketplace.assessment.actions import awards, evaluations
from marketplace.assessment.actions.condition_checks import decide_condition_check
from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.summaries import send_summaries
from marketplace.assessment.models.awards import Award
from marketplace.assessment.models.condition_checks import ConditionCheck
from marketplace.bidding.models.bids import Bid, BidPrice
from marketplace.contracts.actions import contracts, signatures
from marketplace.contracts.actions.contract_rows import MilestonePlan
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import what_is_signed
from marketplace.engine import clock, db
from marketplace.engine.access import Actor, Role
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions.official_notices import NOT_SAID
from marketplace.tendering.actions.publication import publish_tender
from marketplace.tendering.models.declarations import InterestDeclaration
from marketplace.tendering.models.official_notices import OfficialNotice
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.regimes import regime_facts
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.condition_check import Finding
from procurement.bidding.bid import BidState
from procurement.contracts.precedence import USUAL_ORDER
from procurement.ground.calendar import london_day
from procurement.ground.holidays import SHIPPED, STANDSTILL
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from procurement.tendering.before_signature import Requirement, required_before_signing
from procurement.tendering.conflict import Interest
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.tender_rows import published_now

STEPS = (
    "notice", "publish", "bid", "month", "open", "declare", "assess", "award", "summaries",
    "announce", "announce here alone", "prepare", "weeks", "sign for the buyer",
    "sign for the supplier",
)  # fmt: skip
"""In their order; of the two that announce the award, a law knows one."""

ALSO = ("day", "claim", "claim ended")

_NUMBERS = count(500_000)

LAWS = {
    "public": (Kind.COUNCIL, "services", 30_000_000),
    "light touch": (Kind.COUNCIL, "light_touch", 90_000_000),
    "below, with a notice": (Kind.COUNCIL, "services", 12_000_000),
    "below, without": (Kind.COUNCIL, "services", 2_000_000),
    "private": (Kind.PRIVATE_DEVELOPER, "works", 700_000_000),
}


@dataclass
class Procurement:
    """One procurement, and each step that somebody may try at any time."""

    make: Make
    cast: Cast
    buyer: Actor
    organisation: Organisation
    subject: str
    estimate: int
    tender_id: UUID = field(init=False)

    def __post_init__(self) -> None:
        tender = self.make.tender(
            self.organisation, state=TenderState.DRAFT, lots=1, subject=self.subject,
            estimate=Money(self.estimate), central_notice="", central_notice_at=None,
        )  # fmt: skip
        self.tender_id = tender.id
        with db.transaction():
            parts_of(tender.id).lots[0].estimate = Money(self.estimate * 10 // 12)
        self.steps: dict[str, Callable[[], object]] = {
            "notice": self.notice,
            "publish": lambda: publish_tender(self.buyer, self.tender_id),
            "bid": self.bid,
            "day": lambda: clock.set_to(clock.now() + timedelta(days=1), stopped=True),
            "weeks": lambda: clock.set_to(clock.now() + timedelta(days=16), stopped=True),
            "month": lambda: clock.set_to(clock.now() + timedelta(days=31), stopped=True),
            "open": lambda: evaluations.open_bids(self.buyer, self.tender_id),
            "declare": self.declare,
            "assess": self.assess,
            "award": self.award,
            "summaries": lambda: send_summaries(self.buyer, self.tender_id),
            "announce": lambda: awards.publish_award(
                self.buyer, self.tender_id, published=published_now()
            ),
            "announce here alone": lambda: awards.publish_award(
                self.buyer, self.tender_id, published=NOT_SAID
            ),
            "prepare": self.prepare,
            "claim": lambda: awards.suspend_award(
                self.buyer, self.tender_id, award_id=self.decided.id,
                notified_on=clock.today(), about="The scores.",
            ),
            "claim ended": lambda: awards.resume_award(
                self.buyer, self.tender_id, award_id=self.decided.id,
                ended_on=clock.today(), reason="Withdrawn.",
            ),
            "sign for the buyer": lambda: self.sign(for_buyer=True),
            "sign for the supplier": lambda: self.sign(for_buyer=False),
        }  # fmt: skip

    def attempt(self, step: str) -> None:
        """Try it; what is refused has not happened."""
        try:
            self.steps[step]()
        except (Refusal, NotThere, NotAllowed, LookupError):
            pass
        finally:
            db.session.rollback()

    def notice(self) -> None:
        """The tender notice is published on the central platform while the tender is a draft."""
        with db.transaction():
            tender = db.session.get_one(Tender, self.tender_id)
            if tender.state is TenderState.DRAFT and not tender.central_notice:
                tender.central_notice = f"{next(_NUMBERS):06}-2026"
                tender.central_notice_at = clock.now()

    def bid(self) -> None:
        tender = db.session.get_one(Tender, self.tender_id)
        self.make.bid(tender, self.cast.bakery)

    def declare(self) -> None:
        declare_conflict(self.buyer, self.tender_id, interest=Interest.NONE, about="")

    def assess(self) -> None:
        tender = db.session.get_one(Tender, self.tender_id)
        people = [self.make.member(self.organisation, Role.EVALUATOR) for _ in range(2)]
        panel = dict(zip(people, appointed(tender, self.buyer, *people), strict=True))
        opened = db.session.scalars(
            select(Bid.id).where(Bid.tender_id == tender.id, Bid.state == BidState.OPENED)
        ).all()
        checks = select(ConditionCheck.id).where(ConditionCheck.bid_id.in_(opened))
        for check_id in db.session.scalars(checks).all():
            decide_condition_check(
                self.buyer, tender.id, check_id=check_id, finding=Finding.NO_GROUND, reason="None."
            )
        assess(tender, self.buyer, panel, dict.fromkeys(opened, 4))

    def award(self) -> None:
        (lot,) = parts_of(self.tender_id).lots
        bid_id = db.session.scalars(select(Bid.id).where(Bid.tender_id == self.tender_id)).first()
        if bid_id is not None:
            award_lot(
                self.buyer, self.tender_id, lot_id=lot.id, bid_id=bid_id, reason="It is first."
            )

    @property
    def decided(self) -> Award:
        return db.session.scalars(select(Award).where(Award.tender_id == self.tender_id)).all()[0]

    def prepare(self) -> None:
        priced = select(BidPrice.price).where(BidPrice.bid_id == self.decided.bid_id)
        price = db.session.scalars(priced).all()[0]
        contracts.prepare_contract(
            self.buyer, self.tender_id, award_id=self.decided.id, order_number="",
            starts_on=clock.today(), ends_on=clock.today() + timedelta(days=90),
            terms="As published.", precedence=USUAL_ORDER,
            milestones=[MilestonePlan("All of it", clock.today(), price)],
        )  # fmt: skip

    def sign(self, *, for_buyer: bool) -> None:
        contract = self.contract
        if contract is not None:
            actor = self.buyer if for_buyer else self.cast.baker
            signatures.sign_contract(
                actor, contract.id, for_buyer=for_buyer, seen=what_is_signed(contract.id)
            )

    @property
    def contract(self) -> Contract | None:
        return db.session.scalars(
            select(Contract)
            .join(Award, Award.id == Contract.award_id)
            .where(Award.tender_id == self.tender_id)
        ).one_or_none()

    def missing(self) -> list[Requirement]:
        """Of a signed contract: what its law requires and the rows do not show."""
        tender = db.session.get_one(Tender, self.tender_id)
        facts = regime_facts(tender, self.organisation.kind, clock.today())
        return [
            row.what for row in required_before_signing(facts) if not self._shows(tender, row.what)
        ]

    def _shows(self, tender: Tender, what: Requirement) -> bool:
        award, contract = self.decided, self.contract
        assert contract is not None
        signed = [contract.buyer_signed_at, contract.supplier_signed_at]
        first_signed = min(moment for moment in signed if moment is not None)
        notices = {
            row.code: row.published_at
            for row in db.session.scalars(
                select(OfficialNotice).where(OfficialNotice.tender_id == tender.id)
            )
        }
        match what:
            case Requirement.TENDER_NOTICE:
                return tender.published_at is not None and notices["UK4"] <= tender.published_at
            case Requirement.OPENED_AFTER_DEADLINE:
                assert tender.opened_at is not None
                assert tender.closes_at is not None
                return tender.opened_at >= tender.closes_at
            case Requirement.INTERESTS:
                declared = select(InterestDeclaration.id).where(
                    InterestDeclaration.tender_id == tender.id,
                    InterestDeclaration.person_id == award.decided_by,
                )
                return db.session.scalars(declared).first() is not None
            case Requirement.PUBLISHED_METHOD:
                return award.decided_at <= first_signed
            case Requirement.SUMMARIES:
                return award.summaries_sent_at is not None
            case Requirement.AWARD_NOTICE:
                return "UK6" in notices
            case Requirement.STANDSTILL:
                last = SHIPPED.nth_working_day(london_day(notices["UK6"]), 8, STANDSTILL)
                return london_day(first_signed) > last
            case Requirement.NO_CLAIM:
                return award.claim_notified_on is None or award.claim_ended_on is not None


def legal_order(law: str) -> list[str]:
    """The whole way under a law: no notice where it knows none."""
    unknown = {"announce here alone"} if law in ("public", "light touch") else {"announce"}
    if law in ("below, without", "private"):
        unknown.add("notice")
    return [step for step in STEPS if step not in unknown]


def orders(legal: list[str]) -> st.SearchStrategy[list[str]]:
    """The legal order with some steps left out, and others put in anywhere."""

    def mixed(kept: list[bool], put_in: list[tuple[int, str]]) -> list[str]:
        steps = [step for step, is_kept in zip(legal, kept, strict=True) if is_kept]
        for place, step in put_in:
            steps.insert(place % (len(steps) + 1), step)
        return steps

    often = st.sampled_from((True,) * 9 + (False,))
    return st.builds(
        mixed,
        st.lists(often, min_size=len(legal), max_size=len(legal)),
        st.lists(st.tuples(st.integers(0, 20), st.sampled_from((*STEPS, *ALSO))), max_size=4),
    )


@pytest.mark.parametrize("law", list(LAWS))
def test_nothing_is_signed_without_what_the_law_requires(
    app: Flask, cast: Cast, make: Make, law: str
) -> None:
    kind, subject, estimate = LAWS[law]
    organisation = make.organisation(kind)
    buyer = make.member(organisation, Role.BUYER)
    signed: list[bool] = []

    def through(steps: list[str]) -> None:
        clock.set_to(NOW, stopped=True)
        one = Procurement(make, cast, buyer, organisation, subject, estimate)
        for step in steps:
            one.attempt(step)
        contract = one.contract
        signed.append(
            contract is not None and bool(contract.buyer_signed_at or contract.supplier_signed_at)
        )
        if signed[-1]:
            assert one.missing() == []

    legal = legal_order(law)
    through(legal)
    assert signed == [True], "the whole way leads to a signature"
    settings(max_examples=12)(given(orders(legal))(through))()
