"""The two sides of a bid, and of a contract, write to each other; both read all of it."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.bidding.models.bids import Bid
from marketplace.contracts.actions import threads
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.threads import Thread, ThreadMessage
from marketplace.contracts.queries.threads import written_since
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Role
from marketplace.engine.act import NotAllowed
from marketplace.engine.audit import AuditRecord
from marketplace.engine.messages import Message
from marketplace.engine.retention import ERASED, erase_what_is_over
from marketplace.organisations.actions.erasure import erase_person
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.message import MOST_A_DAY
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, opened_bid
from tests.bid_rows import made_consortium
from tests.cast import PASSWORD, Cast, Make, client_of

SAID = "Which licence covers the <b>vans</b>?"


@pytest.fixture
def tender(cast: Cast, make: Make) -> Tender:
    return make.tender(
        cast.council, state=TenderState.OPENED, closes_at=clock.now() - timedelta(days=1), lots=1
    )


@pytest.fixture
def bid(tender: Tender, cast: Cast) -> Bid:
    bid = opened_bid(tender, cast.bakery, 9_000_000)
    appointed(tender, cast.buyer, *cast.evaluators)
    return bid


def begun(cast: Cast, bid: Bid) -> Thread:
    return threads.begin_bid_thread(cast.buyer, bid.tender_id, bid_id=bid.id, words=SAID)


def told(template: str = "thread_message") -> list[Message]:
    jobs.run_due()
    return list(db.session.scalars(select(Message).where(Message.template == template)))


def test_a_buyer_asks_a_bidder_answers_and_both_read_the_whole_thread(
    app: Flask, cast: Cast, bid: Bid
) -> None:
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    home = f"/evaluations/{bid.tender_id}"
    assert f'href="{home}/messages"' in buyer.get(home).text
    first = f"{home}/bids/{bid.id}/messages"
    assert f'href="{first}"' in buyer.get(f"{home}/messages").text
    asked = buyer.get(first).text
    assert "nothing in the answer can change or better it" in asked
    assert buyer.post(first, data={"words": " "}).status_code == 422
    page = buyer.post(first, data={"words": SAID}).location
    assert buyer.get(first).location == page
    (letter,) = told()
    assert letter.person_id == cast.baker.person_id
    assert "cannot be changed or bettered" in letter.body
    assert f"http://127.0.0.1:8000{page}" in letter.body
    assert f'href="{page}"' in baker.get(f"/bids/{bid.id}").text
    assert "Answer a message" in baker.get("/my").text
    read = baker.get(page).text
    assert "Which licence covers the &lt;b&gt;vans&lt;/b&gt;?" in read
    assert "it cannot be changed or bettered" in read
    assert baker.post(page, data={"words": "Number 77."}).location == page
    assert "Answer a message" not in baker.get("/my").text
    assert "Answer a message" in buyer.get("/my").text
    for browser in (buyer, baker):
        both = browser.get(page).text
        assert both.index("Number 77.") < both.index("Which licence")
        assert "Bill Buyer" in both
        assert "Beth Baker" in both
    assert {row.person_id for row in told()} == {cast.baker.person_id, cast.buyer.person_id}
    buyer.post(f"{page}/settle")
    assert "Answer a message" not in buyer.get("/my").text
    assert "No answer is needed" not in buyer.get(page).text


def test_all_of_it_is_in_the_trail_and_the_record(app: Flask, cast: Cast, bid: Bid) -> None:
    thread = begun(cast, bid)
    threads.write_thread(cast.baker, thread.id, words="Number 77.")
    buyer = client_of(app, cast.buyer)
    trail = buyer.get(f"/tenders/{bid.tender_id}/trail").text
    assert "thread.write" in trail or "Thread" in trail
    record = buyer.get(f"/tenders/{bid.tender_id}/record.zip")
    packed = ZipFile(BytesIO(record.data))
    whole = b"".join(packed.read(name) for name in packed.namelist()).decode("utf-8", "replace")
    assert "Number 77." in whole
    assert "Which licence covers" in whole
    acts = db.session.scalars(select(AuditRecord.verb).where(AuditRecord.subject == "Thread"))
    assert "thread.write" in set(acts)


def test_other_bidders_the_panel_and_strangers_read_nothing(
    app: Flask, cast: Cast, make: Make, tender: Tender, bid: Bid
) -> None:
    opened_bid(tender, cast.gardens, 8_000_000)
    page, tender_id = f"/threads/{begun(cast, bid).id}", tender.id
    finance = make.member(cast.bakery, Role.FINANCE)
    for who in (
        cast.gardener,
        cast.evaluators[0],
        cast.finance,
        finance,
        cast.broker,
        cast.stranger,
    ):
        browser = client_of(app, who)
        assert browser.get(page).status_code == 404
        assert browser.post(page, data={"words": "x"}).status_code == 404
        assert browser.post(f"{page}/settle").status_code == 404
    evaluator = client_of(app, cast.evaluators[0])
    assert evaluator.get(f"/evaluations/{tender_id}/messages").status_code == 403


def test_before_the_opening_nobody_writes_to_a_bidder(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    sealed = make.bid(tender, cast.bakery)
    with pytest.raises(Refusal, match="once the bids are opened"):
        threads.begin_bid_thread(cast.buyer, tender.id, bid_id=sealed.id, words=SAID)
    buyer, home = client_of(app, cast.buyer), f"/evaluations/{tender.id}"
    assert buyer.get(f"{home}/bids/{sealed.id}/messages").status_code == 404
    assert "Harbour" not in buyer.get(f"{home}/messages").text


def test_who_has_not_declared_an_interest_does_not_write(
    cast: Cast, make: Make, tender: Tender, bid: Bid
) -> None:
    thread = begun(cast, bid)
    colleague = make.member(cast.council, Role.BUYER)
    with pytest.raises(Refusal, match="interest"):
        threads.write_thread(colleague, thread.id, words="And the second van?")


def test_a_bid_of_another_tender_is_not_written_to(cast: Cast, make: Make, bid: Bid) -> None:
    other = make.tender(cast.council, state=TenderState.OPENED)
    with pytest.raises(Exception, match="Bid"):
        threads.begin_bid_thread(cast.buyer, other.id, bid_id=bid.id, words=SAID)


def test_there_is_one_thread_with_a_bidder(cast: Cast, bid: Bid) -> None:
    begun(cast, bid)
    with pytest.raises(Refusal, match="already"):
        begun(cast, bid)


def test_members_of_a_consortium_read_and_their_lead_writes(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    shares = {cast.bakery: "60", cast.gardens: "40"}
    _, consortium = made_consortium(make.tender(cast.council), shares, accepted=True)
    joint = opened_bid(tender, cast.bakery, 9_000_000, consortium_id=consortium.id)
    appointed(tender, cast.buyer, *cast.evaluators)
    thread = begun(cast, joint)
    member = client_of(app, cast.gardener)
    read = member.get(f"/threads/{thread.id}").text
    assert "Which licence" in read
    assert "You can read these messages" in read
    assert "How to answer by e-mail" not in read
    assert member.post(f"/threads/{thread.id}", data={"words": "x"}).status_code == 403
    assert {row.person_id for row in told()} == {cast.baker.person_id}
    both = make.joins(cast.gardener, cast.council, Role.BUYER)
    with pytest.raises(NotAllowed):
        threads.write_thread(both, thread.id, words="Your own price is too low.")


def test_both_sides_of_a_contract_write_and_its_members_read(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, [(cast.bakery, "60"), (cast.gardens, "40")], "100.00")
    page = f"/contracts/{contract.id}/messages"
    baker, finance = client_of(app, cast.baker), client_of(app, cast.finance)
    assert f'href="{page}"' in baker.get(f"/contracts/{contract.id}").text
    thread = baker.post(page, data={"words": "The oven is repaired."}).location
    told_first = {row.person_id for row in told()}
    assert told_first == {cast.buyer.person_id, cast.finance.person_id}
    assert finance.get(page).location == thread
    buyer = client_of(app, cast.buyer)
    for side in (finance, buyer):
        assert "Answer a message" in side.get("/my").text
    assert "Answer a message" not in baker.get("/my").text
    assert finance.post(thread, data={"words": "Thank you."}).location == thread
    for side in (finance, buyer):
        assert "Answer a message" not in side.get("/my").text
    assert "Thank you." in baker.get(thread).text
    member = client_of(app, cast.gardener)
    assert f'href="{page}"' in member.get(f"/contracts/{contract.id}").text
    assert "Thank you." in member.get(thread).text
    assert member.post(thread, data={"words": "x"}).status_code == 403
    for who in (cast.cleaner, cast.evaluators[0], cast.stranger, cast.broker):
        assert client_of(app, who).get(thread).status_code == 404
    assert "Answer a message" in baker.get("/my").text
    assert "Answer a message" in client_of(app, cast.baker).get("/my").text


def test_who_only_looks_after_the_money_is_not_asked_about_a_bid(
    app: Flask, cast: Cast, bid: Bid
) -> None:
    thread = begun(cast, bid)
    threads.write_thread(cast.baker, thread.id, words="Number 77.")
    assert "Answer a message" in client_of(app, cast.buyer).get("/my").text
    assert "Answer a message" not in client_of(app, cast.finance).get("/my").text


def test_a_member_does_not_begin_a_thread_about_a_contract(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, [(cast.bakery, "60"), (cast.gardens, "40")], "100.00")
    page = f"/contracts/{contract.id}/messages"
    member = client_of(app, cast.gardener)
    assert f'href="{page}"' not in member.get(f"/contracts/{contract.id}").text
    assert member.get(page).status_code == 403
    assert member.post(page, data={"words": "x"}).status_code == 403


def test_who_is_on_both_sides_writes_for_none(cast: Cast, make: Make, bid: Bid) -> None:
    both = make.joins(make.member(cast.council, Role.BUYER), cast.bakery, Role.BID_WRITER)
    thread = begun(cast, bid)
    with pytest.raises(NotAllowed):
        threads.write_thread(both, thread.id, words="x")


def test_a_thread_comes_to_an_end_for_the_day(cast: Cast, bid: Bid) -> None:
    thread = begun(cast, bid)
    for number in range(MOST_A_DAY - 1):
        threads.write_thread(cast.baker, thread.id, words=f"Line {number}")
    with pytest.raises(Refusal, match="Write again tomorrow"):
        threads.write_thread(cast.baker, thread.id, words="One more")
    clock.set_to(clock.now() + timedelta(days=1, seconds=1), stopped=True)
    threads.write_thread(cast.baker, thread.id, words="The next day")
    asked = clock.now() - timedelta(days=1)
    assert written_since(thread.id, asked, most=MOST_A_DAY) == 1
    assert written_since(thread.id, asked - timedelta(days=1), most=3) == 3


def test_a_long_thread_is_read_page_by_page(app: Flask, cast: Cast, bid: Bid) -> None:
    thread = begun(cast, bid)
    for number in range(25):
        threads.write_thread(cast.baker, thread.id, words=f"Line {number:02}.")
    browser = client_of(app, cast.baker)
    first = browser.get(f"/threads/{thread.id}").text
    assert "Line 24." in first
    assert "Line 04." not in first
    assert "Next page" in first
    oldest = db.session.scalars(
        select(ThreadMessage).where(ThreadMessage.thread_id == thread.id).order_by(ThreadMessage.id)
    ).all()
    mark = f'["{oldest[6].id}"]'
    second = browser.get(f"/threads/{thread.id}", query_string={"after": mark}).text
    assert "Line 04." in second
    assert "Line 24." not in second


def test_nobody_says_that_no_answer_is_needed_where_none_is_waited_for(
    cast: Cast, bid: Bid
) -> None:
    thread = begun(cast, bid)
    with pytest.raises(Refusal, match="Nobody waits"):
        threads.settle_thread(cast.buyer, thread.id)
    threads.settle_thread(cast.baker, thread.id)
    assert _waits(thread.id) is None


def _waits(thread_id: UUID) -> object:
    db.session.expire_all()
    return db.session.get_one(Thread, thread_id).waits_for


def test_messages_are_kept_as_long_as_their_bid_or_contract(
    cast: Cast, make: Make, bid: Bid
) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00")
    begun(cast, bid)
    writer = make.member(cast.bakery, Role.BID_WRITER)
    threads.begin_contract_thread(writer, contract.id, words="The oven is repaired.")
    erase_person(writer, writer.person_id, password=PASSWORD)
    with db.transaction():
        db.session.get_one(Bid, bid.id).keep_until = clock.today() - timedelta(days=1)
        db.session.get_one(Contract, contract.id).keep_until = clock.today()
        erase_what_is_over(clock.now(), clock.today())
    words = select(ThreadMessage.words).order_by(ThreadMessage.id)
    assert db.session.scalars(words).all() == [ERASED, "The oven is repaired."]


def test_who_writes_reads_how_to_answer_by_e_mail(app: Flask, cast: Cast, bid: Bid) -> None:
    shown = client_of(app, cast.baker).get(f"/threads/{begun(cast, bid).id}").text
    assert "within 90 days of that message" in shown
    assert "if somebody to whom you passed the e-mail on writes to yours" in shown
