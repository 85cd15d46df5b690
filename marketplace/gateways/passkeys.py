"""How does a passkey show that it is they (WebAuthn)? What the browser is asked, and what it answers.

A challenge is not kept: it says when it was made, and a fingerprint made with the key says for
whom. Each passkey takes only challenges newer than the last one it answered, so an answer counts
once. The person must have shown the passkey who they are, by a finger or a PIN. The library is
imported by who has a passkey before them: it takes long, and every start would wait for it.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from ipaddress import ip_address
from os import urandom
from typing import Any, TypeVar
from urllib.parse import urlsplit

from marketplace.gateways import keys

_LASTS = timedelta(minutes=10)
_HEAD = 16
"""Bytes of a challenge that say when it was made, and a random part; its fingerprint follows."""

Proof = TypeVar("Proof")


@dataclass(frozen=True, slots=True)
class Site:
    """For which site passkeys are made: no other can use them."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey."""

    credential_id: bytes
    public_key: bytes
    count: int
    challenge_at: int


@dataclass(frozen=True, slots=True)
class Used:
    """One use of a passkey: how often it says it was used, and when it was asked."""

    count: int
    challenge_at: int


def site_of(base_url: str) -> Site | None:
    """The site as browsers know it; none where its address is a bare number, which they refuse.

    This machine is called localhost there, whatever number it is reached by.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    try:
        if not ip_address(host).is_loopback:
            return None
        host = "localhost"
    except ValueError:
        pass
    return Site(host, f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else ""))


def to_make(
    site: Site, about: str, account: str, name: str, have: list[bytes], now: datetime
) -> str:
    """What the browser is asked to make a passkey; one of those that are there is not made twice."""
    import webauthn  # noqa: PLC0415 see above
    from webauthn.helpers.structs import (  # noqa: PLC0415 see above
        AuthenticatorSelectionCriteria,
        UserVerificationRequirement,
    )

    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=name,
        user_name=account,
        user_id=bytes.fromhex(keys.fingerprint(f"passkeys of {about}")),
        challenge=_challenge(about, now),
        exclude_credentials=_named(have),
        authenticator_selection=AuthenticatorSelectionCriteria(
            user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return webauthn.options_to_json(options)


def to_use(site: Site, about: str, have: list[bytes], now: datetime) -> str:
    """What the browser is asked to use one of these passkeys."""
    import webauthn  # noqa: PLC0415 see above
    from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415 see above

    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=_challenge(about, now),
        allow_credentials=_named(have),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def made(site: Site, about: str, answer: str, now: datetime) -> Made | None:
    """The passkey that was made for this site and this question; None: it was not."""
    from webauthn import verify_registration_response  # noqa: PLC0415 see above

    shown = _shown(verify_registration_response, site, about, answer, now)
    if shown is None:
        return None
    proof, asked_at = shown
    return Made(proof.credential_id, proof.credential_public_key, proof.sign_count, asked_at)


def credential_in(answer: str) -> bytes:
    """Which passkey answers, by its own word."""
    from webauthn.helpers import base64url_to_bytes  # noqa: PLC0415 see above

    try:
        return base64url_to_bytes(str(_parts(answer).get("id", "")))
    except ValueError:
        return b""


def used(site: Site, about: str, answer: str, public_key: bytes, now: datetime) -> Used | None:
    """The use of this passkey for this site and this question; None: it is none."""
    from webauthn import verify_authentication_response  # noqa: PLC0415 see above

    shown = _shown(
        verify_authentication_response,
        site,
        about,
        answer,
        now,
        credential_public_key=public_key,
        credential_current_sign_count=0,  # whoever keeps the count judges it
    )
    return Used(shown[0].new_sign_count, shown[1]) if shown else None


def _shown(
    verify: Callable[..., Proof], site: Site, about: str, answer: str, now: datetime, **more: Any
) -> tuple[Proof, int] | None:
    """What an answer shows, and when its question was asked; None where it is to none of ours."""
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 see above

    challenge = _answered(answer)
    asked_at = _asked_at(challenge, about, now)
    if asked_at is None:
        return None
    with suppress(WebAuthnException):
        proof = verify(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
            **more,
        )
        return proof, asked_at
    return None


def _named(have: list[bytes]) -> list[Any]:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor  # noqa: PLC0415 see above

    return [PublicKeyCredentialDescriptor(id=known) for known in have]


def _challenge(about: str, now: datetime) -> bytes:
    head = int(now.timestamp() * 1_000_000).to_bytes(8, "big") + urandom(_HEAD - 8)
    return head + _mark(head, about)


def _mark(head: bytes, about: str) -> bytes:
    return bytes.fromhex(keys.fingerprint(f"passkey challenge {about} {head.hex()}"))


def _asked_at(challenge: bytes, about: str, now: datetime) -> int | None:
    """When a challenge of ours was made, in microseconds; None for another's, or an old one."""
    head, mark = challenge[:_HEAD], challenge[_HEAD:]
    if not compare_digest(mark, _mark(head, about)):
        return None
    made_at = int.from_bytes(head[:8], "big")
    age = now - datetime.fromtimestamp(made_at / 1_000_000, UTC)
    return made_at if age < _LASTS else None


def _answered(answer: str) -> bytes:
    """The challenge that the answer is to, by its own word."""
    from webauthn.helpers import (  # noqa: PLC0415 see above
        base64url_to_bytes,
        exceptions,
        parse_client_data_json,
    )

    response = _parts(answer).get("response")
    told = response.get("clientDataJSON") if isinstance(response, dict) else None
    try:
        return parse_client_data_json(base64url_to_bytes(str(told))).challenge
    except (exceptions.WebAuthnException, ValueError, KeyError, AttributeError, TypeError):
        return b""


def _parts(answer: str) -> dict[str, Any]:
    try:
        parts = json.loads(answer)
    except ValueError:
        return {}
    return parts if isinstance(parts, dict) else {}
