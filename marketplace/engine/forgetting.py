"""Empties every place where a person stands, as the map of them says; and reads them out before.

Called by actions alone: whatever it changes belongs to their transaction and their record.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    String,
    Table,
    cast,
    delete,
    false,
    func,
    or_,
    select,
    update,
)

from marketplace.engine import db
from marketplace.engine.audit import AuditRecord
from marketplace.engine.personal import PLACES
from marketplace.engine.personal_place import Fate, Place
from procurement.open_data.personal import masked

ERASED = "[erased]"
_POSTAL = re.compile(
    r"(?:\b\d+[A-Za-z]?,? (?:[A-Z][\w'’.-]*[ ,]+){1,8})?\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
)
"""A postcode, with the house, street and town before it."""


@dataclass(frozen=True, slots=True)
class Known:
    """By what a person is found: the number, and the name and address that others may write."""

    person_id: UUID
    name: str
    emails: tuple[str, ...]
    """In lower case; the present one first, then those they had before, as far as that is known."""

    @property
    def words(self) -> list[str]:
        """What is searched for. A single name is borne by too many to be struck out of texts."""
        return [*self.emails, *([self.name] if " " in self.name.strip() else [])]

    def struck(self, text: str, *, is_own: bool) -> str:
        """The text without the person; of one they wrote, without any way to reach somebody."""
        pattern = "|".join(re.escape(word) for word in self.words)
        left, times = re.subn(rf"(?i)(?<!\w)(?:{pattern})(?!\w)", ERASED, text)
        return _POSTAL.sub(ERASED, masked(left)) if times or is_own else text


def known(person_id: UUID) -> Known | None:
    """By what to find a person who is not erased yet."""
    table = _table("person_details")
    row = db.session.execute(
        select(table.c.name, table.c.email).where(table.c.person_id == person_id)
    ).one_or_none()
    if row is None:
        return None
    proofs = _table("address_proofs")
    former = db.session.scalars(
        select(func.lower(proofs.c.old_email))
        .where(proofs.c.person_id == person_id, proofs.c.old_email.is_not(None))
        .distinct()
    )
    return Known(person_id, row.name, tuple(dict.fromkeys([row.email.lower(), *former])))


def empty(person: Known) -> dict[str, int]:
    """Empty every place; how many rows of each table were changed. The person's own row goes last."""
    done: Counter[str] = Counter()
    for place in sorted(PLACES, key=lambda place: place.table == "person_details"):
        done[place.table] += _EMPTIED[place.fate](place, person)
    return {table: count for table, count in done.items() if count}


def rows_of(place: Place, person: Known) -> Sequence[RowMapping]:
    """The person's own rows in a place."""
    table = _table(place.table)
    order = table.primary_key.columns
    return db.session.execute(
        select(table).where(_is_own(place, table, person)).order_by(*order)
    ).mappings().all()  # fmt: skip


def _table(name: str) -> Table:
    return db.Base.metadata.tables[name]


def _is_own(place: Place, table: Table, person: Known) -> ColumnElement[bool]:
    """The rows that are known to be the person's: by number, by address, or by their own act."""
    ways: list[ColumnElement[bool]] = [false()]
    if place.person:
        ways.append(table.c[place.person] == person.person_id)
    if place.address:
        ways.append(func.lower(table.c[place.address]).in_(person.emails))
    if place.written_at:
        acts = select(AuditRecord.at).where(AuditRecord.person_id == person.person_id)
        ways.append(table.c[place.written_at].in_(acts))
    return or_(*ways)


def _delete(place: Place, person: Known) -> int:
    table = _table(place.table)
    gone = delete(table).where(_is_own(place, table, person)).returning(*table.primary_key)
    return len(db.session.execute(gone).all())


def _blank(place: Place, person: Known) -> int:
    table = _table(place.table)
    emptied = update(table).where(_is_own(place, table, person)).returning(*table.primary_key)
    return len(db.session.execute(emptied.values(dict.fromkeys(place.columns, ""))).all())


def _strike(place: Place, person: Known) -> int:
    """Read the rows that are the person's or name them, and write back what differs."""
    table = _table(place.table)
    (key,) = table.primary_key.columns
    words = [table.c[name] for name in place.columns]
    named = [
        cast(column, String).icontains(_as_kept(column, word), autoescape=True)
        for column in words
        for word in person.words
    ]
    is_own = _is_own(place, table, person)
    rows = db.session.execute(select(key, is_own, *words).where(or_(is_own, *named))).all()
    changed = 0
    for row in rows:
        new = {
            column.name: _walked(value, person, is_own=row[1])
            for column, value in zip(words, row[2:], strict=True)
        }
        if list(new.values()) != list(row[2:]):
            db.session.execute(update(table).where(key == row[0]).values(new))
            changed += 1
    return changed


def _as_kept(column: Any, word: str) -> str:
    """How a word stands inside a column: in JSON some of its letters are written otherwise."""
    is_text = isinstance(column.type, String)
    return word if is_text else json.dumps(word, ensure_ascii=False)[1:-1]


def _walked(value: Any, person: Known, *, is_own: bool) -> Any:
    """A value of any shape with every text in it struck."""
    if isinstance(value, str):
        return person.struck(value, is_own=is_own)
    if isinstance(value, list):
        return [_walked(part, person, is_own=is_own) for part in value]
    if isinstance(value, Mapping):
        return {key: _walked(part, person, is_own=is_own) for key, part in value.items()}
    return value


_EMPTIED: Mapping[Fate, Callable[[Place, Known], int]] = {
    Fate.DELETED: _delete,
    Fate.EMPTIED: _blank,
    Fate.STRUCK: _strike,
    Fate.KEPT: lambda place, person: 0,
}
