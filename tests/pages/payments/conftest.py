"""A Stripe on this machine, for the pages that pay by card."""

from collections.abc import Iterator

import pytest
from flask import Flask

from marketplace.settings import Settings
from tests.cast import Cast
from tests.stripe_server import Stripe, keep_readable, local_stripe


@pytest.fixture
def local(app: Flask, cast: Cast, settings: Settings) -> Iterator[Stripe]:
    """Stripe on this machine, with what it needs to know of the cast."""
    keep_readable(cast)
    with local_stripe(app, settings) as running:
        yield running
