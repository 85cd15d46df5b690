"""What was published, where the database cannot reach it? A file a subject, only ever added to.

Each line is one entry, signed, and names the line before by its SHA-256. Who holds
the database alone can neither change what it says nor take a line away.
"""

import json
import os
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path
from typing import Any

from marketplace.gateways import files, keys
from procurement.bidding.sealing import canonical
from procurement.ground.refusal import Refusal
from procurement.ground.signature import is_signed

_PURPOSE = "public log"


def add(subject: str, entry: dict[str, Any]) -> None:
    """Add an entry, unless it is the last one already; on the disk when this returns."""
    path = _path(subject)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a+b") as file:
        flock(file, LOCK_EX)
        file.seek(0)
        lines = file.read().splitlines()
        if lines and json.loads(lines[-1])["entry"] == entry:
            return
        previous = sha256(lines[-1]).hexdigest() if lines else ""
        line = {"entry": entry, "previous": previous}
        line["signature"] = keys.sign(_PURPOSE, canonical([previous, entry]))
        file.write(canonical(line) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def entries(subject: str) -> list[Any]:
    """Every entry, the first one first. Refuses a log that was altered."""
    previous, said = "", []
    for line in raw(subject).splitlines():
        try:
            kept = json.loads(line)
            message = canonical([previous, kept["entry"]])
            if not any(is_signed(message, kept["signature"], key) for key in public_keys()):
                raise ValueError
        except (ValueError, KeyError, TypeError):
            raise Refusal(
                "The log of what was published was altered. Tell whoever looks after this "
                "marketplace: they restore it from a backup."
            ) from None
        said.append(kept["entry"])
        previous = sha256(line).hexdigest()
    return said


def raw(subject: str) -> bytes:
    """The log as it lies there, for anybody to keep: one JSON object a line; empty if there is none."""
    try:
        return _path(subject).read_bytes()
    except FileNotFoundError:
        return b""


def public_keys() -> list[str]:
    """With which each line's signature can be checked: of the JSON list of ``previous`` and ``entry``."""
    return keys.public_keys(_PURPOSE)


def _path(subject: str) -> Path:
    return files.folder() / "published" / f"{subject}.jsonl"
