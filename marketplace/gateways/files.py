"""Where are the bytes of documents? In a folder, each under its SHA-256, encrypted at rest.

Encrypted, because some are sealed and a copy of the folder alone must open
nothing; under their hash, so that the same bytes are kept once and a changed
byte is found.
"""

import errno
import os
from hashlib import sha256
from pathlib import Path

from marketplace.gateways import keys
from procurement.ground.refusal import Refusal

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_folder: Path | None = None


def use(folder: Path) -> None:
    """Called once by the wiring."""
    global _folder
    _folder = folder


def store(content: bytes) -> str:
    """Keep the bytes, whole or not at all; their SHA-256 in hexadecimal."""
    name = sha256(content).hexdigest()
    path = _path(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}")
        try:
            part.write_bytes(keys.encrypt("file:" + name, content))
            part.rename(path)
        except OSError as fault:
            part.unlink(missing_ok=True)
            if fault.errno in _NO_ROOM:
                raise Refusal(
                    "There is no room for this file just now: the disk of the marketplace is full. "
                    "Nothing was changed. Try again later.",
                    field="file",
                ) from fault
            raise
    return name


def read(name: str) -> bytes | None:
    """The bytes kept under a hash, or None where they are missing or were changed."""
    try:
        content = keys.decrypt("file:" + name, _path(name).read_bytes())
    except FileNotFoundError:
        return None
    return content if content is not None and sha256(content).hexdigest() == name else None


def folder() -> Path:
    """Where they are."""
    if _folder is None:
        raise RuntimeError("No folder for files was named.")
    return _folder


def _path(name: str) -> Path:
    return folder() / name[:2] / name
