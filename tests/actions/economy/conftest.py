"""What every test of kept totals begins with."""

import pytest

from marketplace.economy.actions import fundings
from marketplace.engine import clock, db
from procurement.ground.money import Money
from tests.cast import Cast, Make
from tests.paid_rows import paid, sent


@pytest.fixture
def story(cast: Cast, make: Make) -> Cast:
    """An invoice paid in part, and a grant."""
    (invoice,) = sent(make.contract(cast.council, cast.bakery, "500.00"))
    paid([invoice], parts=["120.00"])
    row = fundings.enter_funding(
        cast.baker,
        cast.bakery.id,
        funder_name="A Lottery",
        source="grant",
        amount=Money(10000),
        received_on=clock.today(),
        theme="food",
        purpose="An oven.",
    )
    fundings.confirm_funding(cast.broker, row.id)
    db.session.remove()
    return cast
