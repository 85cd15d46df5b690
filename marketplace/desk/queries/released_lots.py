"""What of the lots of a tender is open data?"""

from collections.abc import Sequence
from datetime import datetime

from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.tender_facts import made_of
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.open_data.release_facts import ReleasedLot, Sum


def released_lots(tender: Tender, lots: Sequence[Lot], at: datetime) -> tuple[ReleasedLot, ...]:
    """Each with its value as far as it is known: with VAT, options and extensions where they are."""
    values = {
        one.lot: Sum(one.net.pence, one.gross.pence)
        for one in made_of(tender, lots, london_day(at))
    }
    return tuple(
        ReleasedLot(
            str(lot.number),
            lot.title,
            lot.state,
            lot.description,
            values.get(lot.id) or (Sum(lot.estimate.pence) if lot.estimate is not None else None),
            *lot.days(tender),
            lot.beyond,
        )
        for lot in lots
    )


def released_value(tender: Tender, lots: Sequence[Lot], at: datetime) -> Sum | None:
    """The estimate without VAT and with it; none where a lot has none.

    What was estimated as a whole says without VAT what its lots were said to be worth.
    """
    if made := made_of(tender, lots, london_day(at)):
        return Sum(
            Money.total(lot.net for lot in made).pence, Money.total(lot.gross for lot in made).pence
        )
    estimates = [lot.estimate.pence for lot in lots if lot.estimate is not None]
    if len(estimates) < len(lots):
        return None
    return Sum(sum(estimates), tender.whole_estimate.pence if tender.whole_estimate else None)
