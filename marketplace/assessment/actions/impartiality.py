"""May this person take part in a decision about these bids?"""

from marketplace.assessment.queries.assessments import Assessment
from marketplace.bidding.queries.bid_parties import parties_behind
from marketplace.engine.act import Act
from procurement.tendering import conflict


def require_impartial(act: Act, assessment: Assessment) -> None:
    """Refuses whoever belongs to an organisation behind one of the bids (s81)."""
    conflict.before_assessing(act.actor.organisations, parties_behind(assessment.bids))
