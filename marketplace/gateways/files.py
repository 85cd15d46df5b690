"""Where are the bytes of documents? In a folder, each under its SHA-256, encrypted at rest.

Encrypted, because some are sealed and a copy of the folder alone must open
nothing; under their hash, so that the same bytes are kept once and a changed
byte is found.
"""

import os
from hashlib import sha256
from pathlib import Path

from marketplace.gateways import keys

_folder: Path | None = None


def use(folder: Path) -> None:
    """Called once by the wiring."""
    global _folder
    _folder = folder


def store(content: bytes) -> str:
    """Keep the bytes; their SHA-256 in hexadecimal."""
    name = sha256(content).hexdigest()
    path = _path(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}")
        part.write_bytes(keys.encrypt("file:" + name, content))
        part.rename(path)
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
