"""The packages behind the board's figure, for those who read the ledger of its place."""

from flask.typing import ResponseReturnValue

from marketplace.economy.pages.ledger import first_of, places_read
from marketplace.economy.queries.board import Period
from marketplace.economy.queries.opportunities import opportunities_in
from marketplace.engine.act import NotAllowed
from marketplace.web.tools import beside, page, said, signed_in


@signed_in
def opportunities() -> ResponseReturnValue:
    """Each supply-chain opportunity of a place in a period; of the first one where none is named."""
    places, slug = places_read(), said("place")
    place = next((row for row in places if row.slug == slug), None if slug else first_of(places))
    if place is None:
        raise NotAllowed("read the ledger")
    period = Period.read(said("period"))
    return page(
        "economy/board/opportunities.html",
        place=place,
        period=period,
        found=opportunities_in(place, period.first, period.last, beside()),
    )
