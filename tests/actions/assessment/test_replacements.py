"""What follows for contract and notice from somebody who was replaced before the award."""

from datetime import date, timedelta

from sqlalchemy import select

from marketplace.assessment.actions import condition_checks, replacements
from marketplace.assessment.actions.evaluations import open_bids
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.summaries import send_summaries
from marketplace.assessment.models.awards import Award
from marketplace.assessment.models.condition_checks import ConditionCheck
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.notice_said import said_of_awards
from marketplace.bidding.models.bids import Bid
from marketplace.contracts.actions import contracts
from marketplace.contracts.actions.contract_rows import MilestonePlan
from marketplace.contracts.queries.contracts import shares_of
from marketplace.engine import clock, db
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from marketplace.verification import bids as verified_bids
from procurement.assessment.condition_check import CheckAbout, Finding
from procurement.contracts.precedence import USUAL_ORDER
from procurement.ground.money import Money
from tests.assessment_rows import appointed, assess
from tests.cast import Cast, Make
from tests.checked_rows import above_threshold, check_of, opened_with_conditions


def replaced(cast: Cast, tender: Tender, bid: Bid, check: ConditionCheck, who: str) -> None:
    """Decided against somebody, who is replaced by somebody that fits; the rest is in order."""
    against = Finding.NOT_MET if check.about is CheckAbout.CONDITION else Finding.EXCLUDED
    condition_checks.decide_condition_check(
        cast.buyer, tender.id, check_id=check.id, finding=against, reason="See page 4."
    )
    chance = replacements.offer_replacement(
        cast.buyer, tender.id, check_id=check.id, words="Name another.", working_days=3
    )
    replacements.answer_replacement(
        cast.baker, bid.id, replacement_id=chance.id, replaces=True, who=who, answer="They fit."
    )
    replacements.accept_replacement(
        cast.buyer, tender.id, replacement_id=chance.id, reason="They do."
    )
    condition_checks.clear_condition_checks(cast.buyer, tender.id, bid_id=bid.id, is_confirmed=True)


def decided(cast: Cast, tender: Tender, bid: Bid) -> Award:
    award: Award = award_lot(
        cast.buyer, tender.id, lot_id=parts_of(tender.id).lots[0].id, bid_id=bid.id, reason="First."
    )
    send_summaries(cast.buyer, tender.id)
    return award


def associated(tender: Tender, award: Award) -> tuple[str, ...]:
    assessment = assessment_of(db.session.get_one(Tender, tender.id))
    award = db.session.get_one(Award, award.id)
    return said_of_awards(assessment, [award], clock.now())["associated_persons"].sentences


def test_the_part_of_a_member_who_was_replaced_is_the_leads_in_the_contract(
    make: Make, cast: Cast
) -> None:
    tender = make.tender(
        cast.council, lots=1, closes_at=clock.now() + timedelta(days=2), **above_threshold
    )
    shares = {cast.bakery: "60", cast.gardens: "25", cast.cleaners: "15"}
    bid = make.joint_bid(tender, shares, prices=10_000_000)
    clock.set_to(clock.now() + timedelta(days=3), stopped=True)
    open_bids(cast.buyer, tender.id)
    rows = appointed(tender, cast.buyer, *cast.evaluators)
    check = db.session.scalars(
        select(ConditionCheck).where(ConditionCheck.party_id == cast.gardens.id)
    ).one()
    assert check.is_replaceable
    replaced(cast, tender, bid, check, "Dockside Growers")
    assess(tender, cast.buyer, dict(zip(cast.evaluators, rows, strict=True)), {bid.id: 4})
    award = decided(cast, tender, bid)
    assert associated(tender, award) == ("Dockside Growers",)
    contract = contracts.prepare_contract(
        cast.buyer,
        tender.id,
        award_id=award.id,
        starts_on=date(2027, 1, 5),
        ends_on=date(2027, 12, 31),
        order_number="PO-7",
        terms="As published.",
        precedence=USUAL_ORDER,
        milestones=[MilestonePlan("All of it", date(2027, 6, 30), Money(10_000_000))],
    )
    kept = [(row.organisation_id, row.share, row.work) for row in shares_of(contract.id)]
    bakery, cleaners = cast.bakery, cast.cleaners
    taken_over = (
        f"The work of {bakery.name}; The work of {cast.gardens.name}, through Dockside Growers"
    )
    assert kept == [(bakery.id, 85, taken_over), (cleaners.id, 15, f"The work of {cleaners.name}")]
    differ = [one for one in verified_bids.contents() if one.expected != one.kept]
    assert differ == [], "what was sealed is still what stands there as the bid"


def test_the_notice_names_who_is_relied_on_and_after_a_replacement_who_came_in(
    make: Make, cast: Cast
) -> None:
    opened = opened_with_conditions(make, cast, above_threshold)
    assess(opened.tender, cast.buyer, dict(opened.panel), {opened.relying.id: 4, opened.own.id: 3})
    for bid in (opened.relying, opened.own):
        condition_checks.clear_condition_checks(
            cast.buyer, opened.tender.id, bid_id=bid.id, is_confirmed=True
        )
    award = decided(cast, opened.tender, opened.relying)
    assert associated(opened.tender, award) == ("Dr May, Kitchen School",)


def test_the_notice_names_who_came_in_for_somebody_who_is_relied_on(make: Make, cast: Cast) -> None:
    opened = opened_with_conditions(make, cast, above_threshold)
    check = check_of(opened.relying, CheckAbout.CONDITION)
    replaced(cast, opened.tender, opened.relying, check, "Ms June, Dockside Kitchen")
    condition_checks.clear_condition_checks(
        cast.buyer, opened.tender.id, bid_id=opened.own.id, is_confirmed=True
    )
    assess(opened.tender, cast.buyer, dict(opened.panel), {opened.relying.id: 4, opened.own.id: 3})
    award = decided(cast, opened.tender, opened.relying)
    assert associated(opened.tender, award) == ("Ms June, Dockside Kitchen",)


def test_where_nobody_is_relied_on_the_notice_says_so(make: Make, cast: Cast) -> None:
    opened = opened_with_conditions(make, cast, above_threshold)
    for bid in (opened.relying, opened.own):
        condition_checks.clear_condition_checks(
            cast.buyer, opened.tender.id, bid_id=bid.id, is_confirmed=True
        )
    assess(opened.tender, cast.buyer, dict(opened.panel), {opened.relying.id: 3, opened.own.id: 4})
    award = decided(cast, opened.tender, opened.own)
    assert associated(opened.tender, award) == (
        "None: nobody is relied on to meet a condition of participation.",
    )
