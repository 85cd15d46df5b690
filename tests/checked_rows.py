"""Opened bids whose conditions are still to be decided, for what a test takes as given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.assessment.models.condition_checks import ConditionCheck
from marketplace.assessment.models.evaluations import Evaluator
from marketplace.bidding.actions import bids
from marketplace.bidding.models.bids import Bid
from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.condition_check import CheckAbout
from procurement.bidding.assurances import ConditionMet
from procurement.ground.money import Money
from tests.assessment_rows import appointed
from tests.cast import Cast, Make
from tests.tender_rows import with_conditions

above_threshold: Mapping[str, Any] = {"estimate": Money(30_000_000)}


@dataclass(frozen=True)
class Opened:
    """A tender with one condition and two bids: one relies on somebody outside, one meets it itself."""

    tender: Tender
    relying: Bid
    own: Bid
    panel: Mapping[Actor, Evaluator]


def opened_with_conditions(make: Make, cast: Cast, values: Mapping[str, Any]) -> Opened:
    tender = make.tender(cast.council, lots=1, closes_at=clock.now() + timedelta(days=2), **values)
    with_conditions(tender, "Has fed 50 people a day.")
    relying = make.bid(tender, cast.bakery, submitted=False)
    [condition] = parts_of(tender.id).conditions
    met = ConditionMet(None, "Dr May, Kitchen School", "Her letter shows it.")
    bids.save_bid(
        cast.baker, relying.id, part="conditions", value={condition.id: met}, seen=relying.revision
    )
    bids.submit_bid(cast.baker, relying.id)
    own = make.bid(tender, cast.gardens)
    clock.set_to(clock.now() + timedelta(days=3), stopped=True)
    open_bids(cast.buyer, tender.id)
    rows = appointed(tender, cast.buyer, *cast.evaluators)
    return Opened(tender, relying, own, dict(zip(cast.evaluators, rows, strict=True)))


def check_of(bid: Bid, about: CheckAbout) -> ConditionCheck:
    """The check of a bid about this."""
    return db.session.scalars(
        select(ConditionCheck).where(ConditionCheck.bid_id == bid.id, ConditionCheck.about == about)
    ).one()
