"""What the buyer decides about a bid's conditions, and about grounds of exclusion."""

from uuid import UUID

from marketplace.assessment.actions.bidders import tell_bidders
from marketplace.assessment.actions.findings import (
    check_held,
    decidable,
    follow_finding,
    keep_finding,
)
from marketplace.assessment.models.condition_checks import ConditionCheck
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.condition_checks import (
    checks_of,
    clearable,
    said_of_itself,
)
from marketplace.bidding.models.bids import Bid
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.regimes import regime_for
from procurement.assessment import condition_check
from procurement.assessment.condition_check import CheckStanding, Finding
from procurement.assessment.replacement import REPLACEMENT


def lay_out_checks(act: Act, tender: Tender) -> None:
    """What is to be decided about each bid, from the moment of the opening."""
    assessment = assessment_of(tender)
    regime = regime_for(tender, assessment.buyer.kind, act.today)
    said = said_of_itself(assessment, assessment.bids)
    for bid in assessment.bids:
        met, assurances = said[bid.id].met, said[bid.id].assurances
        owed = condition_check.checks_owed(
            regime,
            {
                one.id: met[one.id].met_by if one.id in met else None
                for one in assessment.conditions
            },
            {key: one.relied_on for key, one in met.items() if one.met_by is None},
            assessment.party_ids[bid.id],
            uses_others=bool(assurances and assurances.uses_others),
        )
        db.session.add_all(
            ConditionCheck(
                bid_id=bid.id,
                about=one.about,
                condition_id=one.condition,
                party_id=one.party,
                is_replaceable=one.is_replaceable,
            )
            for one in owed
        )
    db.session.flush()


@action("condition_check.decide")
def decide_condition_check(
    act: Act, tender: Tender, *, check_id: UUID, finding: Finding, reason: str
) -> CheckStanding:
    """Decide on one condition, or on grounds of exclusion; until a lot is awarded it may change.

    Where the bid has to be left out for it, it is set aside at once; where the bidder may replace
    somebody first, only when that chance is over. Decided otherwise, it counts again.
    """
    check = check_held(act, tender, check_id)
    condition_check.before_deciding(check.row.about, finding, reason)
    keep_finding(act, check.row, finding, reason)
    chance = check.chance
    if finding.lets_in and chance is not None and "withdraw" in REPLACEMENT.verbs(chance.state):
        chance.state = REPLACEMENT.after(chance.state, "withdraw")
        chance.reason, chance.decided_by, chance.decided_at = reason, act.person_id, act.now
        bid = db.session.get_one(Bid, check.row.bid_id)
        tell_bidders(act, bid, "replacement_decided", tender, replacement_id=chance.id)
    return follow_finding(act, tender, check, reason)


@action("condition_checks.clear")
def clear_condition_checks(act: Act, tender: Tender, *, bid_id: UUID, is_confirmed: bool) -> int:
    """Decide that nothing stands in the way of a bid in all that is open; how many that was.

    What the bidder itself says stands in its way is decided by itself.
    """
    assessment = decidable(act, tender, bid_id)
    bid = assessment.bid(bid_id)
    cleared = clearable(checks_of(assessment, [bid])[bid.id])
    condition_check.before_clearing(is_any_open=bool(cleared), is_confirmed=is_confirmed)
    for check in cleared:
        keep_finding(act, check.row, condition_check.passing(check.row.about), "")
    return len(cleared)
