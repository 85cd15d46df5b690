"""What a buyer decides about bids: conditions, grounds of exclusion, and who may be replaced first."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from marketplace.assessment.actions import condition_checks, disregards, replacements
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.rankings import rank_bids
from marketplace.assessment.actions.summaries import send_summaries
from marketplace.assessment.models.awards import AssessmentSummary
from marketplace.assessment.models.condition_checks import ConditionCheck, Replacement
from marketplace.assessment.models.evaluations import Disregard, LotRanking
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.condition_checks import checks_of
from marketplace.bidding.models.bids import Bid
from marketplace.engine import clock, db, jobs
from marketplace.engine.act import NotAllowed
from marketplace.engine.audit import AuditRecord
from marketplace.engine.messages import Message
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.condition_check import CheckAbout, CheckStanding, Finding
from procurement.assessment.disregard import DisregardGround
from procurement.assessment.replacement import ReplacementState
from procurement.ground.refusal import Refusal
from tests.assessment_rows import assess
from tests.cast import Cast, Make
from tests.checked_rows import Opened, above_threshold, check_of, opened_with_conditions


def standing(opened: Opened, check_id: UUID) -> CheckStanding:
    assessment = assessment_of(db.session.get_one(Tender, opened.tender.id))
    rows = checks_of(assessment, assessment.bids)
    return next(one.standing for checks in rows.values() for one in checks if one.id == check_id)


def decide(opened: Opened, cast: Cast, check: ConditionCheck, finding: Finding, reason: str = ""):
    return condition_checks.decide_condition_check(
        cast.buyer, opened.tender.id, check_id=check.id, finding=finding, reason=reason
    )


@pytest.fixture
def opened(make: Make, cast: Cast) -> Opened:
    """Above the threshold: the bakery relies on somebody outside, the gardens meet it themselves."""
    return opened_with_conditions(make, cast, above_threshold)


def test_everything_is_open_from_the_opening_on(opened: Opened) -> None:
    about = [
        (row.about, row.is_replaceable)
        for row in db.session.scalars(
            select(ConditionCheck)
            .where(ConditionCheck.bid_id == opened.relying.id)
            .order_by(ConditionCheck.id)
        )
    ]
    assert about == [
        (CheckAbout.CONDITION, True),
        (CheckAbout.PARTY, False),
        (CheckAbout.RELIED_ON, True),
    ]
    assert check_of(opened.own, CheckAbout.CONDITION).finding is None


def test_a_bid_that_does_not_meet_a_condition_itself_is_disregarded_and_counts_again(
    opened: Opened, cast: Cast
) -> None:
    check = check_of(opened.own, CheckAbout.CONDITION)
    with pytest.raises(Refusal, match="Give the reason"):
        decide(opened, cast, check, Finding.NOT_MET)
    assert decide(opened, cast, check, Finding.NOT_MET, "It fed ten.") is CheckStanding.OUT
    row = db.session.scalars(select(Disregard)).one()
    assert (row.ground, row.lot_id) == (DisregardGround.CONDITIONS, None)
    assert row.reason == "Not met: Condition 1: Has fed 50 people a day. It fed ten."
    assessment = assessment_of(db.session.get_one(Tender, opened.tender.id))
    assert [bid.id for bid in assessment.assessed] == [opened.relying.id]
    with pytest.raises(Refusal, match="Change the decision there"):
        disregards.reinstate_bid(
            cast.buyer, opened.tender.id, disregard_id=row.id, reason="After all."
        )
    assert decide(opened, cast, check, Finding.MET, "Page 4.") is CheckStanding.IN
    row = db.session.scalars(select(Disregard)).one()
    assert row.ended_because == "Decided again: Page 4."
    assessment = assessment_of(db.session.get_one(Tender, opened.tender.id))
    assert len(assessment.assessed) == 2


def test_each_decision_stays_on_record_and_in_the_audit_trail(opened: Opened, cast: Cast) -> None:
    check = check_of(opened.own, CheckAbout.CONDITION)
    decide(opened, cast, check, Finding.NOT_MET, "It fed ten.")
    decide(opened, cast, check, Finding.MET)
    records = db.session.scalars(
        select(AuditRecord)
        .where(AuditRecord.verb == "condition_check.decide")
        .order_by(AuditRecord.number)
    ).all()
    assert [record.after["finding"] for record in records] == ["not_met", "met"]
    [before] = db.session.get_one(ConditionCheck, check.id).earlier["decisions"]
    assert (before["finding"], before["reason"]) == ("not_met", "It fed ten.")


def test_nobody_sets_a_bid_aside_past_what_is_decided_one_by_one(
    opened: Opened, cast: Cast
) -> None:
    for ground in (DisregardGround.CONDITIONS, DisregardGround.EXCLUSION):
        with pytest.raises(Refusal, match="on their own page") as no:
            disregards.disregard_bid(
                cast.buyer,
                opened.tender.id,
                bid_id=opened.relying.id,
                lot_id=None,
                ground=ground,
                reason="Not met.",
            )
        assert no.value.field == "ground"


def test_whoever_is_relied_on_can_be_replaced_before_the_bid_is_left_out(
    opened: Opened, cast: Cast
) -> None:
    check = check_of(opened.relying, CheckAbout.CONDITION)
    chance = offered(opened, cast, check)
    assert chance.whom == "Dr May, Kitchen School"
    assert f"{chance.reply_by}" == "2026-12-04"
    with pytest.raises(Refusal, match="can answer until the end of 4 December 2026"):
        replacements.refuse_replacement(
            cast.buyer, opened.tender.id, replacement_id=chance.id, reason="Nobody came."
        )
    told = {"replaces": True, "who": "Ms June, Dockside Kitchen", "answer": "She fed 80."}
    with pytest.raises(NotAllowed):
        replacements.answer_replacement(
            cast.gardener, opened.relying.id, replacement_id=chance.id, **told
        )
    replacements.answer_replacement(cast.baker, opened.relying.id, replacement_id=chance.id, **told)
    assert standing(opened, check.id) is CheckStanding.CHANCE_GIVEN
    replacements.accept_replacement(
        cast.buyer, opened.tender.id, replacement_id=chance.id, reason="Her letter shows it."
    )
    assert standing(opened, check.id) is CheckStanding.IN
    row = db.session.get_one(ConditionCheck, check.id)
    assert row.reason == "Replaced by Ms June, Dockside Kitchen: Her letter shows it."
    assert db.session.scalars(select(Disregard)).all() == []
    jobs.run_due()
    subjects = db.session.scalars(
        select(Message.subject).where(Message.person_id == cast.baker.person_id)
    ).all()
    assert any(subject.startswith("You can replace somebody") for subject in subjects)
    assert any(subject.startswith("The buyer has decided about your bid") for subject in subjects)


def offered(opened: Opened, cast: Cast, check: ConditionCheck) -> Replacement:
    """Decided against the bid, and the chance to replace given, five working days."""
    against = Finding.NOT_MET if check.about is CheckAbout.CONDITION else Finding.EXCLUDED
    assert decide(opened, cast, check, against, "It says too little.") is CheckStanding.CHANCE_OWED
    assert db.session.scalars(select(Disregard)).all() == []
    chance: Replacement = replacements.offer_replacement(
        cast.buyer,
        opened.tender.id,
        check_id=check.id,
        words="Name somebody who has fed 50 people a day.",
        working_days=5,
    )
    with pytest.raises(Refusal, match="No chance to replace"):
        replacements.offer_replacement(
            cast.buyer, opened.tender.id, check_id=check.id, words="Again.", working_days=5
        )
    return chance


def test_after_the_last_day_without_an_answer_the_bid_is_left_out(
    opened: Opened, cast: Cast
) -> None:
    check = check_of(opened.relying, CheckAbout.RELIED_ON)
    chance = offered(opened, cast, check)
    clock.set_to(clock.now() + timedelta(days=12), stopped=True)
    replacements.refuse_replacement(
        cast.buyer, opened.tender.id, replacement_id=chance.id, reason="No answer came."
    )
    row = db.session.scalars(select(Disregard)).one()
    assert row.ground is DisregardGround.EXCLUSION
    assert row.reason == (
        "A mandatory ground of exclusion applies to Dr May, Kitchen School: It says too little. "
        "The bidder could replace them: No answer came."
    )
    with pytest.raises(Refusal, match="refused, so it cannot be answered"):
        replacements.answer_replacement(
            cast.baker, opened.relying.id, replacement_id=chance.id,
            replaces=False, who="", answer="Late.",
        )  # fmt: skip


def test_decided_otherwise_meanwhile_nobody_has_to_be_replaced(opened: Opened, cast: Cast) -> None:
    check = check_of(opened.relying, CheckAbout.CONDITION)
    chance = offered(opened, cast, check)
    with pytest.raises(Refusal, match="asked, so it cannot be accepted"):
        replacements.accept_replacement(
            cast.buyer, opened.tender.id, replacement_id=chance.id, reason="Fine."
        )
    assert decide(opened, cast, check, Finding.MET, "The letter was on page 4.") is CheckStanding.IN
    assert db.session.get_one(Replacement, chance.id).state is ReplacementState.WITHDRAWN
    assert decide(opened, cast, check, Finding.NOT_MET, "No.") is CheckStanding.CHANCE_OWED


def test_a_ground_that_applies_to_the_bidder_itself_leaves_it_out_unless_it_is_let_in(
    opened: Opened, cast: Cast
) -> None:
    check = check_of(opened.own, CheckAbout.PARTY)
    with pytest.raises(Refusal, match="Choose one of the answers"):
        decide(opened, cast, check, Finding.MET)
    assert decide(opened, cast, check, Finding.TOLERATED, "It paid since.") is CheckStanding.IN
    assert decide(opened, cast, check, Finding.EXCLUDABLE, "It owes tax.") is CheckStanding.OUT
    assert decide(opened, cast, check, Finding.EXCLUDED, "It was fraud.") is CheckStanding.OUT
    rows = db.session.scalars(select(Disregard).order_by(Disregard.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]


def test_all_that_is_open_is_decided_at_once_only_with_a_word(opened: Opened, cast: Cast) -> None:
    clear = condition_checks.clear_condition_checks
    told = {"bid_id": opened.relying.id}
    with pytest.raises(Refusal, match="Confirm that you have looked"):
        clear(cast.buyer, opened.tender.id, **told, is_confirmed=False)
    condition = check_of(opened.relying, CheckAbout.CONDITION)
    decide(opened, cast, condition, Finding.NOT_MET, "No.")
    assert clear(cast.buyer, opened.tender.id, **told, is_confirmed=True) == 2
    assert db.session.get_one(ConditionCheck, condition.id).finding is Finding.NOT_MET
    with pytest.raises(Refusal, match="nothing left to decide"):
        clear(cast.buyer, opened.tender.id, **told, is_confirmed=True)


@dataclass(frozen=True)
class Ranked:
    opened: Opened
    lot_id: UUID

    def award(self, cast: Cast):
        return award_lot(
            cast.buyer, self.opened.tender.id, lot_id=self.lot_id,
            bid_id=self.opened.relying.id, reason="First.",
        )  # fmt: skip


def ranked(opened: Opened, cast: Cast) -> Ranked:
    """The bid that relies on somebody comes first."""
    assess(opened.tender, cast.buyer, dict(opened.panel), {opened.relying.id: 4, opened.own.id: 3})
    return Ranked(opened, parts_of(opened.tender.id).lots[0].id)


def cleared(opened: Opened, cast: Cast, bid: Bid) -> None:
    condition_checks.clear_condition_checks(
        cast.buyer, opened.tender.id, bid_id=bid.id, is_confirmed=True
    )


def test_above_the_threshold_no_lot_is_awarded_before_all_is_decided_for_every_bid(
    opened: Opened, cast: Cast
) -> None:
    lot = ranked(opened, cast)
    cleared(opened, cast, opened.relying)
    name = db.session.get_one(Organisation, opened.own.organisation_id).name
    with pytest.raises(Refusal, match=f"{name}: condition 1, grounds of exclusion of {name}"):
        lot.award(cast)
    cleared(opened, cast, opened.own)
    lot.award(cast)
    with pytest.raises(Refusal):
        decide(opened, cast, check_of(opened.own, CheckAbout.CONDITION), Finding.NOT_MET, "Late.")


def test_a_chance_to_replace_that_is_open_keeps_the_lot_from_being_awarded(
    opened: Opened, cast: Cast
) -> None:
    lot = ranked(opened, cast)
    check = check_of(opened.relying, CheckAbout.CONDITION)
    decide(opened, cast, check, Finding.NOT_MET, "No.")
    for bid in (opened.relying, opened.own):
        cleared(opened, cast, bid)
    assert db.session.scalars(select(LotRanking)).all()
    with pytest.raises(Refusal, match="condition 1"):
        lot.award(cast)


def test_below_the_threshold_only_the_bid_that_comes_first_must_be_decided(
    make: Make, cast: Cast
) -> None:
    opened = opened_with_conditions(make, cast, {})
    abouts = db.session.scalars(select(ConditionCheck.about)).all()
    assert set(abouts) == {CheckAbout.CONDITION}
    lot = ranked(opened, cast)
    with pytest.raises(Refusal, match="condition 1"):
        lot.award(cast)
    cleared(opened, cast, opened.relying)
    lot.award(cast)


def test_below_the_threshold_a_bid_is_left_out_at_once(make: Make, cast: Cast) -> None:
    opened = opened_with_conditions(make, cast, {})
    check = check_of(opened.relying, CheckAbout.CONDITION)
    assert decide(opened, cast, check, Finding.NOT_MET, "Too few.") is CheckStanding.OUT
    with pytest.raises(Refusal, match="No chance to replace"):
        replacements.offer_replacement(
            cast.buyer, opened.tender.id, check_id=check.id, words="Name one.", working_days=5
        )


def test_a_disregarded_bidder_is_told_why_in_its_summary(opened: Opened, cast: Cast) -> None:
    lot = ranked(opened, cast)
    check = check_of(opened.own, CheckAbout.CONDITION)
    decide(opened, cast, check, Finding.NOT_MET, "It fed ten.")
    assert db.session.scalars(select(LotRanking)).all() == []
    cleared(opened, cast, opened.relying)
    rank_bids(cast.buyer, opened.tender.id)
    kept = db.session.scalars(select(LotRanking)).one()
    assert kept.result["ranking"] == [str(opened.relying.id)]
    assert len(kept.result["had_all_counted"]) == 2
    lot.award(cast)
    send_summaries(cast.buyer, opened.tender.id)
    summary = db.session.scalars(
        select(AssessmentSummary).where(AssessmentSummary.bid_id == opened.own.id)
    ).one()
    assert summary.content["why_not"] == (
        "The bid was disregarded. Not met: Condition 1: Has fed 50 people a day. It fed ten."
    )
