"""Where did a form lead? For whoever sends it again.

Kept encrypted: the secret of a link may stand in the address of the page behind it.
"""

from contextlib import suppress
from uuid import UUID

from sqlalchemy import bindparam, func, update

from marketplace.engine import db
from marketplace.engine.outbox import Performed
from marketplace.gateways import keys

_PURPOSE = "location"
_WITHOUT_THE_DISK = func.set_config("synchronous_commit", "off", True) == "off"
"""True; and this transaction’s commit does not wait until it is on the disk."""
_PERFORMED = db.Base.metadata.tables[Performed.__tablename__]
_KEPT = (
    update(_PERFORMED)
    .where(_PERFORMED.c.token == bindparam("of_form"), _WITHOUT_THE_DISK)
    .values(location=bindparam("kept"))
)


def keep(form_token: UUID, location: str) -> None:
    """Remember where a form that was acted on has led.

    Whoever waits for the answer does not wait for the disk: were it lost with the machine, a form
    sent again would still not be acted on again.
    """
    kept = keys.encrypt(_PURPOSE, location.encode()).hex()
    with db.transaction():
        db.session.execute(_KEPT, {"of_form": form_token, "kept": kept})


def read(kept: str | None) -> str | None:
    """The address, where one is kept."""
    with suppress(ValueError):
        plain = keys.decrypt(_PURPOSE, bytes.fromhex(kept or ""))
        return plain.decode() if plain is not None else None
    return None
