"""To which address does somebody answer one e-mail of ours, and who may answer to it?

The address holds the id of what is answered and a signature over that and the person's: nobody can
guess one, and of two people who were sent the same message each has an address of their own. Nothing of
it is kept. It is in small letters and digits alone, since mail servers change letters as they like,
and no longer than the 64 characters that the part before the @ may have (RFC 5321, 4.5.3.1.1).
"""

import hmac
from base64 import b32decode, b32encode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from marketplace.gateways import keys

MARK = "=== Write your answer above this line ==="
"""It stands at the top of an e-mail that can be answered: what is below is quoted."""

_PURPOSE = "reply-address"
_BYTES = 16

_base = ""


def use(address: str | None) -> None:
    """Called once by the wiring: the mailbox that takes answers, such as ``replies@example.org``."""
    global _base
    _base = address or ""


def is_there() -> bool:
    """Whether e-mails can be answered at all."""
    return bool(_base)


def address_for(answered: UUID, person_id: UUID) -> str:
    """The address to which this person answers; empty where e-mails cannot be answered."""
    if not _base:
        return ""
    token = b32encode(answered.bytes + _signatures(answered, person_id)[0])
    name, _, domain = _base.rpartition("@")
    return f"{name}+{token.decode().rstrip('=').lower()}@{domain}"


def of_letter(ids: Mapping[str, object], person_id: UUID | None) -> str:
    """Where an e-mail is answered that was asked for with these ids: ``answers`` among them names
    what its answer is about. Empty where none is taken."""
    answered = ids.get("answers")
    return address_for(UUID(str(answered)), person_id) if answered and person_id else ""


def is_ours(address: str) -> bool:
    """Whether it is the mailbox itself, or an address within it."""
    name, _, domain = address.lower().rpartition("@")
    return bool(_base) and f"{name.partition('+')[0]}@{domain}" == _base.lower()


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """What an address says: which message is answered, with the signature of somebody."""

    answered: UUID
    signature: bytes

    def is_of(self, person_id: UUID) -> bool:
        """Whether it was this person’s address."""
        own = _signatures(self.answered, person_id)
        return any(hmac.compare_digest(self.signature, one) for one in own)


def read_address(address: str) -> ReplyTo | None:
    """What stands in an address of ours; None in any other."""
    if not is_ours(address):
        return None
    token = address.rpartition("@")[0].partition("+")[2].upper()
    try:
        said = b32decode(token + "=" * (-len(token) % 8))
    except (Error, ValueError):
        return None
    return ReplyTo(UUID(bytes=said[:16]), said[16:]) if len(said) == 16 + _BYTES else None


def _signatures(answered: UUID, person_id: UUID) -> list[bytes]:
    """By the secret in use, and by those before."""
    said = keys.authentications(_PURPOSE, answered.bytes + person_id.bytes)
    return [bytes.fromhex(one)[:_BYTES] for one in said]
