"""What is held about a person, as their page shows it and as they take it away?"""

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from marketplace.engine import forgetting
from marketplace.engine.personal import PLACES
from marketplace.engine.personal_place import Place
from marketplace.engine.plain import plain
from marketplace.gateways import keys

_HASHES = "hash"
_LINK = re.compile("⟦[\\w=-]+⟧")
"""The secret of a link in a kept e-mail: whoever finds the file must not open the account with it."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One place with the person's own rows in it, as they may take them away."""

    place: Place
    rows: list[dict[str, Any]]


def own_data(person_id: UUID) -> list[Holding]:
    """Every place with the rows that are known to be the person's: one query for each place."""
    person = forgetting.known(person_id)
    if person is None:
        return []
    return [
        Holding(place, [_shown(place, row) for row in forgetting.rows_of(place, person)])
        for place in PLACES
        if _is_known(place)
    ]


def searched() -> list[Place]:
    """The places that are searched for a person's name rather than known to hold their rows."""
    return [place for place in PLACES if not _is_known(place)]


def _is_known(place: Place) -> bool:
    return bool(place.person or place.address or place.written_at)


def _shown(place: Place, row: RowMapping) -> dict[str, Any]:
    """A row in plain values: secrets as the word that they are kept, sealed bytes likewise."""
    return {name: _value(place.table, name, value) for name, value in row.items()}


def _value(table: str, name: str, value: Any) -> Any:
    if value is None or value == "":
        return plain(value)
    if table == "kept_forms" and name == "sealed":
        typed = keys.decrypt("kept-form", value)
        return json.loads(typed) if typed else "kept encrypted"
    if isinstance(value, bytes):
        return "kept encrypted"
    if table != "audit_records" and name.endswith(_HASHES):
        return "kept, and shown to nobody"
    if table == "messages" and isinstance(value, str):
        return _LINK.sub("[a secret link]", value)
    return plain(value)
