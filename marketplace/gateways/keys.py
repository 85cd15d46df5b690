"""Where is the key that the database must not hold?

One master secret of 32 bytes in a file beside the database, readable by its
owner only. Every other key is derived from it (HKDF, RFC 5869), so that one
small file is all there is to back up; without it no sealed bid can be opened.
A secret that was changed for a new one stays in the file, below it: what was
made with it can still be read and checked, and nothing is made with it any more.
"""

import hmac
import os
from contextlib import suppress
from functools import lru_cache
from os import urandom
from pathlib import Path
from secrets import token_hex

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from marketplace.settings import kept_secret

_folder: Path | None = None


def use(folder: Path) -> None:
    """Called once by the wiring: the folder that holds the master secret."""
    global _folder
    _folder = folder


def make() -> None:
    """Make the master secret of a new installation; one that is there stays as it is."""
    kept_secret(_path())


def is_there() -> bool:
    """Whether the installation has its master secret."""
    return _path().exists()


def change() -> None:
    """Make a new master secret; the ones before stay, for what was made with them."""
    part = _path().with_suffix(".new")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join([token_hex(32), *(master.hex() for master in masters())]))
        file.flush()
        os.fsync(file.fileno())
    part.replace(_path())


def masters() -> list[bytes]:
    """The secrets of 32 bytes, the one in use first. Never makes one: another opens nothing."""
    return _read(_path(), _path().stat().st_mtime_ns)


@lru_cache(1)
def _read(path: Path, _written_at: int) -> list[bytes]:
    return [bytes.fromhex(line) for line in path.read_text().split()]


def master() -> bytes:
    """The secret from which everything new is derived."""
    return masters()[0]


def _path() -> Path:
    if _folder is None:
        raise RuntimeError("No folder for keys was named.")
    return _folder / "master.key"


def encrypt(purpose: str, plain: bytes) -> bytes:
    """Encrypt for keeping in the database (AES-256-GCM), readable for this purpose only."""
    nonce = urandom(12)
    return nonce + AESGCM(_key(purpose, master())).encrypt(nonce, plain, purpose.encode())


def decrypt(purpose: str, sealed: bytes) -> bytes | None:
    """The plain bytes, or None where they were not encrypted for this purpose."""
    for secret in masters():
        # Altered, or cut so short that it holds no nonce, or made with another of the secrets.
        with suppress(InvalidTag, ValueError):
            key = AESGCM(_key(purpose, secret))
            return key.decrypt(sealed[:12], sealed[12:], purpose.encode())
    return None


def fingerprint(value: bytes | str) -> str:
    """How a sealed or personal value stands in audit and reports: the same for the same value.

    Made with the key (HMAC), for a share, a sum or an address is found soon by trying every one.
    """
    return fingerprints(value)[0]


def fingerprints(value: bytes | str) -> list[str]:
    """A value's fingerprint, and those that were made of it with the secrets before."""
    return authentications("fingerprint", value.encode() if isinstance(value, str) else value)


def authenticated(purpose: str, plain: bytes) -> str:
    """What only a holder of the key can say of these bytes (HMAC-SHA-256), in hexadecimal."""
    return authentications(purpose, plain)[0]


def authentications(purpose: str, plain: bytes) -> list[str]:
    """The same, and what was said of them with the secrets before."""
    return [hmac.digest(_key(purpose, secret), plain, "sha256").hex() for secret in masters()]


def sign(purpose: str, message: bytes) -> str:
    """An Ed25519 signature (RFC 8032) in hexadecimal: anybody with the public key can check it."""
    return _signing(purpose, master()).sign(message).hex()


def public_keys(purpose: str) -> list[str]:
    """The public keys for what is signed for a purpose, in hexadecimal, the one in use first."""
    return [_signing(purpose, secret).public_key().public_bytes_raw().hex() for secret in masters()]


def _signing(purpose: str, secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_key(f"signature:{purpose}", secret))


@lru_cache(256)
def _key(purpose: str, secret: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, f"column:{purpose}".encode()).derive(secret)
