"""Which rows belong to each of several things? Read in one query for all of them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select

from marketplace.engine.db import session

Kept = TypeVar("Kept")


def rows_by(key: str, selection: Select[Kept]) -> dict[UUID, list[Kept]]:
    """The rows of a selection by the id that they hold in the column ``key``, in its order."""
    return grouped(key, session.scalars(selection))


def grouped(key: str, rows: Iterable[Kept]) -> dict[UUID, list[Kept]]:
    """The same of rows that are read already."""
    by_key: dict[UUID, list[Kept]] = defaultdict(list)
    for row in rows:
        by_key[getattr(row, key)].append(row)
    return by_key
