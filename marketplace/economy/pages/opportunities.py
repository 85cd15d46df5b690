"""The packages behind the board's figure, for those who read the ledger of its place."""

from flask.typing import ResponseReturnValue

from marketplace.economy.queries.board import Period
from marketplace.economy.queries.opportunities import opportunities_in
from marketplace.engine.act import NotAllowed
from marketplace.payments.queries.ledger import slugs_read_by
from marketplace.web.tools import actor, beside, page, said, signed_in
from procurement.organisations.place import PLACES


@signed_in
def opportunities() -> ResponseReturnValue:
    """Each supply-chain opportunity of a place in a period; of the first one where none is named."""
    readable = [slug for slug in slugs_read_by(actor()) if slug in PLACES]
    slug = said("place") or next(iter(readable), "")
    if slug not in readable:
        raise NotAllowed("read the ledger")
    place, period = PLACES[slug], Period.read(said("period"))
    return page(
        "economy/board/opportunities.html",
        place=place,
        period=period,
        found=opportunities_in(place, period.first, period.last, beside()),
    )
