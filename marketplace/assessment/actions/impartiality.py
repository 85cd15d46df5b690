"""May this person take part in a decision about these bids?"""

from uuid import UUID

from marketplace.assessment.queries.assessments import Assessment
from marketplace.bidding.queries.bid_parties import parties_behind
from marketplace.engine.act import Act
from marketplace.tendering.queries.declarations import declared
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
