"""How is a bid kept from everybody but its bidder until the deadline?

One ``master`` secret of 32 bytes is kept outside the database. From it come, by
HKDF (RFC 5869), the private key of each tender and the own key of each bid. A
submitted version is encrypted under a fresh data key (ChaCha20-Poly1305), and
that key is wrapped twice: to the tender's public key (HPKE, RFC 9180), which is
used only at the deadline, and under the bid's own key, so that the bidder can
always read what it sent. What was published when it was submitted is bound into
it, the deadline with it. Whoever holds the database alone can read nothing; who
changes a byte is found out.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from procurement.bidding.deadlines import Publication, sealed_until
from procurement.ground.calendar import in_london_words
from procurement.ground.refusal import Refusal

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_FORMAT = b"\x01"
"""A draft, or a bid sealed before what was published was bound into bids."""
_BOUND = b"\x02"
_LENGTH = 2
"""Bytes that say how long the publication is that a bid is bound to."""
_KEY, _NONCE, _TAG = 32, 12, 16
_BLOCK = 4096
"""Bids and drafts are filled up to whole blocks: else how long one is would tell how many digits
its price has."""
_FOR_TENDER = 32 + _KEY + _TAG
_FOR_BIDDER = _NONCE + _KEY + _TAG


@dataclass(frozen=True, slots=True)
class BidVersion:
    """Which submission this is; sealed into it, so that it fits nowhere else."""

    tender_id: str
    bid_id: str
    version: int

    def bound(self, purpose: str, under: Publication | None) -> bytes:
        published = [] if under is None else [under.as_json()]
        return canonical([purpose, self.tender_id, self.bid_id, self.version, *published])


@dataclass(frozen=True, slots=True)
class SealedBid:
    """A submitted version, encrypted; ``packed()`` is what a column keeps."""

    under: Publication | None
    """What was published when it was submitted; None for a bid of before this was bound in."""
    for_tender: bytes
    for_bidder: bytes
    content: bytes

    def packed(self) -> bytes:
        head = _FORMAT
        if self.under is not None:
            said = canonical(self.under.as_json())
            head = _BOUND + len(said).to_bytes(_LENGTH) + said
        return head + self.for_tender + self.for_bidder + self.content

    @classmethod
    def unpacked(cls, kept: bytes) -> "SealedBid":
        """Read what ``packed()`` wrote. Refuses anything else."""
        under, rest = _published(kept)
        if len(rest) < _FOR_TENDER + _FOR_BIDDER + _NONCE + _TAG:
            raise _unreadable()
        wrapped, rest = rest[:_FOR_TENDER], rest[_FOR_TENDER:]
        return cls(under, wrapped, rest[:_FOR_BIDDER], rest[_FOR_BIDDER:])


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the bidder holds in hand: this content arrived then."""

    of: BidVersion
    received_at: datetime
    """Aware UTC: arrival at the server."""
    sha256: str
    """Of the canonical bytes that were submitted, in hex."""

    def leaf(self) -> bytes:
        """The bytes that stand for this receipt in a tender's Merkle tree."""
        at = self.received_at.astimezone(UTC).isoformat(timespec="microseconds")
        return canonical([self.of.tender_id, self.of.bid_id, self.of.version, at, self.sha256])


def new_master() -> bytes:
    """A new master secret: 32 random bytes, to be kept outside the database."""
    return secrets.token_bytes(_KEY)


def canonical(content: Any) -> bytes:
    """One spelling of a JSON value: keys sorted, no spaces, UTF-8, and no floats (TypeError)."""
    _no_floats(content)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def submission(of: BidVersion, content: Mapping[str, Any]) -> bytes:
    """The canonical bytes of what is submitted: the content, which bid it is, and a random salt.

    The salt keeps the SHA-256 on the receipt from telling anything: nobody can
    try out prices against it.
    """
    return canonical(
        {
            "bid": of.bid_id,
            "content": dict(content),
            "salt": secrets.token_hex(16),
            "tender": of.tender_id,
            "version": of.version,
        }
    )


def content_of(submitted: bytes) -> dict[str, Any]:
    """The content inside what ``submission`` wrote."""
    content: dict[str, Any] = json.loads(submitted)["content"]
    return content


def tender_public_key(master: bytes, tender_id: str) -> bytes:
    """The 32 bytes to publish with a tender: bids are encrypted to them."""
    return _tender_key(master, tender_id).public_key().public_bytes_raw()


def bidder_key(master: bytes, bid_id: str) -> bytes:
    """The 32-byte key under which a bid's own drafts and submissions can always be read."""
    return _derived(master, f"bid:{bid_id}")


def seal(
    submitted: bytes, of: BidVersion, *, under: Publication | None, to: bytes, own: bytes
) -> SealedBid:
    """Encrypt submitted bytes to a tender's public key ``to`` and the bid's ``own`` key.

    It is bound to what is published now (``under``).
    """
    data_key = secrets.token_bytes(_KEY)
    recipient = X25519PublicKey.from_public_bytes(to)
    for_tender = _SUITE.encrypt(data_key, recipient, info=of.bound("to tender", under))
    for_bidder = _encrypt(own, data_key, of.bound("to bidder", under))
    bound = of.bound("content", under) + for_tender + for_bidder
    return SealedBid(under, for_tender, for_bidder, _encrypt(data_key, _filled(submitted), bound))


def read_own(sealed: SealedBid, of: BidVersion, own: bytes) -> bytes:
    """What the bidder submitted, at any time. Refuses what was altered."""
    return _content(
        sealed, of, _decrypt(own, sealed.for_bidder, of.bound("to bidder", sealed.under))
    )


def open_sealed(
    sealed: SealedBid, of: BidVersion, master: bytes, *, log: Sequence[Publication], now: datetime
) -> bytes:
    """What was submitted, for the buyer: refused before the latest deadline in the ``log`` of what
    was published, where it was sealed under another publication, and if altered.
    """
    closes_at = sealed_until(sealed.under, log)
    if now < closes_at:
        raise Refusal(f"Bids stay sealed until the deadline, {in_london_words(closes_at)}.")
    key = _tender_key(master, of.tender_id)
    try:
        data_key = _SUITE.decrypt(sealed.for_tender, key, info=of.bound("to tender", sealed.under))
    except InvalidTag:
        raise _altered() from None
    return _content(sealed, of, data_key)


def seal_draft(content: Mapping[str, Any], bid_id: str, own: bytes) -> bytes:
    """Encrypt a draft under the bid's own key: bytes for a column."""
    return _FORMAT + _encrypt(own, _filled(canonical(dict(content))), canonical(["draft", bid_id]))


def read_draft(kept: bytes, bid_id: str, own: bytes) -> dict[str, Any]:
    """The content of a draft. Refuses what was altered or is another bid's."""
    if kept[:1] != _FORMAT:
        raise _altered()
    plain = _decrypt(own, kept[1:], canonical(["draft", bid_id]))
    content: dict[str, Any] = json.loads(plain)
    return content


def receipt(submitted: bytes, of: BidVersion, received_at: datetime) -> Receipt:
    """The receipt for submitted bytes that arrived at an aware moment."""
    return Receipt(of, received_at, hashlib.sha256(submitted).hexdigest())


def check_receipt(held: str, submitted: bytes) -> None:
    """Refuses where the submitted bytes are not those whose SHA-256 stands on the receipt."""
    if not secrets.compare_digest(hashlib.sha256(submitted).hexdigest(), held):
        raise Refusal("This content is not what the receipt was given for.")


def _tender_key(master: bytes, tender_id: str) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_derived(master, f"tender:{tender_id}"))


def _derived(master: bytes, purpose: str) -> bytes:
    if len(master) != _KEY:
        raise ValueError("the master secret has 32 bytes")
    return HKDF(SHA256(), _KEY, salt=None, info=purpose.encode()).derive(master)


def _encrypt(key: bytes, plain: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, bound)


def _filled(plain: bytes) -> bytes:
    """JSON up to a whole block: blanks after it are no part of it."""
    return plain + b" " * (-len(plain) % _BLOCK)


def _decrypt(key: bytes, kept: bytes, bound: bytes) -> bytes:
    try:
        return ChaCha20Poly1305(key).decrypt(kept[:_NONCE], kept[_NONCE:], bound)
    except (InvalidTag, ValueError):
        raise _altered() from None


def _content(sealed: SealedBid, of: BidVersion, data_key: bytes) -> bytes:
    bound = of.bound("content", sealed.under) + sealed.for_tender + sealed.for_bidder
    return _decrypt(data_key, sealed.content, bound).rstrip(b" ")


def _published(kept: bytes) -> tuple[Publication | None, bytes]:
    """What a kept bid is bound to, and the rest of its bytes."""
    if kept[:1] == _FORMAT:
        return None, kept[1:]
    end = 1 + _LENGTH + int.from_bytes(kept[1 : 1 + _LENGTH])
    said = kept[1 + _LENGTH : end]
    try:
        under = Publication.from_json(json.loads(said))
        if kept[:1] != _BOUND or canonical(under.as_json()) != said:
            raise ValueError
        return under, kept[end:]
    except (ValueError, KeyError, TypeError):
        raise _unreadable() from None


def _unreadable() -> Refusal:
    return Refusal("This is not a sealed bid that can be read here.")


def _altered() -> Refusal:
    return Refusal(
        "This sealed bid has been altered or belongs to another tender, so it cannot be opened. "
        "Restore it from a backup together with the keys."
    )


def _no_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a bid holds no floats: whole pence, or decimals as text")
    if isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str):
                raise TypeError("the keys of a bid are text")
            _no_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _no_floats(part)
