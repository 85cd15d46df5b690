"""The contracts behind what the board calls committed, for those who read the ledger of its place."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.economy.pages.ledger import place_asked
from marketplace.economy.queries.board import Period
from marketplace.economy.queries.committed_lines import committed_in
from marketplace.web.tools import beside, page, said, signed_in

pages = Blueprint("committed", __name__)


@pages.get("/board/committed")
@signed_in
def index() -> ResponseReturnValue:
    """Each signed contract of a place in a period with what of it counts; of the first place where
    none is named."""
    place, period = place_asked(), Period.read(said("period"))
    found = committed_in(place.slug, period, beside())
    return page("economy/board/committed.html", place=place, period=period, found=found)
