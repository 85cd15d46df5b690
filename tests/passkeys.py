"""A passkey in a test: answers as a telephone does (WebAuthn), and wrongly where it is told to."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from os import urandom
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

from marketplace.engine import clock
from marketplace.engine.access import Actor
from marketplace.gateways import passkeys
from marketplace.gateways.passkeys import Site
from marketplace.organisations.actions.passkeys import add_passkey, making
from tests.cast import PASSWORD

SITE = Site("market.example", "https://market.example")

PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


@dataclass
class Telephone:
    """Holds one passkey, and counts how often it was used."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: urandom(16))
    count: int = 0

    def makes(self, options: str, origin: str = SITE.origin) -> str:
        """The answer to a question to make a passkey."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: _bytes(numbers.x), -3: _bytes(numbers.y)}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        about = self._about(asked["rp"]["id"], PRESENT | VERIFIED | NEW)
        made = {"fmt": "none", "attStmt": {}, "authData": about + attested + cbor2.dumps(public)}
        client = _client("webauthn.create", asked["challenge"], origin)
        return self._answer(clientDataJSON=client, attestationObject=cbor2.dumps(made))

    def uses(self, options: str, origin: str = SITE.origin, *, verified: bool = True) -> str:
        """The answer to a question to use it."""
        asked = json.loads(options)
        self.count += 1
        about = self._about(asked["rpId"], PRESENT | (VERIFIED if verified else 0))
        client = _client("webauthn.get", asked["challenge"], origin)
        signature = self.key.sign(about + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=about, signature=signature)

    def _about(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, **response: bytes) -> str:
        own = bytes_to_base64url(self.credential_id)
        told = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": told})


def passkey_of(person: Actor) -> Telephone:
    """The person adds a passkey."""
    telephone = Telephone()
    about = making(person.person_id)
    options = passkeys.to_make(SITE, about, "somebody", "Here", [], clock.real())
    add_passkey(
        person,
        person.person_id,
        name="my telephone",
        answer=telephone.makes(options),
        password=PASSWORD,
        site=SITE,
    )
    return telephone


def _client(kind: str, challenge: str, origin: str) -> bytes:
    told: dict[str, Any] = {"type": kind, "challenge": challenge, "origin": origin}
    return json.dumps(told).encode()


def _bytes(number: int) -> bytes:
    return number.to_bytes(32, "big")
