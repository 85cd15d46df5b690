"""A draw between equal bids: only by the published rule, once, in the presence of two people."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from marketplace.assessment.actions import rankings
from marketplace.assessment.actions.draws import record_draw
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.procurement_end import cancel_tender
from marketplace.assessment.models.evaluations import Draw, Evaluator, LotRanking
from marketplace.bidding.models.bids import Bid
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.act import NotAllowed
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from marketplace.verification.rankings import awards, inputs, results
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, opened_bid
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.tender_rows import published_now

HEAD, CLERK = "Head of estates, the council", "Clerk, the council"


def level(
    make: Make, cast: Cast, third: int = 9_900_000, **columns: object
) -> tuple[Tender, UUID, list[Bid]]:
    """A tender, its one lot, and three bids of which the first two are equal in everything, all
    three where the ``third`` has their price."""
    tender = make.tender(
        cast.council,
        state=TenderState.OPENED,
        closes_at=NOW - timedelta(days=1),
        lots=1,
        **columns,
    )
    bids = [opened_bid(tender, who, 9_000_000) for who in (cast.bakery, cast.gardens)]
    bids.append(opened_bid(tender, cast.cleaners, third))
    rows = appointed(tender, cast.buyer, *cast.evaluators)
    panel: dict[Actor, Evaluator] = dict(zip(cast.evaluators, rows, strict=True))
    assess(tender, cast.buyer, panel, {bid.id: 4 for bid in bids})
    return tender, parts_of(tender.id).lots[0].id, bids


def drawn(cast: Cast, tender: Tender, lot_id: UUID, bid: Bid, **values: object) -> None:
    record_draw(
        cast.buyer,
        tender.id,
        lot_id=lot_id,
        bid_id=bid.id,
        **{"witnesses": (HEAD, CLERK), "how": "Two folded slips."} | values,
    )


def test_a_lot_with_equal_bids_waits_for_the_draw_which_then_decides(
    make: Make, cast: Cast
) -> None:
    tender, lot_id, (first, second, third) = level(make, cast)
    kept = db.session.scalars(select(LotRanking)).one().result
    assert {row["id"] for row in kept["bids"] if row["rank"] == 1} == {
        str(first.id),
        str(second.id),
    }
    assert [tie["by"] for tie in kept["ties"]] == [None]
    with pytest.raises(Refusal, match="Draw between them"):
        award_lot(cast.buyer, tender.id, lot_id=lot_id, bid_id=first.id, reason="First.")
    with pytest.raises(NotAllowed):
        record_draw(
            cast.evaluators[0],
            tender.id,
            lot_id=lot_id,
            bid_id=first.id,
            witnesses=("A", "B"),
            how="So.",
        )
    for values, field in (
        ({"witnesses": (HEAD, HEAD.upper())}, "second_witness"),
        ({"how": " "}, "how"),
    ):
        with pytest.raises(Refusal) as no:
            drawn(cast, tender, lot_id, second, **values)
        assert no.value.field == field
    with pytest.raises(Refusal, match="which of the equal bids"):
        drawn(cast, tender, lot_id, third)
    drawn(cast, tender, lot_id, second)
    db.session.expire_all()
    kept = db.session.scalars(select(LotRanking)).one().result
    assert kept["ranking"] == [str(bid.id) for bid in (second, first, third)]
    assert [tie["by"] for tie in kept["ties"]] == ["draw"]
    with pytest.raises(Refusal, match="No two bids are equal"):
        drawn(cast, tender, lot_id, first)
    award_lot(cast.buyer, tender.id, lot_id=lot_id, bid_id=second.id, reason="Drawn.")
    assert [row.what for row in (*results(), *inputs(), *awards()) if not row.agrees] == []


def test_the_ranking_worked_out_again_keeps_the_draw_and_draws_no_second_time(
    make: Make, cast: Cast
) -> None:
    tender, lot_id, (first, second, _) = level(make, cast)
    drawn(cast, tender, lot_id, second)
    rankings.rank_bids(cast.buyer, tender.id)
    kept = db.session.scalars(select(LotRanking)).one().result
    assert kept["ranking"][0] == str(second.id)
    assert len(db.session.scalars(select(Draw)).all()) == 1
    with pytest.raises(Refusal, match="No two bids are equal"):
        drawn(cast, tender, lot_id, first)


def test_a_tender_that_was_published_without_a_rule_leaves_the_choice_to_the_buyer(
    make: Make, cast: Cast
) -> None:
    tender, lot_id, (_, second, _) = level(make, cast, tie_rule=None)
    with pytest.raises(Refusal, match="without a rule for equal bids"):
        drawn(cast, tender, lot_id, second)
    award_lot(cast.buyer, tender.id, lot_id=lot_id, bid_id=second.id, reason="More local people.")


def test_for_a_lot_that_is_decided_nothing_is_drawn(make: Make, cast: Cast) -> None:
    tender, lot_id, (first, _, _) = level(make, cast)
    tender_id, bid_id = tender.id, first.id
    cancel_tender(cast.buyer, tender_id, why="The ward closes.", published=published_now())
    with pytest.raises(Refusal, match="This lot is decided"):
        record_draw(
            cast.buyer, tender_id, lot_id=lot_id, bid_id=bid_id, witnesses=(HEAD, CLERK), how="So."
        )
