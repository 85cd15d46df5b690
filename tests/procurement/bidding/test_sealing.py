from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.bidding.deadlines import Publication
from procurement.bidding.sealing import (
    BidVersion,
    SealedBid,
    bidder_key,
    canonical,
    check_receipt,
    content_of,
    new_master,
    open_sealed,
    read_draft,
    read_own,
    receipt,
    seal,
    seal_draft,
    submission,
    tender_public_key,
)
from procurement.ground.refusal import Refusal

MASTER = bytes(range(32))
OF = BidVersion("tender-1", "bid-1", 1)
CLOSES = datetime(2026, 12, 4, 12, tzinfo=UTC)
OWN = bidder_key(MASTER, OF.bid_id)
CONTENT = {"answers": {"q1": "We cook for 300 people a day – fresh."}, "price_pence": 1250000}


PUBLISHED = Publication("tender-1", 1, CLOSES, "a" * 64)
LOG = [PUBLISHED]


def sealed(of: BidVersion = OF, under: Publication | None = PUBLISHED) -> tuple[bytes, SealedBid]:
    submitted = submission(of, CONTENT)
    to, own = tender_public_key(MASTER, of.tender_id), bidder_key(MASTER, of.bid_id)
    return submitted, seal(submitted, of, under=under, to=to, own=own)


def test_the_buyer_opens_at_the_deadline_and_reads_what_was_submitted() -> None:
    submitted, bid = sealed()
    kept = SealedBid.unpacked(bid.packed())
    opened = open_sealed(kept, OF, MASTER, log=LOG, now=CLOSES)
    assert opened == submitted
    assert content_of(opened) == CONTENT


def test_the_buyer_is_refused_a_microsecond_before_the_deadline() -> None:
    _, bid = sealed()
    early = CLOSES - timedelta(microseconds=1)
    with pytest.raises(Refusal, match="sealed until the deadline, 12:00 on Friday 4 December 2026"):
        open_sealed(bid, OF, MASTER, log=LOG, now=early)


def test_no_bid_opens_before_the_latest_deadline_that_was_published() -> None:
    submitted, bid = sealed()
    later = Publication("tender-1", 2, CLOSES + timedelta(days=2), "b" * 64)
    for log in ([PUBLISHED, later], [later, PUBLISHED]):
        with pytest.raises(Refusal, match="12:00 on Sunday 6 December 2026"):
            open_sealed(bid, OF, MASTER, log=log, now=CLOSES)
        assert open_sealed(bid, OF, MASTER, log=log, now=later.closes_at) == submitted


@pytest.mark.parametrize(
    "log",
    [
        [],
        [replace(PUBLISHED, closes_at=CLOSES - timedelta(days=1))],
        [replace(PUBLISHED, sha256="b" * 64)],
        [replace(PUBLISHED, version=2)],
        [replace(PUBLISHED, tender_id="tender-2")],
    ],
)
def test_a_bid_is_bound_to_what_was_published(log: list[Publication]) -> None:
    _, bid = sealed()
    with pytest.raises(Refusal, match="not in the log of what was published"):
        open_sealed(bid, OF, MASTER, log=log, now=CLOSES)


def test_the_deadline_that_a_sealed_bid_carries_cannot_be_changed() -> None:
    _, bid = sealed()
    earlier = replace(PUBLISHED, closes_at=CLOSES - timedelta(days=9))
    moved = SealedBid.unpacked(replace(bid, under=earlier).packed())
    with pytest.raises(Refusal, match="altered"):
        open_sealed(moved, OF, MASTER, log=[earlier], now=CLOSES)
    with pytest.raises(Refusal, match="altered"):
        read_own(moved, OF, OWN)


def test_a_bid_of_before_this_was_bound_in_opens_by_the_log() -> None:
    submitted, bid = sealed(under=None)
    kept = SealedBid.unpacked(bid.packed())
    assert bid.packed()[:1] == b"\x01"
    assert open_sealed(kept, OF, MASTER, log=LOG, now=CLOSES) == submitted
    with pytest.raises(Refusal, match="sealed until"):
        open_sealed(kept, OF, MASTER, log=LOG, now=CLOSES - timedelta(seconds=1))


def test_the_bidder_reads_its_own_bid_at_any_time() -> None:
    submitted, bid = sealed()
    assert read_own(bid, OF, OWN) == submitted


def test_nothing_that_is_kept_shows_the_content() -> None:
    submitted, bid = sealed()
    draft = seal_draft(CONTENT, OF.bid_id, OWN)
    for kept in (bid.packed(), draft):
        assert b"cook" not in kept
        assert b"1250000" not in kept
    assert submitted not in bid.packed()


def test_the_length_of_what_is_kept_tells_no_digit_of_a_price() -> None:
    small, large = CONTENT | {"price_pence": 1}, CONTENT | {"price_pence": 10**13}
    to, lengths = tender_public_key(MASTER, OF.tender_id), set()
    for content in (small, large):
        draft = seal_draft(content, OF.bid_id, OWN)
        bid = seal(submission(OF, content), OF, under=PUBLISHED, to=to, own=OWN)
        assert read_draft(draft, OF.bid_id, OWN) == content
        lengths.add((len(draft), len(bid.packed())))
    assert len(lengths) == 1


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_change_of_any_byte_is_refused_on_every_door(data: st.DataObject) -> None:
    _, bid = sealed()
    kept = bytearray(bid.packed())
    at = data.draw(st.integers(0, len(kept) - 1))
    kept[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Refusal):
        open_sealed(SealedBid.unpacked(bytes(kept)), OF, MASTER, log=LOG, now=CLOSES)
    with pytest.raises(Refusal):
        read_own(SealedBid.unpacked(bytes(kept)), OF, OWN)


@pytest.mark.parametrize("length", [0, 1, 100, 168])
def test_a_bid_cut_short_is_refused(length: int) -> None:
    _, bid = sealed()
    with pytest.raises(Refusal, match="not a sealed bid"):
        SealedBid.unpacked(bid.packed()[:length])


@pytest.mark.parametrize(
    "elsewhere",
    [
        BidVersion("tender-2", "bid-1", 1),
        BidVersion("tender-1", "bid-2", 1),
        BidVersion("tender-1", "bid-1", 2),
    ],
)
def test_a_bid_moved_to_another_tender_bid_or_version_is_refused(elsewhere: BidVersion) -> None:
    _, bid = sealed()
    with pytest.raises(Refusal, match="altered or belongs to another tender"):
        open_sealed(bid, elsewhere, MASTER, log=LOG, now=CLOSES)
    with pytest.raises(Refusal, match="altered or belongs to another tender"):
        read_own(bid, elsewhere, OWN)


def test_another_master_secret_opens_nothing() -> None:
    _, bid = sealed()
    with pytest.raises(Refusal, match="cannot be opened"):
        open_sealed(bid, OF, new_master(), log=LOG, now=CLOSES)


def test_a_master_secret_of_another_length_is_our_own_error() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        tender_public_key(b"short", "tender-1")


def test_keys_differ_by_tender_and_by_bid_and_never_change() -> None:
    assert tender_public_key(MASTER, "a") == tender_public_key(MASTER, "a")
    assert tender_public_key(MASTER, "a") != tender_public_key(MASTER, "b")
    assert bidder_key(MASTER, "a") != bidder_key(MASTER, "b")
    assert bidder_key(MASTER, "a") != tender_public_key(MASTER, "a")


def test_two_sealings_of_the_same_content_look_different() -> None:
    (first, sealed_first), (second, sealed_second) = sealed(), sealed()
    assert sealed_first.packed() != sealed_second.packed()
    assert receipt(first, OF, CLOSES).sha256 != receipt(second, OF, CLOSES).sha256


def test_a_draft_is_read_back_by_its_bid_and_by_no_other() -> None:
    kept = seal_draft(CONTENT, OF.bid_id, OWN)
    assert read_draft(kept, OF.bid_id, OWN) == CONTENT
    with pytest.raises(Refusal):
        read_draft(kept, "bid-2", bidder_key(MASTER, "bid-2"))
    with pytest.raises(Refusal):
        read_draft(b"", OF.bid_id, OWN)
    with pytest.raises(Refusal):
        read_draft(kept[:5], OF.bid_id, OWN)


def test_a_receipt_fits_what_was_submitted_and_nothing_else() -> None:
    submitted, _ = sealed()
    held = receipt(submitted, OF, CLOSES)
    check_receipt(held.sha256, submitted)
    with pytest.raises(Refusal, match="not what the receipt was given for"):
        check_receipt(held.sha256, submitted + b" ")


def test_a_receipts_leaf_changes_with_every_part_of_it() -> None:
    held = receipt(b"a", OF, CLOSES)
    others = [
        receipt(b"b", OF, CLOSES),
        receipt(b"a", BidVersion("tender-1", "bid-1", 2), CLOSES),
        receipt(b"a", OF, CLOSES + timedelta(microseconds=1)),
    ]
    assert len({one.leaf() for one in [held, *others]}) == 4


def test_canonical_bytes_have_one_spelling() -> None:
    assert canonical({"b": 1, "a": ["é", None]}) == '{"a":["é",null],"b":1}'.encode()


@pytest.mark.parametrize("wrong", [{"price": 1.5}, {"a": [{"b": 0.1}]}, {1: "a"}])
def test_a_float_or_a_key_that_is_not_text_is_our_own_error(wrong: object) -> None:
    with pytest.raises(TypeError):
        canonical(wrong)


OLD_DRAFT = (
    "014a176ae2a6df0b1aa3c32e67140d5f52ccc431b3cef119bbba53e28b824e0811c4e473447e365062de"
    "dcde4bb10a5a3f582141"
)
OLD_BID = (
    "014cb7d99101e0024e56bbc045fa88438fe87d0beaec59e7f10bdb0e8a5a06a52643a4dd13e8ed1bc5ee"
    "eae38c0a00a6b742677d78763f9d3943e6b5795f42613688a375ee5cd8e4e11d52d16c6cf35cbada1f5e"
    "a488dba33cef339c0a3ccafc28767dbd0d3c67ae292244783e042a70ae8e0c75d7007cff2ed4e09d4b66"
    "53ad86b406a7c29d079d12511bc1d6e1c78231749bad8131f576736e84b64c1d9bbb7560f4a43f1eaf48"
    "a4d84c3767d69e98a5185832a3e2ab6d985ceecf1bee2c1ab04d707b8fa9427b71bd9a93619f7a5fdf84"
    "6dcc310ad1367dd0123d409b6c5e9be7399a8eda4b3abf8958d87d2c5084cae96ded3dbe57b79b60db47"
    "754164009aa1fc98dfebd45acf4ec4dd80a647f5b07750236ad718a6d266493156"
)
"""Sealed before content was filled up to whole blocks: tender t-1, bid b-1, the keys below."""


def test_what_was_sealed_before_lengths_were_hidden_opens_still() -> None:
    own, master, of = bytes(range(32)), bytes(range(32, 64)), BidVersion("t-1", "b-1", 1)
    wanted = {"answers": {"q": "Hé"}}
    assert read_draft(bytes.fromhex(OLD_DRAFT), "b-1", own) == wanted
    bid = SealedBid.unpacked(bytes.fromhex(OLD_BID))
    assert content_of(read_own(bid, of, own)) == wanted
    assert content_of(open_sealed(bid, of, master, log=LOG, now=CLOSES)) == wanted
