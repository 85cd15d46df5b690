"""May this person read or decide about these bids, and may these bids be scored at all?"""

from uuid import UUID

from marketplace.assessment.queries.assessments import Assessment
from marketplace.assessment.queries.sole_scorers import unexplained_of
from marketplace.bidding.queries.bid_parties import parties_behind
from marketplace.engine.access import Actor
from marketplace.engine.act import Act
from marketplace.tendering.queries.declarations import declared
from procurement.assessment.sole_scorer import before_sole_scoring
from procurement.tendering import conflict


def require_impartial(act: Act, assessment: Assessment, bid_id: UUID | None = None) -> None:
    """Refuses whoever belongs to a bidder, or has not declared since the bidders are known (s81).

    About one bid also whoever does not score it because of a declared interest.
    """
    _refuse_interested(act.actor, assessment, bid_id)


def require_impartial_reader(
    actor: Actor, assessment: Assessment, bid_id: UUID | None = None
) -> None:
    """The same for whoever only reads what the bids say, once there are any."""
    if assessment.bids:
        _refuse_interested(actor, assessment, bid_id)


def _refuse_interested(actor: Actor, assessment: Assessment, bid_id: UUID | None) -> None:
    conflict.before_assessing(actor.organisations, parties_behind(assessment.bids))
    own = assessment.declarations.get(actor.person_id) if actor.person_id else None
    conflict.before_taking_part(declared(own), assessment.bidders_known_at)
    if bid_id is not None:
        conflict.before_judging(is_recused=assessment.is_recused(actor.person_id, bid_id))


def require_reasons(assessment: Assessment, bid_id: UUID | None = None) -> None:
    """Refuses while one person scores something alone and the buyer has not said why."""
    before_sole_scoring(unexplained_of(assessment, bid_id))
