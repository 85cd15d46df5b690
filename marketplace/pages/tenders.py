"""The pages of tenders."""

from typing import Any

from flask import Blueprint

from marketplace.pages import page

pages = Blueprint("tenders", __name__)


@pages.get("/tenders")
def index() -> Any:
    return page("tenders/index.html")
