"""A button that binds is pressed as its page shows it: with the mark of what stands there."""

import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def mark_on(browser: FlaskClient, page: str, address: str = "") -> str:
    """The mark in the form of a page that leads to an address; empty where none does."""
    text = browser.get(page).text
    form = re.search(rf'<form method="post" action="{re.escape(address)}".*?</form>', text, re.S)
    seen = re.search(r'name="seen" value="([^"]*)"', form[0] if form else "")
    return seen[1] if seen else ""


def press(browser: FlaskClient, page: str, verb: str, **values: Any) -> TestResponse:
    """Read a page, and press its button for a verb."""
    address = f"{page}/{verb}"
    return browser.post(address, data={"seen": mark_on(browser, page, address)}, **values)


def chooses(browser: FlaskClient, address: str, said: Mapping[str, str]) -> TestResponse:
    """Read the page on which an offer is chosen, and choose it."""
    return browser.post(address, data={"seen": mark_on(browser, address)} | dict(said))
