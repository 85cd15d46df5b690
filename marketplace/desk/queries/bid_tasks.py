"""What waits for a bid writer?"""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import ColumnElement, select

from marketplace.assessment.models.condition_checks import Replacement, replacements_put_to
from marketplace.assessment.models.feedback_calls import FeedbackCall, calls_offered_to
from marketplace.assessment.models.missing_documents import MissingDocument, documents_asked_of
from marketplace.assessment.models.price_enquiries import PriceEnquiry, enquiries_put_to
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import CURRENT, Consortium, ConsortiumMember
from marketplace.desk.queries.tasks import NOW, READER, Asked, Kind
from marketplace.engine.access import Role
from marketplace.tendering.models.tenders import Tender, kept_sealed_from
from procurement.assessment.abnormally_low import EnquiryState
from procurement.assessment.feedback_call import CallState
from procurement.assessment.missing_document import MissingState
from procurement.assessment.replacement import ReplacementState
from procurement.bidding.bid import BidState
from procurement.tendering.tender import TenderState

_BID = Kind(Role.BID_WRITER, "Finish and submit the bid", "bid.submit", "bids.read")


def bid_tasks() -> Iterator[Asked]:
    """What waits in an organisation that the person writes bids for."""
    yield _bids()
    yield _consortia()
    yield _price_enquiries()
    yield _replacements()
    yield _missing_documents()
    yield _feedback_calls()


def _bids_wanted() -> tuple[ColumnElement[bool], ...]:
    """The conditions of a tender that still takes bids, and for which the person may write one."""
    return (
        Tender.state == TenderState.PUBLISHED,
        Tender.closes_at > NOW,
        Tender.id.not_in(kept_sealed_from(READER)),
    )


def _bids() -> Asked:
    wanted = (
        select(Bid.organisation_id, Tender.title, Bid.id, Tender.closes_at)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(
            Bid.organisation_id.in_(READER.organisations_as(Role.BID_WRITER)),
            Bid.state == BidState.DRAFT,
            *_bids_wanted(),
        )
        .order_by(Tender.closes_at, Bid.id)
    )
    return Asked(wanted, _BID, _BID.task)


def _consortia() -> Asked:
    member = ConsortiumMember.organisation_id
    wanted = (
        select(member, Consortium.name, Consortium.id, Tender.closes_at)
        .join(Consortium, Consortium.id == ConsortiumMember.consortium_id)
        .join(Tender, Tender.id == Consortium.tender_id)
        .where(
            member.in_(READER.organisations_as(Role.BID_WRITER)),
            ConsortiumMember.state.in_(CURRENT),
            member != Consortium.lead_id,
            ConsortiumMember.declared.is_(None),
            *_bids_wanted(),
        )
        .order_by(Tender.closes_at, ConsortiumMember.id)
    )
    say = "Answer the invitation to the consortium"
    kind = replace(_BID, words=say, verb="member_part.accept")
    return Asked(wanted, kind, kind.task)


def _price_enquiries() -> Asked:
    wanted = (
        select(Bid.organisation_id, Tender.title, PriceEnquiry.id, PriceEnquiry.reply_by)
        .join(Bid, Bid.id == PriceEnquiry.bid_id)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(
            PriceEnquiry.id.in_(enquiries_put_to(READER).with_only_columns(PriceEnquiry.id)),
            PriceEnquiry.state == EnquiryState.ASKED,
            Tender.state == TenderState.OPENED,
        )
        .order_by(PriceEnquiry.reply_by, PriceEnquiry.id)
    )
    kind = replace(_BID, words="Explain your price", verb="price_enquiry.answer")
    return Asked(wanted, kind, kind.task)


def _replacements() -> Asked:
    wanted = (
        select(Bid.organisation_id, Tender.title, Replacement.id, Replacement.reply_by)
        .join(Bid, Bid.id == Replacement.bid_id)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(
            Replacement.id.in_(replacements_put_to(READER).with_only_columns(Replacement.id)),
            Replacement.state == ReplacementState.ASKED,
            Tender.state == TenderState.OPENED,
        )
        .order_by(Replacement.reply_by, Replacement.id)
    )
    say = "Replace somebody in your bid, or say why not"
    kind = replace(_BID, words=say, verb="replacement.answer")
    return Asked(wanted, kind, kind.task)


def _missing_documents() -> Asked:
    asked = MissingDocument
    wanted = (
        select(Bid.organisation_id, Tender.title, asked.id, asked.reply_by)
        .join(Bid, Bid.id == asked.bid_id)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(
            asked.id.in_(documents_asked_of(READER).with_only_columns(asked.id)),
            asked.state == MissingState.ASKED,
            Tender.state == TenderState.OPENED,
        )
        .order_by(asked.reply_by, asked.id)
    )
    say = "Hand in a document that the buyer asks for"
    kind = replace(_BID, words=say, verb="missing_document.hand_in")
    return Asked(wanted, kind, kind.task)


def _feedback_calls() -> Asked:
    """Until a time is agreed, none is wanted, or the last time has come."""
    call = FeedbackCall
    wanted = (
        select(Bid.organisation_id, Tender.title, call.id, call.last_at)
        .join(Bid, Bid.id == call.bid_id)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(
            call.id.in_(calls_offered_to(READER).with_only_columns(call.id)),
            call.state == CallState.OFFERED,
            call.last_at > NOW,
        )
        .order_by(call.last_at, call.id)
    )
    say = "Choose a time for a call about the result, or say that you want none"
    kind = replace(_BID, words=say, verb="feedback_call.take")
    return Asked(wanted, kind, kind.task)
