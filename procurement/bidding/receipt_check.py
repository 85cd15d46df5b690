"""Is this receipt one that the marketplace gave? To be answered by anybody, with the public key."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from procurement.bidding.sealing import BidVersion, Receipt
from procurement.ground.signature import is_signed


def receipt_faults(said: Any, public_keys: Sequence[str]) -> list[str]:
    """Why a receipt, as its file says it, is not one that was given; empty where it is.

    ``public_keys`` are the marketplace's, in hexadecimal. Whatever else the file holds is not
    looked at.
    """
    try:
        receipt, signature = _read(said)
    except (KeyError, TypeError, ValueError):
        return [
            "This is not a receipt: its tender, bid, version, time, SHA-256 or signature is missing."
        ]
    if not any(is_signed(receipt.leaf(), signature, key) for key in public_keys):
        return ["The signature does not fit: this receipt was altered, or was not given here."]
    return []


def text_faults(text: str, public_keys: Sequence[str]) -> list[str]:
    """The same for the text of a receipt's file."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ["This is not the text of a receipt’s file, which begins with { and ends with }."]
    return receipt_faults(said, public_keys)


def _read(said: Mapping[str, Any]) -> tuple[Receipt, str]:
    of = BidVersion(str(said["tender"]), str(said["bid"]), int(said["version"]))
    received_at = datetime.fromisoformat(said["received_at"])
    if received_at.tzinfo is None:
        raise ValueError
    return Receipt(of, received_at, str(said["sha256"])), str(said["signature"])
