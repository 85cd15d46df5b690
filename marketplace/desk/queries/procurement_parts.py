"""Which rows belong to a procurement, for its record?"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Select, Table, select, union_all

from marketplace.assessment.models import (
    awards,
    condition_checks,
    evaluations,
    feedback_calls,
    missing_documents,
    price_enquiries,
)
from marketplace.bidding.models import bids
from marketplace.contracts.models import contracts, threads
from marketplace.desk.queries.contract_parts import CONTRACT_PARTS
from marketplace.engine import db
from marketplace.tendering.models import approvals, declarations, official_notices, tenders
from procurement.bidding.bid import BidState

KEPT_PARTS: tuple[tuple[type[db.Row], str], ...] = (
    (tenders.TenderVersion, "tender_id"),
    (tenders.Lot, "tender_id"),
    (tenders.Question, "tender_id"),
    (tenders.Clause, "tender_id"),
    (tenders.Condition, "tender_id"),
    (tenders.Clarification, "tender_id"),
    (approvals.Approval, "tender_id"),
    (declarations.InterestDeclaration, "tender_id"),
    (official_notices.OfficialNotice, "tender_id"),
    (bids.Bid, "tender_id"),
    (bids.BidVersion, "bid_id"),
    (bids.BidAnswer, "bid_id"),
    (bids.BidCommitment, "bid_id"),
    (bids.BidPrice, "bid_id"),
    (bids.BidCondition, "bid_id"),
    (bids.BidFile, "bid_id"),
    (evaluations.Evaluator, "tender_id"),
    (evaluations.Assignment, "tender_id"),
    (evaluations.SoleScorer, "tender_id"),
    (evaluations.Score, "bid_id"),
    (evaluations.AgreedScore, "bid_id"),
    (evaluations.Disregard, "bid_id"),
    (evaluations.Reopening, "bid_id"),
    (evaluations.LotRanking, "lot_id"),
    (evaluations.Draw, "lot_id"),
    (price_enquiries.PriceEnquiry, "bid_id"),
    (condition_checks.ConditionCheck, "bid_id"),
    (condition_checks.Replacement, "bid_id"),
    (missing_documents.MissingDocument, "bid_id"),
    (awards.Award, "tender_id"),
    (awards.AssessmentSummary, "award_id"),
    (feedback_calls.FeedbackCall, "bid_id"),
    *CONTRACT_PARTS,
)
"""The tables of a procurement, each with the column that says to what its rows belong."""


LEFT_OUT: Mapping[str, str] = {
    "end_reminders": "It says only that a letter about the last day was written.",
    "consortia": "How bidders came together is theirs.",
    "consortium_members": "How bidders came together is theirs; who is behind a bid stands with it.",
    "searched_tenders": "It says again what the tender says, so that it is found.",
}
"""The tables that hang on a procurement and are not in its record, each with its reason."""


def acted_on(tender_id: UUID) -> Select[UUID]:
    """The ids of all on which an act of a procurement can be done."""
    opened = select(bids.Bid.id).where(
        bids.Bid.tender_id == tender_id, bids.Bid.state == BidState.OPENED
    )
    panel = select(evaluations.Evaluator.id).where(evaluations.Evaluator.tender_id == tender_id)
    signed = (
        select(contracts.Contract.id)
        .join(awards.Award, awards.Award.id == contracts.Contract.award_id)
        .where(awards.Award.tender_id == tender_id)
    )
    shares = select(contracts.ContractShare.id).where(
        contracts.ContractShare.contract_id.in_(signed)
    )
    tender = select(tenders.Tender.id).where(tenders.Tender.id == tender_id)
    written = select(threads.Thread.id).where(threads.Thread.tender_id == tender_id)
    every = union_all(tender, opened, panel, signed, shares, written).subquery()
    return select(every.c.id)


def rows_of(tender: tenders.Tender) -> Iterator[tuple[Table, Sequence[db.Row]]]:
    """Each table with the rows that belong to the procurement; of bids those that were opened. One
    query a table."""
    tables = db.Base.metadata.tables
    ids = {"tenders": [tender.id]}
    yield tables["tenders"], [tender]
    for model, column in KEPT_PARTS:
        table = tables[str(model.__tablename__)]
        [parent] = table.c[column].foreign_keys
        wanted = select(model).where(table.c[column].in_(ids[parent.column.table.name]))
        if model is bids.Bid:
            wanted = wanted.where(bids.Bid.state == BidState.OPENED)
        found = db.session.scalars(wanted.order_by(table.c.id)).all()
        ids[table.name] = [row.id for row in found]
        yield table, found
