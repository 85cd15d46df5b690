"""Messages between the two sides of a bid or of a contract; each goes out as an e-mail too."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.bidding.models.bids import Bid
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.threads import Thread, ThreadMessage
from marketplace.contracts.queries.threads import (
    message_of_email,
    people_of_side,
    thread_of_bid,
    thread_of_contract,
    written_since,
)
from marketplace.contracts.rights import writes_as_its_buyer
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.message import (
    MOST_A_DAY,
    Side,
    before_writing,
    before_writing_to_bidder,
    check_words,
)
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ByEmail:
    """That a message came by e-mail: what names that e-mail, and what was cut off from it."""

    email_id: str
    cut_off: str


@action("bid_thread.begin")
def begin_bid_thread(act: Act, tender: Tender, *, bid_id: UUID, words: str) -> Thread:
    """Write to one bidder once the bids are open: to clear something up, never to better a bid."""
    bid = db.session.get(Bid, bid_id)
    if bid is None or bid.tender_id != tender.id:
        raise NotThere("Bid")
    before_writing_to_bidder(bid.state)
    require_impartial(act, assessment_of(tender))
    if thread_of_bid(bid.id) is not None:
        raise Refusal("There is a thread with this bidder already. Write in it.")
    thread = act.add(
        Thread(
            bid_id=bid.id,
            tender_id=tender.id,
            buyer_id=tender.buyer_id,
            supplier_id=bid.organisation_id,
            title=tender.title,
            begun_at=act.now,
        )
    )
    act.note(thread_id=thread.id, bid_id=bid.id)
    _write(act, thread, Side.BUYER, words)
    return thread


@action("contract_thread.begin")
def begin_contract_thread(act: Act, contract: Contract, *, words: str) -> Thread:
    """Write to the other side of a contract."""
    if thread_of_contract(contract.id) is not None:
        raise Refusal("There is a thread about this contract already. Write in it.")
    award = db.session.get(Award, contract.award_id) if contract.award_id else None
    thread = act.add(
        Thread(
            contract_id=contract.id,
            tender_id=award.tender_id if award else None,
            buyer_id=contract.buyer_id,
            supplier_id=contract.supplier_id,
            title=contract.title,
            begun_at=act.now,
        )
    )
    act.note(thread_id=thread.id)
    _write(act, thread, _side_of(act, thread), words)
    return thread


@action("thread.write")
def write_thread(
    act: Act, thread: Thread, *, words: str, by_email: ByEmail | None = None
) -> ThreadMessage:
    """Write to the other side; an e-mail that is in the thread already is not put there again."""
    if by_email is not None:
        known = message_of_email(thread.id, by_email.email_id)
        if known is not None:
            return known
    side = _side_of(act, thread)
    if thread.bid_id is not None and side is Side.BUYER:
        tender = db.session.get_one(Tender, thread.tender_id)
        require_impartial(act, assessment_of(tender))
    return _write(act, thread, side, words, by_email)


@action("thread.settle")
def settle_thread(act: Act, thread: Thread) -> None:
    """Say that the other side waits for no answer."""
    if thread.waits_for is not _side_of(act, thread):
        raise Refusal("Nobody waits for an answer of yours here.")
    thread.waits_for = thread.waiting_since = None


def _side_of(act: Act, thread: Thread) -> Side:
    return Side.BUYER if writes_as_its_buyer(act.actor, thread) else Side.SUPPLIER


def _write(
    act: Act, thread: Thread, side: Side, words: str, by_email: ByEmail | None = None
) -> ThreadMessage:
    words = words.strip()
    check_words(words)
    before_writing(written_since(thread.id, act.now - timedelta(days=1), most=MOST_A_DAY))
    row = act.add(
        ThreadMessage(
            thread_id=thread.id,
            side=side,
            written_by=act.person_id,
            written_at=act.now,
            words=words,
            cut_off=by_email.cut_off if by_email else "",
            email_id=by_email.email_id if by_email else None,
        )
    )
    thread.waits_for, thread.waiting_since = side.other, act.now
    act.note(message_id=row.id, by_email=by_email is not None)
    _tell(act, thread, row)
    return row


def _tell(act: Act, thread: Thread, row: ThreadMessage) -> None:
    writer = thread.buyer_id if row.side is Side.BUYER else thread.supplier_id
    for person_id in people_of_side(thread, row.side.other):
        act.notify(
            person_id,
            "thread_message",
            answers=row.id,
            thread_id=thread.id,
            title=thread.title,
            is_bid=thread.bid_id is not None,
            by=act.actor.name,
            organisation=db.session.get_one(Organisation, writer).name,
            words=row.words,
        )
