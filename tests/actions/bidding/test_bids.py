"""Bids: begun, saved, submitted, replaced, withdrawn, and opened only after the deadline."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import select, update

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.actions import bids
from marketplace.bidding.actions.consortia import form_consortium, invite_member
from marketplace.bidding.models.bids import (
    Bid,
    BidAnswer,
    BidCommitment,
    BidPrice,
    BidVersion,
    bids_visible_to,
)
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bid_content import Commitment, LotPrice
from marketplace.bidding.queries.bids import inclusion_of, versions_of, which
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Actor, Role
from marketplace.engine.act import NotAllowed
from marketplace.engine.messages import Message
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.bidding.bid import BidState
from procurement.bidding.merkle import verify_inclusion
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from procurement.organisations.organisation import Kind
from procurement.tendering.tender import TenderState
from tests.bid_rows import save_all, whole_draft
from tests.cast import Cast, Make
from tests.owner import Owner

CANARY = "a phrase that stands nowhere else"


@pytest.fixture
def tender(cast: Cast, make: Make) -> Tender:
    return make.tender(cast.council)


def submitted_content(bid: Bid, number: int):
    version = next(row for row in versions_of(bid) if row.number == number)
    return sealed.own_content(which(bid, number), version.sealed)


def test_an_organisation_begins_one_bid_for_a_tender(cast: Cast, tender: Tender) -> None:
    bids.begin_bid(cast.baker, tender.id, organisation_id=cast.bakery.id)
    with pytest.raises(Refusal, match="already"):
        bids.begin_bid(cast.baker, tender.id, organisation_id=cast.bakery.id)


def test_nobody_begins_a_bid_for_another_organisation(cast: Cast, tender: Tender) -> None:
    with pytest.raises(NotAllowed):
        bids.begin_bid(cast.baker, tender.id, organisation_id=cast.gardens.id)


def test_a_buyer_does_not_bid_for_its_own_tender(cast: Cast, tender: Tender, make: Make) -> None:
    both = make.joins(cast.baker, cast.council, Role.OWNER)
    with pytest.raises(Refusal, match="buyer of a tender cannot bid"):
        bids.begin_bid(both, tender.id, organisation_id=cast.council.id)


def test_who_only_buys_here_bids_for_nobody(cast: Cast, tender: Tender, make: Make) -> None:
    developer = make.organisation(Kind.PRIVATE_DEVELOPER, "Dairy Homes Ltd")
    owner = make.member(developer, Role.OWNER)
    both = make.joins(cast.baker, developer, Role.OWNER)
    for begin in (bids.begin_bid, partial(form_consortium, name="Us", why_together="We must.")):
        with pytest.raises(NotAllowed):
            begin(owner, tender.id, organisation_id=developer.id)
        with pytest.raises(Refusal, match="only buys here cannot bid"):
            begin(both, tender.id, organisation_id=developer.id)
    bid = form_consortium(
        cast.baker, tender.id, organisation_id=cast.bakery.id, name="Us", why_together="We must."
    )
    with pytest.raises(Refusal, match="only buys here cannot bid"):
        invite_member(cast.baker, bid.consortium_id, organisation_id=developer.id)


@pytest.mark.parametrize("state", [TenderState.DRAFT, TenderState.CANCELLED])
def test_a_tender_that_is_not_published_takes_no_bid(
    cast: Cast, make: Make, state: TenderState
) -> None:
    tender = make.tender(cast.council, state=state)
    with pytest.raises(Refusal, match="no bids are accepted"):
        bids.begin_bid(cast.baker, tender.id, organisation_id=cast.bakery.id)


def test_a_draft_is_read_again_as_it_was_saved(cast: Cast, make: Make, tender: Tender) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False, answer=CANARY, prices=123_45)
    draft = sealed.read_draft(bid.id, bid.draft)
    assert set(draft.answers.values()) == {CANARY}
    assert {price.net.pence for price in draft.prices.values()} == {123_45}


def test_two_colleagues_saving_different_parts_do_not_meet(cast: Cast, tender: Tender) -> None:
    bid = bids.begin_bid(cast.baker, tender.id, organisation_id=cast.bakery.id)
    first, second = parts_of(tender.id).questions
    seen = bid.revision
    bids.save_bid(cast.baker, bid.id, part=f"answers-{first.id}", value="One", seen=seen)
    bids.save_bid(cast.baker, bid.id, part=f"answers-{second.id}", value="Two", seen=seen)
    assert sealed.read_draft(bid.id, bid.draft).answers == {first.id: "One", second.id: "Two"}


def test_a_part_that_a_colleague_saved_meanwhile_is_not_overwritten(
    cast: Cast, tender: Tender
) -> None:
    bid = bids.begin_bid(cast.baker, tender.id, organisation_id=cast.bakery.id)
    part = f"answers-{parts_of(tender.id).questions[0].id}"
    seen = bid.revision
    bids.save_bid(cast.baker, bid.id, part=part, value="The colleague's", seen=seen)
    with pytest.raises(Refusal, match="A colleague saved this part"):
        bids.save_bid(cast.baker, bid.id, part=part, value="Mine", seen=seen)
    assert "The colleague's" in sealed.read_draft(bid.id, bid.draft).answers.values()


@pytest.mark.parametrize(
    ("part", "value", "sentence"),
    [
        ("prices", lambda key: {key: LotPrice(Money(10**20))}, "at most £100 billion"),
        ("commitments", lambda key: {key: Commitment(Decimal("1E+99999"))}, "too large"),
        ("commitments", lambda key: {key: Commitment(Decimal("0.00001"))}, "four decimal"),
        ("commitments", lambda key: {key: Commitment(Decimal(1), "a\0b")}, "cannot be kept"),
        ("declaration", lambda key: "a\0b", "cannot be kept"),
        ("declaration", lambda key: "a" * 60_001, "at most 60,000 characters"),
    ],
)
def test_nothing_is_sealed_that_could_not_be_written_out_at_the_opening(
    cast: Cast, tender: Tender, part: str, value: Callable[[UUID], object], sentence: str
) -> None:
    bid = bids.begin_bid(cast.baker, tender.id, organisation_id=cast.bakery.id)
    lot, clause = parts_of(tender.id).lots[0], parts_of(tender.id).clauses[0]
    key = lot.id if part == "prices" else clause.id
    with pytest.raises(Refusal, match=sentence):
        bids.save_bid(cast.baker, bid.id, part=part, value=value(key), seen=bid.revision)


def test_the_largest_bid_that_can_be_sealed_can_be_opened(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False)
    parts = parts_of(tender.id)
    largest = {
        "prices": {lot.id: LotPrice(Money(10**13)) for lot in parts.lots},
        "commitments": {
            clause.id: Commitment(Decimal("999999999999.9999"), "x" * 60_000)
            for clause in parts.clauses
        },
        "declaration": "🥐" * 60_000,
    }
    for part, value in largest.items():
        bids.save_bid(cast.baker, bid.id, part=part, value=value, seen=bid.revision)
    bids.submit_bid(cast.baker, bid.id)
    opened(cast, tender)
    assert bid.state is BidState.OPENED


def test_a_bid_is_submitted_with_a_receipt_that_fits_its_very_bytes(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery)
    version = versions_of(bid)[0]
    assert (bid.state, bid.version, version.received_at) == (BidState.SUBMITTED, 1, clock.now())
    assert sha256(sealed.own_bytes(which(bid, 1), version.sealed)).hexdigest() == version.sha256


def test_the_receipt_goes_to_everyone_who_writes_the_bid_with_nothing_of_the_bid(
    cast: Cast, make: Make, tender: Tender
) -> None:
    colleague = make.member(cast.bakery, Role.BID_WRITER)
    given = versions_of(make.bid(tender, cast.bakery, answer=CANARY))[0].sha256
    jobs.run_due()
    sent = db.session.scalars(select(Message).where(Message.template == "bid_submitted")).all()
    assert {one.person_id for one in sent} == {cast.baker.person_id, colleague.person_id}
    assert all(given in one.body for one in sent)
    assert not any(CANARY in one.body for one in sent)


def test_an_unfinished_bid_is_refused_with_a_sentence_for_each_fault(
    cast: Cast, tender: Tender
) -> None:
    bid = bids.begin_bid(cast.baker, tender.id, organisation_id=cast.bakery.id)
    with pytest.raises(Refusals) as no:
        bids.submit_bid(cast.baker, bid.id)
    fields = {fault.field for fault in no.value.faults}
    assert {f"answers-{one.id}" for one in parts_of(tender.id).questions} | {"prices"} <= fields


def test_a_bid_is_replaced_and_both_versions_can_be_read_by_the_bidder(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery, prices=100_00)
    save_all(cast.baker, bid, whole_draft(tender, prices=90_00))
    bids.submit_bid(cast.baker, bid.id)
    offered = [
        {price.net.pence for price in submitted_content(bid, number).written.prices.values()}
        for number in (1, 2)
    ]
    assert offered == [{100_00}, {90_00}]


def test_a_withdrawn_bid_keeps_its_draft_and_can_be_submitted_again(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery)
    bids.withdraw_bid(cast.baker, bid.id)
    assert bid.state is BidState.WITHDRAWN
    bids.submit_bid(cast.baker, bid.id)
    assert (bid.state, bid.version, bid.withdrawn_at) == (BidState.SUBMITTED, 2, None)


@pytest.mark.parametrize(
    ("verb", "do"),
    [
        ("save", lambda by, bid: bids.save_bid(by, bid.id, part="prices", value={}, seen=99)),
        ("submit", lambda by, bid: bids.submit_bid(by, bid.id)),
        ("withdraw", lambda by, bid: bids.withdraw_bid(by, bid.id)),
    ],
)
def test_at_the_deadline_nothing_is_accepted_and_nothing_is_lost(
    cast: Cast, make: Make, tender: Tender, verb: str, do: Callable[[Actor, Bid], object]
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=verb == "withdraw")
    before = (bid.state, bid.version, bid.draft)
    clock.set_to(tender.closes_at, stopped=True)
    with pytest.raises(Refusal, match=r"The deadline was .* London time"):
        do(cast.baker, bid)
    assert (bid.state, bid.version, bid.draft) == before


def test_a_microsecond_before_the_deadline_is_in_time(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False)
    clock.set_to(tender.closes_at - timedelta(microseconds=1), stopped=True)
    assert bids.submit_bid(cast.baker, bid.id).number == 1


def test_vat_stands_beside_the_price_as_the_supplier_is_registered(
    cast: Cast, make: Make, tender: Tender
) -> None:
    registered = make.bid(tender, cast.cleaners, prices=1_000_00)
    unregistered = make.bid(tender, cast.bakery, prices=1_000_00)
    assert set(submitted_content(registered, 1).vat.values()) == {Money(200_00)}
    assert set(submitted_content(unregistered, 1).vat.values()) == {Money(0)}


def test_only_its_writers_see_a_bid(cast: Cast, make: Make, tender: Tender) -> None:
    make.bid(tender, cast.bakery)
    seen = {
        name: len(db.session.scalars(bids_visible_to(actor)).all())
        for name, actor in {
            "baker": cast.baker,
            "gardener": cast.gardener,
            "buyer": cast.buyer,
            "evaluator": cast.evaluators[0],
            "broker": cast.broker,
            "board": cast.board_member,
            "stranger": cast.stranger,
        }.items()
        if db.session.scalars(bids_visible_to(actor)).all()
    }
    assert seen == {"baker": 1}


def test_a_stranger_neither_saves_nor_submits_nor_withdraws(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery)
    for do in (bids.submit_bid, bids.withdraw_bid):
        with pytest.raises(NotAllowed):
            do(cast.buyer, bid.id)
    with pytest.raises(NotAllowed):
        bids.save_bid(cast.gardener, bid.id, part="prices", value={}, seen=1)


def opened(cast: Cast, tender: Tender) -> None:
    clock.set_to(tender.closes_at, stopped=True)
    open_bids(cast.buyer, tender.id)


def test_before_the_deadline_no_bid_is_opened(cast: Cast, make: Make, tender: Tender) -> None:
    make.bid(tender, cast.bakery)
    with pytest.raises(Refusal, match="from the deadline on"):
        open_bids(cast.buyer, tender.id)


def test_the_last_version_of_every_bid_is_opened_and_no_withdrawn_one(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery, answer="First try", prices=100_00)
    save_all(cast.baker, bid, whole_draft(tender, answer="Second try", prices=90_00))
    bids.submit_bid(cast.baker, bid.id)
    other = make.bid(tender, cast.cleaners, prices=80_00)
    bids.withdraw_bid(cast.gardener, make.bid(tender, cast.gardens).id)
    opened(cast, tender)
    prices = db.session.scalars(select(BidPrice)).all()
    assert {(row.bid_id, row.price.pence, row.vat.pence) for row in prices} == {
        (bid.id, 90_00, 0),
        (other.id, 80_00, 16_00),
    }
    texts = db.session.scalars(select(BidAnswer.text).where(BidAnswer.bid_id == bid.id)).all()
    assert set(texts) == {"Second try"}
    assert {bid.state, other.state} == {BidState.OPENED}
    promised = db.session.scalars(select(BidCommitment.quantity)).all()
    assert len(promised) == 2 * len(parts_of(tender.id).clauses)


def test_each_bidder_can_prove_that_its_receipt_was_counted(
    cast: Cast, make: Make, tender: Tender
) -> None:
    made = [make.bid(tender, who) for who in (cast.bakery, cast.gardens, cast.cleaners)]
    assert inclusion_of(made[0]) is None
    opened(cast, tender)
    for bid in made:
        held = inclusion_of(bid)
        proof = [bytes.fromhex(step) for step in held.proof]
        assert held.root == tender.merkle_root
        assert verify_inclusion(
            held.leaf, held.index, held.size, proof, bytes.fromhex(tender.merkle_root)
        )


def test_where_one_bid_cannot_be_read_none_is_opened_and_it_is_named(
    cast: Cast, make: Make, tender: Tender, owner: Owner
) -> None:
    make.bid(tender, cast.bakery)
    bad = make.bid(tender, cast.gardens)
    sealed = versions_of(bad)[0].sealed
    with owner.unguarded() as connection:
        connection.execute(
            update(BidVersion)
            .where(BidVersion.bid_id == bad.id)
            .values(sealed=sealed[:-1] + bytes([sealed[-1] ^ 1]))
        )
    db.session.expire_all()
    clock.set_to(tender.closes_at, stopped=True)
    with pytest.raises(Refusal, match="No bid was opened: that of Canal Gardens Society"):
        open_bids(cast.buyer, tender.id)
    assert db.session.scalars(select(BidPrice)).all() == []
    assert tender.state is TenderState.PUBLISHED


def test_who_also_joins_a_consortium_says_how_the_bids_are_kept_apart(
    cast: Cast, make: Make, tender: Tender
) -> None:
    make.joint_bid(tender, {cast.gardens: "60", cast.bakery: "40"})
    bid = make.bid(tender, cast.bakery, submitted=False)
    with pytest.raises(Refusal, match="kept apart"):
        bids.submit_bid(cast.baker, bid.id)
    apart = "Two people who do not share files wrote them."
    bids.save_bid(cast.baker, bid.id, part="declaration", value=apart, seen=bid.revision)
    bids.submit_bid(cast.baker, bid.id)
    opened(cast, tender)
    assert bid.declaration == apart


def test_a_price_below_nothing_is_refused_when_it_is_typed(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    bid = make.bid(tender, cast.bakery, submitted=False)
    lot = parts_of(tender.id).lots[0]
    with pytest.raises(Refusal, match="below £0") as no:
        bids.save_bid(
            cast.baker,
            bid.id,
            part="prices",
            value={lot.id: LotPrice(Money(-500))},
            seen=bid.revision,
        )
    assert no.value.field == f"prices-{lot.id}"
