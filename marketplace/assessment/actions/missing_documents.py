"""A document that is missing from an opened bid: asked for, handed in late, decided on."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from uuid import UUID

from marketplace.assessment.actions.bidders import tell_bidders, tell_buyers
from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.actions.rankings import before_award
from marketplace.assessment.models.missing_documents import MissingDocument
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.missing_documents import Standing, completeness_of, missing_of
from marketplace.bidding.actions.bid_files import Given, checked, kept_file
from marketplace.bidding.models.bids import Bid
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.models.tenders import Question, Tender
from procurement.assessment import missing_document
from procurement.assessment.missing_document import MISSING_DOCUMENT, MissingState
from procurement.ground.refusal import Refusal


@action("missing_document.ask")
def ask_missing_document(
    act: Act,
    tender: Tender,
    *,
    bid_id: UUID,
    question_id: UUID,
    asked: int,
    reason: str,
    unchanged: str,
    reply_by: date,
) -> MissingDocument:
    """Let a bidder hand in, by a day, a document that leaves its offer as it is."""
    standing = _standing(act, tender, bid_id, question_id, asked)
    missing_document.before_asking(
        reason, unchanged, reply_by, act.today, is_asked=standing.missing is not None
    )
    row = act.add(
        MissingDocument(
            bid_id=bid_id,
            question_id=question_id,
            asked=asked,
            reason=reason,
            unchanged=unchanged,
            reply_by=reply_by,
            asked_by=act.person_id,
            asked_at=act.now,
        )
    )
    act.note(missing=row.id, bid_id=bid_id, reply_by=reply_by)
    told = {"label": standing.asked.label, "reply_by": f"{reply_by:%-d %B %Y}"}
    _tell(act, tender, row, "document_asked_for", told)
    return row


@action("missing_document.waive")
def waive_missing_document(
    act: Act, tender: Tender, *, bid_id: UUID, question_id: UUID, asked: int, reason: str
) -> MissingDocument:
    """Go on without a document, whether it was asked for or not."""
    standing = _standing(act, tender, bid_id, question_id, asked)
    row = standing.missing
    missing_document.before_waiving(reason, is_there=row is None and bool(standing.files))
    if row is None:
        row = act.add(
            MissingDocument(
                bid_id=bid_id, question_id=question_id, asked=asked, state=MissingState.WAIVED
            )
        )
    else:
        _hold(row)
        row.state = MISSING_DOCUMENT.after(row.state, "waive")
    _decide(act, tender, row, reason)
    return row


@action("missing_document.hand_in")
def hand_in_missing_document(act: Act, bid: Bid, *, missing_id: UUID, file: Given) -> None:
    """Hand a document in, or another in its place, until the buyer has decided; it is kept with the
    moment of its arrival."""
    row = db.session.get(MissingDocument, missing_id, with_for_update=True)
    if row is None or row.bid_id != bid.id:
        raise NotThere("MissingDocument")
    row.state = MISSING_DOCUMENT.after(row.state, "hand_in")
    asked = db.session.get_one(Question, row.question_id).asked[row.asked]
    kept = asdict(kept_file(file, checked(file.name, file.file.content, asked)))
    for name in ("name", "media_type", "size", "sha256", "kept", "key"):
        setattr(row, name, kept[name])
    row.handed_in_by, row.handed_in_at = act.person_id, act.now
    act.note(missing=row.id, sha256=row.sha256)
    tell_buyers(act, "document_handed_in", db.session.get_one(Tender, bid.tender_id))


@action("missing_document.accept")
def accept_missing_document(act: Act, tender: Tender, *, missing_id: UUID, reason: str) -> None:
    """Take what was handed in as part of the bid; it stays marked as late."""
    row = _undecided(act, tender, missing_id)
    missing_document.check_reason(reason)
    row.state = MISSING_DOCUMENT.after(row.state, "accept")
    _decide(act, tender, row, reason)


@action("missing_document.refuse")
def refuse_missing_document(act: Act, tender: Tender, *, missing_id: UUID, reason: str) -> None:
    """Do not take what was handed in, or nothing came by the day. The bid counts until it is
    disregarded by a decision of its own."""
    row = _undecided(act, tender, missing_id)
    assert row.reply_by is not None
    missing_document.before_refusing(
        reason, row.reply_by, act.today, is_there=row.handed_in_at is not None
    )
    row.state = MISSING_DOCUMENT.after(row.state, "refuse")
    _decide(act, tender, row, reason)


def check_documents_decided(assessment: Assessment) -> None:
    """Refuses an award while a document of some bid is asked for and nothing is decided."""
    rows = missing_of(bid.id for bid in assessment.bids)
    missing_document.before_awarding(sum(row.decided_at is None for row in rows))


def _standing(act: Act, tender: Tender, bid_id: UUID, question_id: UUID, asked: int) -> Standing:
    """The document as it stands, where this person may decide on it before any award."""
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    before_award(tender.id)
    for bid, standings in completeness_of(assessment):
        for one in standings:
            if (bid.id, one.question.id, one.place) == (bid_id, question_id, asked):
                return one
    raise NotThere("Document")


def _undecided(act: Act, tender: Tender, missing_id: UUID) -> MissingDocument:
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    before_award(tender.id)
    row = db.session.get(MissingDocument, missing_id)
    if row is None or row.bid_id not in {bid.id for bid in assessment.bids}:
        raise NotThere("MissingDocument")
    _hold(row)
    if row.decided_at is not None:
        raise Refusal("This is decided already.")
    return row


def _hold(row: MissingDocument) -> None:
    """Its bid first, as whoever hands in does."""
    db.session.get(Bid, row.bid_id, with_for_update=True)
    db.session.refresh(row, with_for_update=True)


def _decide(act: Act, tender: Tender, row: MissingDocument, reason: str) -> None:
    row.decision, row.decided_by, row.decided_at = reason, act.person_id, act.now
    act.note(missing=row.id, bid_id=row.bid_id)
    _tell(act, tender, row, "document_decided", {})


def _tell(
    act: Act, tender: Tender, row: MissingDocument, template: str, told: Mapping[str, object]
) -> None:
    bid = db.session.get_one(Bid, row.bid_id)
    tell_bidders(act, bid, template, tender, missing_id=row.id, **told)
