"""A chance to replace somebody whom a bid relies on: given, answered, decided."""

from uuid import UUID

from marketplace.assessment.actions.bidders import tell_bidders, tell_buyers
from marketplace.assessment.actions.findings import (
    check_held,
    follow_finding,
    keep_finding,
)
from marketplace.assessment.models.condition_checks import Replacement
from marketplace.assessment.queries.condition_checks import Check
from marketplace.bidding.models.bids import Bid
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.queries.law import known_holidays
from marketplace.tendering.models.tenders import Tender
from procurement.assessment import replacement
from procurement.assessment.condition_check import CheckStanding, passing
from procurement.assessment.replacement import REPLACEMENT
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState


@action("replacement.offer")
def offer_replacement(
    act: Act, tender: Tender, *, check_id: UUID, words: str, working_days: int | None
) -> Replacement:
    """Tell the bidder whom it may replace, and until when (ss26(3), 27(4), 28(5))."""
    check = check_held(act, tender, check_id)
    is_owed = check.standing is CheckStanding.CHANCE_OWED
    replacement.before_offering(words, working_days, is_owed=is_owed)
    assert working_days is not None
    row = act.add(
        Replacement(
            bid_id=check.row.bid_id,
            check_id=check.id,
            title=check.title,
            whom=check.whom,
            words=words,
            asked_by=act.person_id,
            asked_at=act.now,
            reply_by=replacement.last_day(act.today, working_days, known_holidays()),
        )
    )
    act.note(replacement=row.id, bid_id=row.bid_id, reply_by=row.reply_by)
    bid = db.session.get_one(Bid, row.bid_id)
    until = f"{row.reply_by:%A %-d %B %Y}"
    tell_bidders(act, bid, "replacement_offered", tender, replacement_id=row.id, reply_by=until)
    return row


@action("replacement.answer")
def answer_replacement(
    act: Act, bid: Bid, *, replacement_id: UUID, replaces: bool, who: str, answer: str
) -> None:
    """Replace them, or say why not; the answer may be changed until the buyer has decided."""
    row = db.session.get(Replacement, replacement_id, with_for_update=True)
    if row is None or row.bid_id != bid.id:
        raise NotThere("Replacement")
    tender = db.session.get_one(Tender, bid.tender_id)
    if tender.state is not TenderState.OPENED:
        raise Refusal("The buyer has ended this tender, so nothing is answered any more.")
    row.state = REPLACEMENT.after(row.state, "answer")
    replacement.before_answering(replaces=replaces, who=who, answer=answer)
    row.replaces, row.who, row.answer = replaces, who if replaces else "", answer
    row.answered_by, row.answered_at = act.person_id, act.now
    act.note(replacement=row.id)
    tell_buyers(act, "replacement_answered", tender)


@action("replacement.accept")
def accept_replacement(act: Act, tender: Tender, *, replacement_id: UUID, reason: str) -> None:
    """Whoever comes in fits: nothing stands in the way of the bid here any more."""
    check, row = _held(act, tender, replacement_id)
    state = REPLACEMENT.after(row.state, "accept")
    replacement.before_accepting(reason, replaces=bool(row.replaces))
    row.state = state
    keep_finding(act, check.row, passing(check.row.about), f"Replaced by {row.who}: {reason}")
    _decided(act, tender, row, reason)
    follow_finding(act, tender, check, reason)


@action("replacement.refuse")
def refuse_replacement(act: Act, tender: Tender, *, replacement_id: UUID, reason: str) -> None:
    """The chance is over, and nobody came in who fits: the bid is set aside."""
    check, row = _held(act, tender, replacement_id)
    state = REPLACEMENT.after(row.state, "refuse")
    is_answered = row.answered_at is not None
    replacement.before_refusing(reason, row.reply_by, act.today, is_answered=is_answered)
    row.state = state
    _decided(act, tender, row, reason)
    why = f"{check.row.reason} The bidder could replace them: {reason}"
    follow_finding(act, tender, check, why)


def _held(act: Act, tender: Tender, replacement_id: UUID) -> tuple[Check, Replacement]:
    row = db.session.get(Replacement, replacement_id)
    if row is None:
        raise NotThere("Replacement")
    check = check_held(act, tender, row.check_id)
    db.session.refresh(row, with_for_update=True)
    return check, row


def _decided(act: Act, tender: Tender, row: Replacement, reason: str) -> None:
    row.reason, row.decided_by, row.decided_at = reason, act.person_id, act.now
    act.note(replacement=row.id)
    bid = db.session.get_one(Bid, row.bid_id)
    tell_bidders(act, bid, "replacement_decided", tender, replacement_id=row.id)
