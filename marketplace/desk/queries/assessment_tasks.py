"""What waits for a buyer while bids are assessed, and for the panel?"""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import and_, exists, or_, select

from marketplace.assessment.models.condition_checks import ConditionCheck, Replacement
from marketplace.assessment.models.evaluations import Disregard, Evaluator
from marketplace.assessment.models.missing_documents import MissingDocument, waits_for_its_buyer
from marketplace.assessment.models.price_enquiries import PriceEnquiry
from marketplace.assessment.queries.evaluation_steps import (
    DECLARE,
    next_step,
    own_step,
    progress_of,
)
from marketplace.bidding.models.bids import Bid
from marketplace.desk.queries.tasks import (
    READER,
    TODAY,
    Asked,
    Kind,
    Owned,
    Task,
    Values,
)
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.declarations import declarations_of
from procurement.assessment.abnormally_low import EnquiryState
from procurement.assessment.condition_check import LEFT_OUT
from procurement.assessment.replacement import NO_CHANCE_OWED, ReplacementState
from procurement.tendering.lot import LotState
from procurement.tendering.tender import TenderState

_IS_MINE = Tender.buyer_id.in_(READER.organisations_as(Role.BUYER))
_TENDER = Kind(
    Role.BUYER, "Decide on a price that you asked about", "price_enquiry.accept", "tender.draft"
)


def assessed_tasks() -> Iterator[Asked]:
    """What waits in the assessment of an organisation's tenders, beside the next step of each."""
    yield _price_enquiries()
    yield _missing_documents()
    yield _checks()


def _missing_documents() -> Asked:
    """Documents that came late, and those whose time is over without one."""
    wanted = (
        select(Tender.buyer_id, Tender.title, Tender.id)
        .join(Bid, Bid.tender_id == Tender.id)
        .join(MissingDocument, MissingDocument.bid_id == Bid.id)
        .where(_IS_MINE, Tender.state == TenderState.OPENED, waits_for_its_buyer(TODAY))
        .group_by(Tender.id)
        .order_by(Tender.id)
    )
    say = "Decide on a document that was missing from a bid"
    kind = replace(_TENDER, words=say, verb="missing_document.accept")
    return Asked(wanted, kind, kind.task)


def _price_enquiries() -> Asked:
    """Explanations that came, and questions whose time is over without one."""
    is_over = and_(PriceEnquiry.state == EnquiryState.ASKED, PriceEnquiry.reply_by < TODAY)
    wanted = (
        select(Tender.buyer_id, Tender.title, Tender.id)
        .join(Bid, Bid.tender_id == Tender.id)
        .join(PriceEnquiry, PriceEnquiry.bid_id == Bid.id)
        .where(
            _IS_MINE,
            Tender.state == TenderState.OPENED,
            or_(PriceEnquiry.state == EnquiryState.ANSWERED, is_over),
        )
        .group_by(Tender.id)
        .order_by(Tender.id)
    )
    return Asked(wanted, _TENDER, _TENDER.task)


def _checks() -> Asked:
    """Bids that count, with something undecided, a chance to replace owed, or an answer to judge."""
    chance = select(Replacement.id).where(Replacement.check_id == ConditionCheck.id)
    is_over = and_(Replacement.state == ReplacementState.ASKED, Replacement.reply_by < TODAY)
    to_judge = chance.where(or_(Replacement.state == ReplacementState.ANSWERED, is_over))
    given = chance.where(Replacement.state.in_(NO_CHANCE_OWED))
    is_owed = and_(
        ConditionCheck.finding.in_(LEFT_OUT), ConditionCheck.is_replaceable, ~given.exists()
    )
    is_set_aside = exists().where(
        Disregard.bid_id == Bid.id, Disregard.lot_id.is_(None), Disregard.ended_at.is_(None)
    )
    is_awarded = exists().where(Lot.tender_id == Tender.id, Lot.state == LotState.AWARDED)
    wanted = (
        select(Tender.buyer_id, Tender.title, Tender.id)
        .join(Bid, Bid.tender_id == Tender.id)
        .join(ConditionCheck, ConditionCheck.bid_id == Bid.id)
        .where(
            _IS_MINE,
            Tender.state == TenderState.OPENED,
            or_(ConditionCheck.finding.is_(None), to_judge.exists(), is_owed),
            ~is_set_aside,
            ~is_awarded,
        )
        .group_by(Tender.id)
        .order_by(Tender.id)
    )
    say = "Decide on conditions of participation"
    kind = replace(_TENDER, words=say, verb="condition_check.decide")
    return Asked(wanted, kind, kind.task)


_ASSESSED = select(Tender.buyer_id, Tender.title, Tender.id).where(
    _IS_MINE, Tender.state == TenderState.OPENED
)


def assessment_tasks(values: Values) -> Iterator[Owned]:
    """The next step of each assessment, which all of them are looked at for together."""
    rows = db.session.execute(_ASSESSED, values).all()
    standing = progress_of(row.id for row in rows)
    for buyer_id, title, tender_id in rows:
        step = next_step(standing[tender_id])
        yield buyer_id, Task(step.who, step.words, title, step.verb, tender_id, note=step.note)


_ON_PANELS = (
    select(Tender.id, Tender.title, Tender.state, Evaluator)
    .join(Evaluator, Evaluator.tender_id == Tender.id)
    .where(
        Evaluator.person_id == READER.person_id,
        Evaluator.removed_at.is_(None),
        Tender.state.in_([TenderState.PUBLISHED, TenderState.OPENED]),
    )
)


def panel_tasks(values: Values) -> Iterator[Task]:
    """What a person has to do on evaluation panels, which are of no one organisation."""
    rows = db.session.execute(_ON_PANELS, values).all()
    if not rows:
        return
    standing = progress_of(row.id for row in rows if row.state is TenderState.OPENED)
    told = declarations_of(row.id for row in rows)
    for tender_id, title, state, me in rows:
        step = None
        if state is TenderState.OPENED:
            step = own_step(standing[tender_id], me)
        elif me.person_id not in told[tender_id]:
            step = DECLARE
        if step is not None:
            yield Task(step.who, step.words, title, step.verb, tender_id)
