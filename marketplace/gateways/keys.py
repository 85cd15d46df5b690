"""Where is the key that the database must not hold?

One master secret of 32 bytes in a file beside the database, readable by its
owner only. Every other key is derived from it (HKDF, RFC 5869), so that one
small file is all there is to back up; without it no sealed bid can be opened.
"""

import hmac
from functools import lru_cache
from os import urandom
from pathlib import Path

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


def master() -> bytes:
    """The 32 bytes everything is derived from. Never makes them: another key opens nothing."""
    return bytes.fromhex(_path().read_text())


def _path() -> Path:
    if _folder is None:
        raise RuntimeError("No folder for keys was named.")
    return _folder / "master.key"


def encrypt(purpose: str, plain: bytes) -> bytes:
    """Encrypt for keeping in the database (AES-256-GCM), readable for this purpose only."""
    nonce = urandom(12)
    return nonce + AESGCM(_key(purpose)).encrypt(nonce, plain, purpose.encode())


def decrypt(purpose: str, sealed: bytes) -> bytes | None:
    """The plain bytes, or None where they were not encrypted for this purpose."""
    try:
        return AESGCM(_key(purpose)).decrypt(sealed[:12], sealed[12:], purpose.encode())
    except (InvalidTag, ValueError):  # altered, or cut so short that it holds no nonce
        return None


def fingerprint(value: bytes | str) -> str:
    """How a sealed or personal value stands in audit and reports: the same for the same value.

    Made with the key (HMAC), for a share, a sum or an address is found soon by trying every one.
    """
    return authenticated("fingerprint", value.encode() if isinstance(value, str) else value)


def authenticated(purpose: str, plain: bytes) -> str:
    """What only a holder of the key can say of these bytes (HMAC-SHA-256), in hexadecimal."""
    return hmac.digest(_key(purpose), plain, "sha256").hex()


def _key(purpose: str) -> bytes:
    return _derived(master(), purpose)


@lru_cache(64)
def _derived(master: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, None, f"column:{purpose}".encode()).derive(master)


def sign(purpose: str, message: bytes) -> str:
    """An Ed25519 signature (RFC 8032) in hexadecimal: anybody with the public key can check it."""
    return _signing(purpose).sign(message).hex()


def public_key(purpose: str) -> str:
    """The public key that belongs to what is signed for a purpose, in hexadecimal."""
    return _signing(purpose).public_key().public_bytes_raw().hex()


def _signing(purpose: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_key(f"signature:{purpose}"))
