"""What waits for a bid writer? A constant number of queries, however many bids and consortia."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from marketplace.assessment.models.price_enquiries import PriceEnquiry, enquiries_put_to
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import Consortium, ConsortiumMember, MemberState
from marketplace.desk.queries.tasks import Task
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.tendering.models.tenders import Tender, kept_sealed_from
from procurement.assessment.abnormally_low import EnquiryState
from procurement.bidding.bid import BidState
from procurement.tendering.tender import TenderState


def bid_tasks(actor: Actor, now: datetime) -> Iterator[tuple[UUID, Task]]:
    """What waits in each organisation that the person writes bids for, with its id."""
    yield from _bids(actor, now)
    yield from _consortia(actor, now)
    yield from _price_enquiries(actor)


def _bids_wanted(actor: Actor, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a tender that still takes bids, and for which the person may write one."""
    return (
        Tender.state == TenderState.PUBLISHED,
        Tender.closes_at > now,
        Tender.id.not_in(kept_sealed_from(actor)),
    )


def _bids(actor: Actor, now: datetime) -> Iterator[tuple[UUID, Task]]:
    rows = db.session.execute(
        select(Bid.id, Bid.organisation_id, Tender.title, Tender.closes_at)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(
            Bid.organisation_id.in_(actor.organisations_as(Role.BID_WRITER)),
            Bid.state == BidState.DRAFT,
            *_bids_wanted(actor, now),
        )
    )
    for row in rows:
        yield (
            row.organisation_id,
            Task(
                Role.BID_WRITER,
                "Finish and submit the bid",
                row.title,
                "bid.submit",
                row.id,
                row.closes_at,
            ),
        )


def _consortia(actor: Actor, now: datetime) -> Iterator[tuple[UUID, Task]]:
    rows = db.session.execute(
        select(Consortium.id, Consortium.name, ConsortiumMember.organisation_id, Tender.closes_at)
        .join(ConsortiumMember, ConsortiumMember.consortium_id == Consortium.id)
        .join(Tender, Tender.id == Consortium.tender_id)
        .where(
            ConsortiumMember.organisation_id.in_(actor.organisations_as(Role.BID_WRITER)),
            ConsortiumMember.state == MemberState.INVITED,
            *_bids_wanted(actor, now),
        )
    )
    for row in rows:
        yield (
            row.organisation_id,
            Task(
                Role.BID_WRITER,
                "Answer the invitation to the consortium",
                row.name,
                "member_part.accept",
                row.id,
                row.closes_at,
            ),
        )


def _price_enquiries(actor: Actor) -> Iterator[tuple[UUID, Task]]:
    rows = db.session.execute(
        select(PriceEnquiry.id, PriceEnquiry.reply_by, Bid.organisation_id, Tender.title)
        .join(Bid, Bid.id == PriceEnquiry.bid_id)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(
            PriceEnquiry.id.in_(enquiries_put_to(actor).with_only_columns(PriceEnquiry.id)),
            PriceEnquiry.state == EnquiryState.ASKED,
        )
    )
    for row in rows:
        yield (
            row.organisation_id,
            Task(
                Role.BID_WRITER,
                "Explain your price",
                row.title,
                "price_enquiry.answer",
                row.id,
                row.reply_by,
            ),
        )
