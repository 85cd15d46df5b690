"""A file of a bid: readable with the key that stands in the bid, and in no other way."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.bidding.sealed_file import new_key, read_file, seal_file
from procurement.ground.refusal import Refusal


@given(st.binary(max_size=200_000))
def test_what_is_sealed_is_read_again_with_its_key(content: bytes) -> None:
    key = new_key()
    assert read_file(seal_file(content, key), key, sha256(content).hexdigest()) == content


def test_how_long_it_is_tells_little_and_twice_the_same_looks_different() -> None:
    key = new_key()
    assert len(seal_file(b"a", key)) == len(seal_file(b"b" * 60_000, key))
    assert seal_file(b"a", key) != seal_file(b"a", key)


def test_another_key_a_changed_byte_and_another_content_are_found_out() -> None:
    key, held = new_key(), sha256(b"plan").hexdigest()
    kept = seal_file(b"plan", key)
    for wrong in (
        (kept, new_key(), held),
        (kept[:-1] + bytes([kept[-1] ^ 1]), key, held),
        (kept[:5], key, held),
        (seal_file(b"other", key), key, held),
    ):
        with pytest.raises(Refusal, match="altered"):
            read_file(*wrong)
