import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.bidding.merkle import inclusion_proof, merkle_root, verify_inclusion
from procurement.ground.refusal import Refusal

LEAVES = st.lists(st.binary(max_size=40), min_size=1, max_size=40)


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle_root([]) == hashlib.sha256(b"").digest()


def test_the_root_of_three_leaves_is_built_as_the_standard_says() -> None:
    one, two, three = (hashlib.sha256(b"\x00" + leaf).digest() for leaf in (b"a", b"b", b"c"))
    pair = hashlib.sha256(b"\x01" + one + two).digest()
    assert merkle_root([b"a", b"b", b"c"]) == hashlib.sha256(b"\x01" + pair + three).digest()


@given(LEAVES)
def test_a_proof_holds_for_every_leaf(leaves: list[bytes]) -> None:
    root = merkle_root(leaves)
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(leaves, index)
        assert verify_inclusion(leaf, index, len(leaves), proof, root)


@given(LEAVES, st.data())
def test_a_proof_holds_for_no_altered_leaf(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    altered = data.draw(st.binary(max_size=40).filter(lambda leaf: leaf != leaves[index]))
    proof = inclusion_proof(leaves, index)
    assert not verify_inclusion(altered, index, len(leaves), proof, merkle_root(leaves))


@given(LEAVES.filter(lambda leaves: len(leaves) > 1), st.data())
def test_an_altered_proof_holds_for_no_leaf(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = inclusion_proof(leaves, index), merkle_root(leaves)
    place = data.draw(st.integers(0, len(proof) - 1))
    changed = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    altered = [*proof[:place], changed, *proof[place + 1 :]]
    assert not verify_inclusion(leaves[index], index, len(leaves), altered, root)
    assert not verify_inclusion(leaves[index], index, len(leaves), proof[:-1], root)
    assert not verify_inclusion(leaves[index], index, len(leaves), [*proof, proof[0]], root)


def test_a_node_cannot_pass_for_a_leaf() -> None:
    hashes = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in (b"a", b"b")]
    assert merkle_root([b"".join(hashes)]) != merkle_root([b"a", b"b"])


def test_an_index_without_a_leaf_is_refused_or_does_not_verify() -> None:
    with pytest.raises(Refusal, match="no receipt number 3 among 2"):
        inclusion_proof([b"a", b"b"], 2)
    assert not verify_inclusion(b"a", 2, 2, [], merkle_root([b"a", b"b"]))
