"""Where did a form lead? For whoever sends it again.

Kept encrypted: the secret of a link may stand in the address of the page behind it.
"""

from contextlib import suppress
from uuid import UUID

from sqlalchemy import update

from marketplace.engine import db
from marketplace.engine.outbox import Performed
from marketplace.gateways import keys

_PURPOSE = "location"


def keep(form_token: UUID, location: str) -> None:
    """Remember where a form that was acted on has led."""
    with db.transaction():
        db.session.execute(
            update(Performed)
            .where(Performed.token == form_token)
            .values(location=keys.encrypt(_PURPOSE, location.encode()).hex())
        )


def read(kept: str | None) -> str | None:
    """The address, where one is kept."""
    with suppress(ValueError):
        plain = keys.decrypt(_PURPOSE, bytes.fromhex(kept or ""))
        return plain.decode() if plain is not None else None
    return None
