"""How is a file kept from everybody but its bidder until the bids are opened?

Each file is encrypted under a key of its own (ChaCha20-Poly1305), and that key stands in the bid,
with the SHA-256 of what the file holds: whoever can open the bid can open its files, and nobody
else. Files are filled up to whole blocks, so that how long one is tells little of what it is.
"""

import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from procurement.ground.refusal import Refusal

_KEY, _NONCE, _LENGTH = 32, 12, 8
_BLOCK = 64 * 1024
_BOUND = b"file of a bid"


def new_key() -> bytes:
    """The key of one file."""
    return secrets.token_bytes(_KEY)


def seal_file(content: bytes, key: bytes) -> bytes:
    """What is kept of a file."""
    plain = len(content).to_bytes(_LENGTH) + content
    plain += bytes(-len(plain) % _BLOCK)
    nonce = secrets.token_bytes(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, _BOUND)


def read_file(kept: bytes, key: bytes, held: str) -> bytes:
    """What the file holds. Refuses what was altered, and what is not the SHA-256 in the bid."""
    try:
        plain = ChaCha20Poly1305(key).decrypt(kept[:_NONCE], kept[_NONCE:], _BOUND)
    except (InvalidTag, ValueError):
        raise _altered() from None
    length = int.from_bytes(plain[:_LENGTH])
    content = plain[_LENGTH : _LENGTH + length]
    if not secrets.compare_digest(sha256(content).hexdigest(), held):
        raise _altered()
    return content


def _altered() -> Refusal:
    return Refusal(
        "This file has been altered since it was attached, so it cannot be opened. Restore it from "
        "a backup together with the keys."
    )
