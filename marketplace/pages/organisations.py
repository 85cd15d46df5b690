"""The pages of organisations."""

from typing import Any

from flask import Blueprint

from marketplace.pages import page, signed_in

pages = Blueprint("organisations", __name__)


@pages.get("/my")
@signed_in
def mine() -> Any:
    return page("organisations/mine.html")
