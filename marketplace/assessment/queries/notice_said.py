"""What of the awards of a tender is recorded for their notices, and where?"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import Assessment
from marketplace.assessment.queries.replacements import associated_with
from marketplace.assessment.queries.standstill_said import said_of_standstill
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.queries.notice_said import kinds_among, said_of_suppliers
from marketplace.engine.shown import day, money
from marketplace.tendering.models.tenders import Lot
from marketplace.tendering.queries.notice_said import Recorded, said
from procurement.assessment.award import AwardState
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.tendering.lot import LotState
from procurement.tendering.notices import LARGE_CONTRACT


def said_of_awards(assessment: Assessment, awards: Sequence[Award], now: datetime) -> Recorded:
    """What the awards say that are published together; a standstill that has not begun is said
    as if it began today."""
    if not awards:
        return {}
    lots = {lot.id: lot for lot in assessment.lots}
    bids = {award.id: assessment.bid(award.bid_id) for award in awards}
    won = [(lots[award.lot_id], bids[award.id], award) for award in awards]
    return {
        **said("award_ids=awards.id", *(f"Lot {lot.number}: {award.id}" for lot, _, award in won)),
        **said_of_suppliers({bid.id: assessment.party_ids[bid.id] for _, bid, _ in won}),
        **said(
            "associated_persons=bid_conditions.relied_on",
            *associated_with([bid.id for _, bid, _ in won])
            or ["None: nobody is relied on to meet a condition of participation."],
        ),
        **said(
            "awarded_lots=awards.lot_id",
            *(f"Lot {lot.number}: {lot.title}: {assessment.name_of(bid.id)}" for lot, bid, _ in won),
        ),
        **said("decided_on=awards.decided_at", *_days(row.decided_at for row in awards)),
        **said("summaries_on=awards.summaries_sent_at", *_days(row.summaries_sent_at for row in awards)),
        **said(
            "award_value=bid_prices.price",
            *(_value(assessment, lot, bid) for lot, bid, _ in won),
        ),
        **said("tenders_counted=bids.state", *_counted(assessment, won)),
        **said_of_standstill(assessment, awards, london_day(now)),
        **said("ceased_lots=lots.state", *_ceased(assessment.lots)),
    }  # fmt: skip


def _days(moments: Iterable[datetime | None]) -> list[str]:
    return sorted({day(moment) for moment in moments if moment is not None})


def _value(assessment: Assessment, lot: Lot, bid: Bid) -> str:
    price = assessment.prices[bid.id, lot.id]
    gross = Money(price.price.pence + price.vat.pence)
    most = ", the most that can be called off" if assessment.tender.is_framework else ""
    return f"Lot {lot.number}: {money(price.price)} without VAT, {money(gross)} with it{most}"


def _counted(assessment: Assessment, won: Sequence[tuple[Lot, Bid, Award]]) -> Iterable[str]:
    """Counts for contracts up to £5 million; above, each that was assessed and did not win (reg 27)."""
    for lot, winner, _ in won:
        tendered = assessment.bids_for(lot)
        assessed = [
            bid for bid in tendered if assessment.disregarded_because(bid.id, lot.id) is None
        ]
        small, social = kinds_among([assessment.party_ids[bid.id] for bid in assessed])
        yield (
            f"Lot {lot.number}: {len(tendered)} submitted, {len(assessed)} assessed; of these "
            f"{small}, {social} from voluntary, community or social enterprises"
        )
        price = assessment.prices[winner.id, lot.id]
        if price.price.pence + price.vat.pence > LARGE_CONTRACT.pence:
            for bid in assessed:
                if bid.id != winner.id:
                    details = assessment.parties[bid.id][0]
                    yield f"Assessed, and not awarded: {details.name}, {details.address}"


def _ceased(lots: Sequence[Lot]) -> list[str]:
    ended = [lot for lot in lots if lot.state is LotState.CANCELLED]
    return [f"Lot {lot.number}: {lot.title}: {lot.cancelled_because}" for lot in ended] or ["None"]


STANDING = (
    AwardState.SUMMARIES_SENT,
    AwardState.STANDSTILL,
    AwardState.SUSPENDED,
    AwardState.SIGNED,
)
"""The states of an award that its notice is about."""
