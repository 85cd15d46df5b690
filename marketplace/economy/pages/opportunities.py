"""The packages behind the board's figure, for those who read the ledger of its place."""

from flask.typing import ResponseReturnValue

from marketplace.economy.pages.ledger import place_asked
from marketplace.economy.queries.board import Period
from marketplace.economy.queries.opportunities import opportunities_in
from marketplace.web.tools import beside, page, said, signed_in


@signed_in
def opportunities() -> ResponseReturnValue:
    """Each supply-chain opportunity of a place in a period; of the first one where none is named."""
    place, period = place_asked(), Period.read(said("period"))
    return page(
        "economy/board/opportunities.html",
        place=place,
        period=period,
        found=opportunities_in(place, period.first, period.last, beside()),
    )
