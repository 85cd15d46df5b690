"""May this person take part in a decision about these bids, and may these bids be scored at all?"""

from uuid import UUID

from marketplace.assessment.queries.assessments import Assessment
from marketplace.assessment.queries.sole_scorers import unexplained_of
from marketplace.bidding.queries.bid_parties import parties_behind
from marketplace.engine.act import Act
from marketplace.tendering.queries.declarations import declared
from procurement.assessment.sole_scorer import before_sole_scoring
from procurement.tendering import conflict


def require_impartial(act: Act, assessment: Assessment, bid_id: UUID | None = None) -> None:
    """Refuses whoever belongs to a bidder, or has not declared since the bidders are known (s81).

    About one bid also whoever does not score it because of a declared interest.
    """
    conflict.before_assessing(act.actor.organisations, parties_behind(assessment.bids))
    own = declared(assessment.declarations.get(act.person_id))
    conflict.before_taking_part(own, assessment.bidders_known_at)
    if bid_id is not None:
        conflict.before_judging(is_recused=assessment.is_recused(act.person_id, bid_id))


def require_reasons(assessment: Assessment, bid_id: UUID | None = None) -> None:
    """Refuses while one person scores something alone and the buyer has not said why."""
    before_sole_scoring(unexplained_of(assessment, bid_id))
