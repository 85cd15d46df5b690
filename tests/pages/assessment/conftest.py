"""Two bids of one tender, opened, and the panel that scores them."""

from datetime import timedelta

import pytest

from marketplace.assessment.models.evaluations import Evaluator
from marketplace.bidding.models.bids import Bid
from marketplace.engine.access import Actor
from marketplace.tendering.models.tenders import Tender
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, opened_bid
from tests.cast import Cast, Make
from tests.conftest import NOW


@pytest.fixture
def tender(make: Make, cast: Cast) -> Tender:
    """A tender of the council whose bids were opened."""
    return make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )


@pytest.fixture
def bids(tender: Tender, cast: Cast) -> tuple[Bid, Bid]:
    """The bakery’s, and the dearer one of the gardens."""
    return opened_bid(tender, cast.bakery, 9_000_000), opened_bid(tender, cast.gardens, 10_000_000)


@pytest.fixture
def panel(tender: Tender, cast: Cast) -> dict[Actor, Evaluator]:
    """Both evaluators, who have declared no interest."""
    rows = appointed(tender, cast.buyer, *cast.evaluators)
    return dict(zip(cast.evaluators, rows, strict=True))
