"""Many at once, in the last second, and with the database cut off: one effect each, nothing lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.actions import bids, consortia, members
from marketplace.bidding.actions.consortia import MemberWork
from marketplace.bidding.models.bids import Bid, BidPrice, BidVersion
from marketplace.bidding.models.consortia import Consortium, MemberState
from marketplace.bidding.queries import sealed
from marketplace.engine import action, clock, db, trail
from marketplace.engine.access import Actor, Role
from marketplace.engine.act import AlreadyDone
from marketplace.engine.audit import AuditRecord
from marketplace.engine.outbox import OutboxEntry
from marketplace.tendering.models.tenders import Tender
from procurement.bidding.bid import BidState
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from tests.at_once import at_once, at_the_insert, at_the_statement, until_somebody_waits
from tests.bid_rows import DECLARED, made_consortium, membership, save_all, whole_draft
from tests.cast import Cast, Make, client_of


@pytest.fixture
def tender(cast: Cast, make: Make) -> Tender:
    return make.tender(cast.council)


def submission(
    actor: Actor, bid_id: UUID, *, at: datetime | None = None, token: UUID | None = None
) -> Callable[[], int]:
    """A submission that reached the server at a moment, by a form with its one-time token."""

    def submit() -> int:
        action.arrival.set(at)
        action.form_token.set(token)
        number: int = bids.submit_bid(actor, bid_id).number
        return number

    return submit


def bidders(make: Make, tender: Tender, count: int) -> list[tuple[Actor, UUID]]:
    """So many enterprises, each with somebody who writes and a whole draft."""
    draft, found = whole_draft(tender), []
    for _ in range(count):
        who = make.organisation(Kind.CIC)
        actor = make.member(who, Role.OWNER)
        bid = bids.begin_bid(actor, tender.id, organisation_id=who.id)
        save_all(actor, bid, draft)
        found.append((actor, bid.id))
    return found


def test_twenty_bids_in_the_last_second_arrive_and_one_a_millisecond_late_does_not(
    cast: Cast, make: Make, tender: Tender
) -> None:
    made = bidders(make, tender, 21)
    closes_at = tender.closes_at
    clock.set_to(closes_at + timedelta(seconds=2), stopped=True)
    moments = [closes_at - timedelta(milliseconds=1 + 49 * place) for place in range(20)]
    moments.append(closes_at + timedelta(milliseconds=1))
    found = at_once(
        *(
            submission(actor, bid_id, at=at)
            for (actor, bid_id), at in zip(made, moments, strict=True)
        )
    )
    assert found[:20] == [1] * 20
    assert isinstance(found[20], Refusal)
    assert "The deadline was 12:00 on Wednesday 23 December 2026, London time." in str(found[20])
    assert "This arrived at 12:00:00.001" in str(found[20])
    versions = db.session.scalars(select(BidVersion)).all()
    assert {row.bid_id for row in versions} == {bid_id for _, bid_id in made[:20]}
    assert {row.received_at for row in versions} == set(moments[:20])
    late = db.session.get_one(Bid, made[20][1])
    assert late.state is BidState.DRAFT
    assert sealed.read_draft(late.id, late.draft).answers == whole_draft(tender).answers
    assert list(trail.breaks()) == []
    open_bids(cast.buyer, tender.id)
    assert len(db.session.scalars(select(BidPrice.bid_id).distinct()).all()) == 20


def test_a_double_click_is_one_submission(cast: Cast, make: Make, tender: Tender) -> None:
    bid, token = make.bid(tender, cast.bakery, submitted=False), uuid4()
    found = at_once(*[submission(cast.baker, bid.id, token=token)] * 2)
    assert sorted(map(str, found)) == ["1", "This was already done."]
    assert any(isinstance(one, AlreadyDone) for one in found)
    assert db.session.scalar(select(func.count()).select_from(BidVersion)) == 1


def test_a_form_that_waited_until_its_row_was_changed_takes_effect_once(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid_id, token = make.bid(tender, cast.bakery, submitted=False).id, uuid4()
    other = create_engine(db.session.get_bind().url)
    with other.connect() as meanwhile:
        change = text("UPDATE bids SET revision = revision + 1 WHERE id = :id")
        meanwhile.execute(change, {"id": bid_id})

        def commit() -> None:
            until_somebody_waits()
            meanwhile.commit()

        found = at_once(commit, *[submission(cast.baker, bid_id, token=token)] * 2)
    other.dispose()
    assert sorted(map(str, found[1:])) == ["1", "This was already done."]
    assert isinstance(submission(cast.baker, bid_id, token=uuid4())(), int)


def test_two_colleagues_submitting_at_once_make_two_versions(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False)
    colleague = make.member(cast.bakery, Role.BID_WRITER)
    found = at_once(
        submission(cast.baker, bid.id, token=uuid4()), submission(colleague, bid.id, token=uuid4())
    )
    assert sorted(found) == [1, 2]
    numbers = db.session.scalars(select(BidVersion.number).order_by(BidVersion.number)).all()
    assert numbers == [1, 2]
    assert db.session.get_one(Bid, bid.id).version == 2


def test_two_colleagues_beginning_at_once_begin_one_bid(
    cast: Cast, make: Make, tender: Tender
) -> None:
    colleague = make.member(cast.bakery, Role.BID_WRITER)
    tender_id, bakery_id = tender.id, cast.bakery.id
    found = at_once(
        *(
            lambda actor=actor: bids.begin_bid(actor, tender_id, organisation_id=bakery_id).id
            for actor in (cast.baker, colleague)
        )
    )
    assert sum(isinstance(one, Refusal) for one in found) == 1
    assert db.session.scalar(select(func.count()).select_from(Bid)) == 1


def test_whoever_accepts_while_the_agreement_changes_is_asked_again(
    cast: Cast, tender: Tender
) -> None:
    _, consortium = made_consortium(tender, {cast.bakery: "60", cast.gardens: "40"}, accepted=False)
    ids = consortium.id, membership(consortium, cast.gardens).id
    bakery, gardens = cast.bakery.id, cast.gardens.id
    for share in range(10, 14):
        seen = db.session.get_one(Consortium, ids[0], populate_existing=True).revision
        parts = {
            bakery: MemberWork("Bread", Decimal(100 - share)),
            gardens: MemberWork("Herbs", Decimal(share)),
        }
        at_once(
            lambda seen=seen: members.accept_member_part(
                cast.gardener, ids[1], seen=seen, declared=DECLARED
            ),
            lambda parts=parts: consortia.agree_member_parts(cast.baker, ids[0], parts=parts),
        )
        row = membership(db.session.get_one(Consortium, ids[0]), cast.gardens)
        assert (row.state, row.share) == (MemberState.INVITED, Decimal(share))
        db.session.rollback()


def test_no_bid_stands_in_the_name_of_a_member_who_left_meanwhile(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.joint_bid(tender, {cast.bakery: "60", cast.gardens: "40"}, submitted=False)
    member = membership(db.session.get_one(Consortium, bid.consortium_id), cast.gardens)
    bid_id, member_id = bid.id, member.id
    found = at_once(
        submission(cast.baker, bid_id),
        lambda: members.decline_member_part(cast.gardener, member_id),
    )
    assert found[1] is None
    now = db.session.get_one(Bid, bid_id)
    assert now.state is (BidState.WITHDRAWN if found[0] == 1 else BidState.DRAFT)


def cut_off(connection: Any) -> None:
    """End the connection's server process from another connection, as a crash would."""
    pid = connection.connection.driver_connection.info.backend_pid
    other = create_engine(db.session.get_bind().url, isolation_level="AUTOCOMMIT")
    with other.connect() as second:
        second.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    other.dispose()


def counted() -> list[int]:
    return [
        db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in (BidVersion, AuditRecord, OutboxEntry)
    ]


def test_a_submission_cut_off_in_the_middle_leaves_nothing_and_succeeds_again(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False)
    bid_id, before = bid.id, counted()
    with at_the_insert("bid_versions", cut_off), pytest.raises(DBAPIError):
        bids.submit_bid(cast.baker, bid_id)
    db.session.remove()
    left = db.session.get_one(Bid, bid_id)
    assert (left.state, left.version, counted()) == (BidState.DRAFT, 0, before)
    db.session.rollback()
    assert bids.submit_bid(cast.baker, bid_id).number == 1
    assert list(trail.breaks()) == []


def test_a_page_cut_off_in_the_middle_says_so_and_the_same_form_succeeds_again(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid_id = make.bid(tender, cast.bakery, submitted=False).id
    browser, form = client_of(app, cast.baker), {"once": str(uuid4())}
    with at_the_insert("bid_versions", cut_off):
        answer = browser.post(f"/bids/{bid_id}/submit", data=form)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    again = browser.post(f"/bids/{bid_id}/submit", data=form)
    assert again.location == f"/bids/{bid_id}/versions/1"


def test_a_page_cut_off_before_it_is_known_where_it_led_has_done_nothing(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid_id = make.bid(tender, cast.bakery, submitted=False).id
    browser, form, before = client_of(app, cast.baker), {"once": str(uuid4())}, counted()
    with at_the_statement("UPDATE performed ", cut_off):
        answer = browser.post(f"/bids/{bid_id}/submit", data=form)
    assert answer.status_code == 503
    assert "has arrived" not in answer.text
    assert counted() == before
    for _ in range(2):
        again = browser.post(f"/bids/{bid_id}/submit", data=form)
        assert again.location == f"/bids/{bid_id}/versions/1"
    assert counted()[0] == before[0] + 1


def test_the_opening_waits_for_a_bid_that_arrived_in_time_and_is_still_being_written(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid_id = make.bid(tender, cast.bakery, submitted=False).id
    tender_id, closes_at, inside = tender.id, tender.closes_at, Event()

    def hold(_: Any) -> None:
        inside.set()
        until_somebody_waits()

    def open_late() -> None:
        inside.wait(20)
        action.arrival.set(closes_at)
        open_bids(cast.buyer, tender_id)

    with at_the_insert("bid_versions", hold):
        found = at_once(
            submission(cast.baker, bid_id, at=closes_at - timedelta(milliseconds=1)), open_late
        )
    assert found == [1, None]
    assert db.session.get_one(Bid, bid_id).state is BidState.OPENED
