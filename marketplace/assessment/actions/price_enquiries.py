"""A price that seems abnormally low: the supplier is asked, explains, and is told the decision."""

from datetime import date
from uuid import UUID

from marketplace.assessment.actions.bidders import tell_bidders, tell_buyers
from marketplace.assessment.actions.disregards import set_aside
from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.actions.rankings import before_award
from marketplace.assessment.models.price_enquiries import PriceEnquiry
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.price_enquiries import enquiries_about
from marketplace.bidding.models.bids import Bid
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.models.tenders import Tender
from procurement.assessment import abnormally_low
from procurement.assessment.abnormally_low import PRICE_ENQUIRY, EnquiryState
from procurement.assessment.disregard import DisregardGround
from procurement.ground.calendar import london_day
from procurement.tendering.lot import LotState


@action("price_enquiry.send")
def send_price_enquiry(
    act: Act, tender: Tender, *, bid_id: UUID, lot_id: UUID, question: str, reply_by: date
) -> PriceEnquiry:
    """Tell a bidder that its price seems abnormally low, and until when it can explain (s19(4))."""
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    bid = assessment.bid(bid_id)
    if (bid_id, lot_id) not in assessment.prices:
        raise NotThere("Lot")
    before_award(tender.id)
    is_asked = any(row.bid_id == bid_id for row in enquiries_about([lot_id]))
    is_set_aside = assessment.disregarded_because(bid_id, lot_id) is not None
    abnormally_low.before_asking(
        question, reply_by, act.today, is_asked=is_asked, is_set_aside=is_set_aside
    )
    row = act.add(
        PriceEnquiry(
            bid_id=bid_id,
            lot_id=lot_id,
            question=question,
            asked_by=act.person_id,
            asked_at=act.now,
            reply_by=reply_by,
        )
    )
    act.note(enquiry=row.id, bid_id=bid_id, reply_by=reply_by)
    tell_bidders(
        act, bid, "price_questioned", tender, enquiry_id=row.id, reply_by=f"{reply_by:%-d %B %Y}"
    )
    return row


@action("price_enquiry.answer")
def answer_price_enquiry(act: Act, bid: Bid, *, enquiry_id: UUID, answer: str) -> None:
    """Explain a price, or add to the explanation, until the buyer has decided."""
    row = db.session.get(PriceEnquiry, enquiry_id, with_for_update=True)
    if row is None or row.bid_id != bid.id:
        raise NotThere("PriceEnquiry")
    row.state = PRICE_ENQUIRY.after(row.state, "answer")
    abnormally_low.before_answering(answer)
    row.answer, row.answered_by, row.answered_at = answer, act.person_id, act.now
    act.note(enquiry=row.id)
    tender = db.session.get_one(Tender, bid.tender_id)
    tell_buyers(act, "price_explained", tender)


@action("price_enquiry.accept")
def accept_price_enquiry(act: Act, tender: Tender, *, enquiry_id: UUID, reason: str) -> None:
    """The price is explained: the bid counts, and is never disregarded for it (s19(5))."""
    row = _undecided(act, tender, enquiry_id, reason)
    row.state = PRICE_ENQUIRY.after(row.state, "accept")
    _decided(act, tender, row, reason)


@action("price_enquiry.refuse")
def refuse_price_enquiry(act: Act, tender: Tender, *, enquiry_id: UUID, reason: str) -> None:
    """The price is not explained, in the time given: the bid is disregarded for its lot (s19(3)(c))."""
    row = _undecided(act, tender, enquiry_id, reason)
    enquiry = abnormally_low.LowPriceEnquiry(
        told_on=london_day(row.asked_at),
        reply_by=row.reply_by,
        replied=row.answered_at is not None,
        shows_it_can_perform=row.state is EnquiryState.ACCEPTED,
    )
    abnormally_low.may_disregard(enquiry, act.today)
    row.state = PRICE_ENQUIRY.after(row.state, "refuse")
    set_aside(act, tender, row.bid_id, row.lot_id, DisregardGround.ABNORMALLY_LOW, reason)
    _decided(act, tender, row, reason)


def check_prices_decided(assessment: Assessment) -> None:
    """Refuses an award while somebody was asked about a price and nothing is decided.

    Of any lot that is still open: once one is awarded, no bid is disregarded any more.
    """
    still_open = [lot.id for lot in assessment.lots if lot.state is LotState.OPEN]
    undecided = [row for row in enquiries_about(still_open) if row.decided_at is None]
    abnormally_low.before_awarding(len(undecided))


def _undecided(act: Act, tender: Tender, enquiry_id: UUID, reason: str) -> PriceEnquiry:
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    row = db.session.get(PriceEnquiry, enquiry_id)
    if row is None or row.bid_id not in {bid.id for bid in assessment.bids}:
        raise NotThere("PriceEnquiry")
    db.session.get(Bid, row.bid_id, with_for_update=True)  # first, as whoever answers does
    db.session.refresh(row, with_for_update=True)
    abnormally_low.before_deciding(reason)
    return row


def _decided(act: Act, tender: Tender, row: PriceEnquiry, reason: str) -> None:
    row.reason, row.decided_by, row.decided_at = reason, act.person_id, act.now
    act.note(enquiry=row.id, bid_id=row.bid_id)
    bid = db.session.get_one(Bid, row.bid_id)
    tell_bidders(act, bid, "price_decided", tender, enquiry_id=row.id)
