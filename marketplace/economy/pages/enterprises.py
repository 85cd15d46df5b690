"""The enterprises behind the board's figure of those paid, for those who read the ledger of its place."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.economy.pages.ledger import place_asked
from marketplace.economy.queries.board import Period
from marketplace.economy.queries.enterprises import enterprises_in
from marketplace.web.tools import beside, page, said, signed_in

pages = Blueprint("enterprises", __name__)


@pages.get("/board/enterprises")
@signed_in
def index() -> ResponseReturnValue:
    """Each enterprise of a place that was paid in a period; of the first place where none is named."""
    place, period = place_asked(), Period.read(said("period"))
    found = enterprises_in(place.slug, period, beside())
    return page("economy/board/enterprises.html", place=place, period=period, found=found)
