"""Notices of other bodies, as published elsewhere."""

from typing import Any

from flask import Blueprint

from marketplace.pages import page

pages = Blueprint("notices", __name__)


@pages.get("/notices")
def index() -> Any:
    return page("notices/index.html")
