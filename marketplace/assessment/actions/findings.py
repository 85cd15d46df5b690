"""A decision about a bid is kept, and the bid set aside or let in as it then stands."""

from uuid import UUID

from marketplace.assessment.actions.disregards import count_again, set_aside
from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.actions.rankings import before_award
from marketplace.assessment.models.condition_checks import ConditionCheck
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.condition_checks import (
    Check,
    check_among,
    checks_of,
)
from marketplace.bidding.models.bids import Bid
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.plain import plain
from marketplace.tendering.models.tenders import Tender
from procurement.assessment import condition_check
from procurement.assessment.condition_check import CheckAbout, CheckStanding, Finding
from procurement.assessment.disregard import DisregardGround
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState


def decidable(act: Act, tender: Tender, bid_id: UUID) -> Assessment:
    """The assessment of a tender about one of whose bids something may be decided now."""
    if tender.state is not TenderState.OPENED:
        raise Refusal("This tender is not being assessed, so nothing is decided about its bids.")
    before_award(tender.id)
    assessment = assessment_of(tender)
    require_impartial(act, assessment, bid_id)
    return assessment


def check_held(act: Act, tender: Tender, check_id: UUID) -> Check:
    """A check of the tender while it may be decided, the row of its bid held."""
    row = db.session.get(ConditionCheck, check_id)
    if row is None:
        raise NotThere("ConditionCheck")
    assessment = decidable(act, tender, row.bid_id)
    assessment.bid(row.bid_id)
    bid = db.session.get_one(Bid, row.bid_id, with_for_update=True)  # as whoever answers does
    check = check_among(checks_of(assessment, [bid]), check_id)
    assert check is not None
    return check


def keep_finding(act: Act, row: ConditionCheck, finding: Finding, reason: str) -> None:
    """Keep a decision; the one before it stays beside it."""
    if row.finding is not None:
        before = {"finding": row.finding, "reason": row.reason, "at": row.decided_at}
        row.earlier = {"decisions": [*row.earlier.get("decisions", []), plain(before)]}
    row.finding, row.reason = finding, reason
    row.decided_by, row.decided_at = act.person_id, act.now
    act.note(check=row.id, bid_id=row.bid_id, finding=finding)


def follow_finding(act: Act, tender: Tender, check: Check, reason: str) -> CheckStanding:
    """Set the bid aside, or let it count again, as the check stands now; where it stands."""
    row, state = check.row, check.chance.state if check.chance else None
    standing = condition_check.standing_of_check(
        row.finding, state, is_replaceable=row.is_replaceable
    )
    if row.disregard_id is not None:
        count_again(act, tender, row.disregard_id, f"Decided again: {reason or 'it is met.'}")
        row.disregard_id = None
    if standing is CheckStanding.OUT and row.finding is not None:
        is_condition = row.about is CheckAbout.CONDITION
        what = check.title if is_condition else check.whom
        row.disregard_id = set_aside(
            act,
            tender,
            row.bid_id,
            None,
            DisregardGround.CONDITIONS if is_condition else DisregardGround.EXCLUSION,
            condition_check.why_left_out(row.about, row.finding, what, reason),
        )
    return standing
