"""Was this receipt among those that were counted when the tender closed?

A Merkle tree as in RFC 6962 section 2.1 (leaves and nodes hashed apart, so that
neither can pass for the other). Its root is published at the deadline; each
bidder can then check a proof against it without seeing another's receipt.
"""

import hashlib
from collections.abc import Sequence

from procurement.ground.refusal import Refusal


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The 32-byte root over the leaves in their order; of none, the hash of nothing."""
    return root_over([leaf_hash(leaf) for leaf in leaves])


def root_over(hashes: Sequence[bytes]) -> bytes:
    """The same root from the hashes of the leaves, which tell nothing of them."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = _split(len(hashes))
    return _node(root_over(hashes[:split]), root_over(hashes[split:]))


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from the leaf at ``index`` to the root, lowest first.

    Refuses an index without a leaf.
    """
    if not 0 <= index < len(leaves):
        raise Refusal(f"There is no receipt number {index + 1} among {len(leaves)}.")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*inclusion_proof(left, index), merkle_root(right)]
    return [*inclusion_proof(right, index - split), merkle_root(left)]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Does the proof lead from leaf ``index`` of ``size`` to the root? (RFC 9162, 2.1.3.2)"""
    if not 0 <= index < size:
        return False
    node, last, reached = index, size - 1, leaf_hash(leaf)
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            reached = _node(sibling, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = _node(reached, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and reached == root


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    split: int = 1 << ((size - 1).bit_length() - 1)
    return split


def leaf_hash(leaf: bytes) -> bytes:
    """The 32-byte hash of one leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
