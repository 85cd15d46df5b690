"""A standstill that the buyer chooses where the law asks for none."""

from marketplace.assessment.queries.awards import awards_of
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.regimes import regime_for
from procurement.assessment.award import AwardState, before_promising
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.regime import promise_faults


@action("standstill.promise")
def promise_standstill(act: Act, tender: Tender, *, days: int | None) -> None:
    """Stand still of one's own will where the law asks for none, or no longer; before the award is
    published, since the notice says it."""
    buyer = db.session.get_one(Organisation, tender.buyer_id)
    refuse_if_any(promise_faults(regime_for(tender, buyer.kind, act.today), days))
    standing = [row for row in awards_of(tender.id) if row.state is not AwardState.CANCELLED]
    if not standing:
        raise Refusal("Award a lot first.")
    for award in standing:
        before_promising(award.state)
        award.standstill_days = days
    act.note(standstill_days=days)
