"""How are bids kept sealed here? The rules of sealing, with this installation's key.

Nothing readable of a bid goes into the database before the opening: a draft is
encrypted under the bid's own key, a submission to its tender's key as well, and
what the members of a consortium agree is kept in columns that hold no readable text.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from marketplace.bidding.queries.bid_content import Content, Draft
from marketplace.gateways import keys
from procurement.bidding import sealing
from procurement.bidding.deadlines import Publication
from procurement.ground.refusal import Refusal

Read = TypeVar("Read")

_RECEIPTS = "receipts"


@dataclass(frozen=True, slots=True)
class Which:
    """Names one submission: the tender, the bid, and the number of its version."""

    tender_id: UUID
    bid_id: UUID
    number: int

    @property
    def bound(self) -> sealing.BidVersion:
        return sealing.BidVersion(str(self.tender_id), str(self.bid_id), self.number)


def keep_draft(bid_id: UUID, draft: Draft) -> bytes:
    """The draft encrypted under the bid's own key."""
    return keep_json(bid_id, draft.as_json())


def keep_json(bid_id: UUID, said: Mapping[str, Any]) -> bytes:
    """What its own side alone may read, encrypted under the key of the bid or offer."""
    return sealing.seal_draft(said, str(bid_id), _own(bid_id, keys.master()))


def read_draft(bid_id: UUID, kept: bytes | None) -> Draft:
    """The draft as it was last saved; an empty one before. Refuses what was altered."""
    return Draft() if kept is None else Draft.from_json(read_json(bid_id, kept))


def read_json(bid_id: UUID, kept: bytes) -> dict[str, Any]:
    """What ``keep_json`` kept. Refuses what was altered."""
    return _with_its_key(lambda key: sealing.read_draft(kept, str(bid_id), _own(bid_id, key)))


def seal(
    which: Which, content: Content, tender_key: bytes, under: Publication
) -> tuple[bytes, str]:
    """A submission encrypted to the tender and to its bidder, bound to what is published now; and
    its SHA-256 in hexadecimal."""
    return seal_json(which, content.as_json(), tender_key, under)


def seal_json(
    which: Which, said: Mapping[str, Any], tender_key: bytes, under: Publication
) -> tuple[bytes, str]:
    """The same of any JSON value."""
    submitted = sealing.submission(which.bound, said)
    own = _own(which.bid_id, keys.master())
    packed = sealing.seal(submitted, which.bound, under=under, to=tender_key, own=own).packed()
    return packed, sha256(submitted).hexdigest()


def own_bytes(which: Which, packed: bytes) -> bytes:
    """The very bytes that the bidder submitted: their SHA-256 is the receipt's."""
    bid = sealing.SealedBid.unpacked(packed)
    return _with_its_key(lambda key: sealing.read_own(bid, which.bound, _own(which.bid_id, key)))


def own_content(which: Which, packed: bytes) -> Content:
    """What the bidder submitted, for the bidder, at any time."""
    return Content.from_json(own_json(which, packed))


def own_json(which: Which, packed: bytes) -> dict[str, Any]:
    """The same of any JSON value."""
    return sealing.content_of(own_bytes(which, packed))


def opened_content(
    which: Which, packed: bytes, held: str, *, log: Sequence[Publication], now: datetime
) -> Content:
    """What was submitted, for the buyer: refused before the last deadline in the log of what was
    published, and where it is altered.

    ``held`` is the SHA-256 on the receipt that the bidder holds.
    """
    return Content.from_json(opened_json(which, packed, held, log=log, now=now))


def opened_json(
    which: Which, packed: bytes, held: str, *, log: Sequence[Publication], now: datetime
) -> dict[str, Any]:
    """The same of any JSON value."""
    bid = sealing.SealedBid.unpacked(packed)
    submitted = _with_its_key(
        lambda key: sealing.open_sealed(bid, which.bound, key, log=log, now=now)
    )
    sealing.check_receipt(held, submitted)
    return sealing.content_of(submitted)


def leaf(which: Which, received_at: datetime, held: str) -> bytes:
    """The bytes that stand for a receipt in the tender's tree of receipts."""
    return sealing.Receipt(which.bound, received_at, held).leaf()


def signature(which: Which, received_at: datetime, held: str) -> str:
    """This installation's signature under a receipt."""
    return keys.sign(_RECEIPTS, leaf(which, received_at, held))


def receipts_keys() -> list[str]:
    """The public keys with which anybody can check a receipt, the one in use first."""
    return keys.public_keys(_RECEIPTS)


def receipt_json(which: Which, received_at: datetime, held: str) -> Mapping[str, Any]:
    """A receipt as the bidder keeps it."""
    return {
        "tender": str(which.tender_id),
        "bid": str(which.bid_id),
        "version": which.number,
        "received_at": received_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "sha256": held,
        "signature": signature(which, received_at, held),
    }


def _own(bid_id: UUID, key: bytes) -> bytes:
    return sealing.bidder_key(key, str(bid_id))


def _with_its_key(read: Callable[[bytes], Read]) -> Read:
    """What is read with the master key that it was made with. Refuses where none of them fits."""
    *others, oldest = keys.masters()
    for key in others:
        with suppress(Refusal):
            return read(key)
    return read(oldest)
