"""How does a test begin from rows that others begin from too? Made once, kept, and put back.

What many tests stand on (the cast, one example of everything, a story) is made
through the same actions as ever by the first test of a process that asks for it.
Its rows and files are then copied aside, and put back for each later one.
"""

import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, inspect, text

from marketplace.engine import db, trail
from marketplace.engine.access import SYSTEM
from tests.owner import Owner

T = TypeVar("T")
EMPTY = "empty"


@dataclass(frozen=True)
class Kept:
    """The rows of each table as PostgreSQL copies them, the files, and what stands for them here."""

    rows: dict[str, bytes]
    files: Path
    value: bytes


class States:
    """The states that this process has made, by name, and the folder its files are in."""

    def __init__(self, files: Path, aside: Path, owner: Owner) -> None:
        self.files, self.aside, self.owner = files, aside, owner
        self.kept: dict[str, Kept] = {}
        self.standing: str | None = EMPTY

    def begin(self, name: str, make: Callable[[], T], *, over: str = EMPTY) -> T:
        """What ``make`` gives, with the rows it makes over another state: made now, or put back.

        A test that has left that state by asking for something else first gets it made anew.
        Rows among what is given are read again; all else in it is a copy.
        """
        if self.standing != over:
            self.standing = None
            return make()
        self.standing = name
        if name not in self.kept:
            value = make()
            self.kept[name] = Kept(_all_rows(), self._set_aside(name), _packed(value))
            return value
        kept = self.kept[name]
        with self.owner.unguarded() as connection:
            connection.execute(text(_CLEAR))
            _write(connection, kept.rows)
        if kept.files.exists():
            shutil.copytree(kept.files, self.files, dirs_exist_ok=True)
        return _Unpickler(BytesIO(kept.value)).load()

    def leave(self) -> None:
        """What the test has made itself is no state that others begin from."""
        self.standing = None

    def clear(self) -> None:
        """Leave no row but the system's own person, and no file."""
        self.standing = EMPTY
        with self.owner.unguarded() as connection:
            connection.execute(text(_CLEAR))
        shutil.rmtree(self.files, ignore_errors=True)

    def _set_aside(self, name: str) -> Path:
        folder = self.aside / name
        if self.files.exists():
            shutil.copytree(self.files, folder)
        return folder


_CLEAR = "; ".join(
    [f"DELETE FROM {table.name}" for table in db.Base.metadata.sorted_tables
       if table.name not in {"persons", "audit_lines"}]
    + [f"DELETE FROM persons WHERE id <> '{SYSTEM.person_id}'",
       f"UPDATE audit_lines SET place = 0, hash = '{trail.GENESIS}'",
       "SELECT setval('audit_numbers', 1, false)"]
)  # fmt: skip


def _all_rows() -> dict[str, bytes]:
    found = {}
    with _cursor(db.session.connection()) as cursor:
        for table in db.Base.metadata.sorted_tables:
            with cursor.copy(f"COPY {table.name} TO STDOUT") as copy:
                found[table.name] = b"".join(copy)
    db.session.commit()  # a rollback would make what was given be read again
    return {name: rows for name, rows in found.items() if rows}


def _cursor(connection: Connection) -> Any:
    """The driver's own, which can copy whole tables."""
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver.cursor()


def _write(connection: Connection, rows: dict[str, bytes]) -> None:
    for held in (f"persons WHERE id = '{SYSTEM.person_id}'", "audit_lines"):
        connection.execute(text(f"DELETE FROM {held}"))
    with _cursor(connection) as cursor:
        for name, lines in rows.items():
            with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                copy.write(lines)
    connection.execute(text("SELECT setval('audit_numbers', max(number)) FROM audit_records"))


class _Pickler(pickle.Pickler):
    """Keeps a row by its class and key."""

    def persistent_id(self, value: object) -> tuple[type, Any] | None:
        if isinstance(value, db.Base):
            return type(value), inspect(value).identity
        return None


class _Unpickler(pickle.Unpickler):
    """Reads such a row again."""

    def persistent_load(self, kept: tuple[type, Any]) -> object:
        return db.session.get_one(*kept)


def _packed(value: object) -> bytes:
    out = BytesIO()
    _Pickler(out, pickle.HIGHEST_PROTOCOL).dump(value)
    return out.getvalue()
