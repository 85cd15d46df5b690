"""An open tender, for the pages of bids."""

import pytest

from marketplace.tendering.models.tenders import Tender
from tests.cast import Cast, Make


@pytest.fixture
def tender(cast: Cast, make: Make) -> Tender:
    return make.tender(cast.council)
