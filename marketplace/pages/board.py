"""The pages of board."""

from typing import Any

from flask import Blueprint

from marketplace.pages import page

pages = Blueprint("board", __name__)


@pages.get("/board")
def show() -> Any:
    return page("board/show.html")
