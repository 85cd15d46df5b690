"""A procurement from tender to payment, for tests and proofs of what is published of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from procurement.contracts.breach import Breach, BreachKind, Consequence
from procurement.contracts.contract import ContractState, MilestoneState
from procurement.contracts.contract_end import EndGround
from procurement.contracts.indicator import Rating
from procurement.ground.money import Money
from procurement.open_data.notice import CpvCode, PartyFacts
from procurement.open_data.release_facts import (
    BidCount,
    BidMeasure,
    CriterionKind,
    Publisher,
    ReleasedAmendment,
    ReleasedAward,
    ReleasedCondition,
    ReleasedContract,
    ReleasedCriterion,
    ReleasedDocument,
    ReleasedEnd,
    ReleasedFailure,
    ReleasedIndicator,
    ReleasedLot,
    ReleasedMilestone,
    ReleasedPayment,
    ReleasedRating,
    ReleasedTender,
    ReleaseFacts,
    ReleaseTag,
    Sum,
)
from procurement.tendering.lot import Beyond, LotState
from procurement.tendering.tender import TenderState

BUYER = PartyFacts(
    "Example Hospital Trust",
    (("GB-NHS", "XXX"), ("GB-PPON", "PXXX-0000-XXXX")),
    street="1 Example Road",
    locality="Birmingham",
    postcode="B18 7QH",
    country="United Kingdom",
)
KITCHEN = PartyFacts("Example Kitchen CIC", (("GB-COH", "01234567"),), is_vcse=True)
VAN = PartyFacts("Example Van Co-op", (("GB-MPR", "12345R"),), is_vcse=True)

LOTS = (
    ReleasedLot(
        "1",
        "City Hospital",
        LotState.AWARDED,
        value=Sum(10_000_050, 12_000_060),
        starts_on=date(2027, 4, 1),
        ends_on=date(2029, 3, 31),
        beyond=Beyond("A third kitchen.", 12, "Once, as the buyer chooses."),
    ),
    ReleasedLot("2", "Sandwell Hospital", LotState.CANCELLED),
)
NOTICE = ReleasedDocument(
    "n1",
    "tenderNotice",
    "Tender notice",
    "https://marketplace.example/tenders/t1",
    datetime(2026, 11, 20, 9, tzinfo=UTC),
    "UK4",
)
TENDER = ReleasedTender(
    id="t1",
    title="Meals for wards",
    description="Two hot meals a day for 300 people.",
    state=TenderState.AWARDED,
    lots=LOTS,
    criteria=(
        ReleasedCriterion(CriterionKind.PRICE, "Price", Decimal(40)),
        ReleasedCriterion(CriterionKind.QUALITY, "Quality", Decimal("42.5")),
        ReleasedCriterion(CriterionKind.QUALITY, "Social value", Decimal("17.5"), "As published"),
    ),
    conditions=(ReleasedCondition("technical", "A food hygiene rating of 5."),),
    cpv_codes=(CpvCode("55521200", "Meal delivery service"), CpvCode("55523000")),
    method_details="Open procedure",
    value=Sum(18_000_000, 21_600_000),
    is_above_threshold=True,
    is_framework=True,
    published_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    questions_close_at=datetime(2026, 12, 8, 12, tzinfo=UTC),
    closes_at=datetime(2026, 12, 18, 12, tzinfo=UTC),
    documents=(NOTICE,),
    amendments=(
        ReleasedAmendment("a1", datetime(2026, 11, 25, 9, tzinfo=UTC), "A date was wrong."),
    ),
)
BREACH = ReleasedFailure(
    "b1",
    Breach(
        "No meals came.", date(2027, 4, 10), "Clause 4.", "None was delivered.", "Patients waited.",
        "Two days.", "The ward cooked.", "One, the day after.", Money(50_000), "Clause 9.",
    ),
    Consequence(BreachKind.SETTLEMENT, date(2027, 4, 20)),
    "The van broke down.",
)  # fmt: skip
ENDED = ReleasedContract(
    "c2",
    "w1",
    "Meals for the day centre",
    ContractState.TERMINATED,
    date(2027, 4, 1),
    date(2029, 3, 31),
    Sum(100_000),
    signed_at=datetime(2027, 2, 4, 9, tzinfo=UTC),
    end=ReleasedEnd(date(2027, 5, 1), EndGround.AGREEMENT, "The centre closes."),
)
WHOLE = ReleaseFacts(
    ocid="ocds-abc123-t1",
    release_id="t1-7",
    released_at=datetime(2027, 5, 3, 9, tzinfo=UTC),
    tags=(ReleaseTag.AWARD, ReleaseTag.CONTRACT, ReleaseTag.IMPLEMENTATION),
    buyer=BUYER,
    tender=TENDER,
    bid_counts=(BidCount(BidMeasure.BIDS, 4), BidCount(BidMeasure.VCSE_BIDS, 3, "1")),
    awards=(
        ReleasedAward(
            "w1",
            "1",
            "active",
            datetime(2027, 1, 25, 9, tzinfo=UTC),
            (KITCHEN, VAN),
            Sum(9_500_000),
            summaries_sent_at=datetime(2027, 1, 25, 9, tzinfo=UTC),
            standstill_from=date(2027, 1, 25),
            standstill_to=date(2027, 2, 3),
        ),
    ),
    contracts=(
        ReleasedContract(
            "c1",
            "w1",
            "Meals for City Hospital",
            ContractState.SIGNED,
            date(2027, 4, 1),
            date(2029, 3, 31),
            Sum(9_500_000, 11_400_000),
            signed_at=datetime(2027, 2, 4, 9, tzinfo=UTC),
            is_above_threshold=True,
            no_indicators_reason="The contract is below £5 million.",
            milestones=(
                ReleasedMilestone(
                    "m1", "April", MilestoneState.INVOICED, date(2027, 4, 30), date(2027, 4, 29)
                ),
                ReleasedMilestone("m2", "May", MilestoneState.PLANNED, date(2027, 5, 31)),
            ),
            payments=(
                ReleasedPayment("p1", datetime(2027, 5, 3, 9, tzinfo=UTC), 475_010, BUYER, KITCHEN),
            ),
            amendments=(
                ReleasedAmendment(
                    "x1",
                    datetime(2027, 3, 1, 9, tzinfo=UTC),
                    "A third meal.",
                    grounds=("More services of the same supplier.",),
                    value=Sum(9_500_000),
                    ends_on=date(2029, 3, 31),
                    has_standstill=False,
                ),
            ),
            suppliers=(KITCHEN, VAN),
            indicators=(
                ReleasedIndicator(
                    "i1",
                    "Meals on time",
                    "98 of 100",
                    "From the delivery notes.",
                    (
                        ReleasedRating(
                            "r1", date(2027, 4, 1), date(2027, 4, 30), Rating.MET, "99 of 100."
                        ),
                    ),
                ),
            ),
            failures=(BREACH,),
        ),
        ENDED,
    ),
)
PUBLISHER = Publisher("Example Marketplace", "https://marketplace.example")

AT_FIRST = replace(
    WHOLE,
    release_id="t1-1",
    released_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    tags=(ReleaseTag.TENDER,),
    tender=replace(TENDER, state=TenderState.PUBLISHED, amendments=()),
    bid_counts=(),
    awards=(),
    contracts=(),
)

PLANNED = replace(
    AT_FIRST,
    release_id="t1-0",
    tags=(ReleaseTag.PLANNING,),
    tender=replace(
        AT_FIRST.tender,
        notice_on=date(2026, 11, 20),
        engaged_until=date(2026, 11, 10),
        engaged_how="A morning in the town hall.",
        documents=(replace(NOTICE, id="n0", kind="plannedProcurementNotice", notice="UK3"),),
    ),
)
