"""What does one process keep, and does it still hold?

Nothing is given away before the database was asked what has been changed since the last look; what
stands on it is dropped. What is made meanwhile is told too, and is not kept where it may be older.
Valkey would serve as well as the process, but an answer would cost a second question, and the one
to the database has to be asked all the same.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakSet

from marketplace.engine import clock
from marketplace.engine.reading import Reading
from marketplace.engine.stamps import ANY, Changed, Look, is_stamped

LARGEST = 32 * 1024 * 1024
"""Bytes that one process keeps; what was asked for the longest time ago goes first."""

_TOO_LONG_AGO = 3600.0
"""Seconds without a look, after which nothing is trusted: stamps are kept for a day."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something made, on what it stands, and until when it holds by the machine's own time."""

    value: Any
    size: int
    tables: frozenset[str]
    only: str | None
    """The one tender or buyer that it is about: ``tender_id=…``."""
    until: datetime | None

    def is_changed_by(self, changed: Changed) -> bool:
        return any(
            table in self.tables and (self.only is None or self._is_among(things))
            for table, things in changed.items()
        )

    def _is_among(self, things: list[str]) -> bool:
        of_any = f"{str(self.only).partition('=')[0]}={ANY}"
        return self.only in things or of_any in things


@dataclass(eq=False)
class Making:
    """What was changed while something is made."""

    changed: list[Changed] = field(default_factory=list)
    is_void: bool = False


class Memory:
    """What is kept by the process, for all its threads."""

    def __init__(self, look: Look, largest: int = LARGEST) -> None:
        self._look, self._largest = look, largest
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._size = 0
        self._makings: WeakSet[Making] = WeakSet()
        self._looked_at = 0.0

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def look(self) -> None:
        """Drop what no longer holds: before each answer, by a look that begins after its request."""
        with self._lock:
            self._look_now()

    def get(self, key: Hashable) -> Any:
        """What is kept under a key and holds; None where nothing does."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            if kept.until is not None and kept.until <= clock.real():
                self._drop(key)
                return None
            self._kept.move_to_end(key)
            return kept.value

    def making(self) -> Making:
        """Begin to make something, from what stands in the database from now on."""
        making = Making()
        with self._lock:
            self._look_now()
            self._makings.add(making)
        return making

    def put(
        self, making: Making, key: Hashable, value: Any, size: int, read: Reading, only: str | None
    ) -> None:
        """Keep what was made, unless it cannot be known how long it holds."""
        if not read.is_known or not all(map(is_stamped, read.tables)):
            return
        until = None if read.until is None else clock.real_when(read.until)
        kept = Kept(value, size, frozenset(read.tables), only, until)
        with self._lock:
            is_old = making.is_void or any(map(kept.is_changed_by, making.changed))
            if is_old or size > self._largest:
                return
            self._drop(key)
            self._kept[key] = kept
            self._size += size
            while self._size > self._largest:
                self._drop(next(iter(self._kept)))

    def forget(self) -> None:
        """Keep nothing of what is kept."""
        with self._lock:
            self._drop_all()

    def _look_now(self) -> None:
        changed, now = self._look(), time.monotonic()
        if changed is None or now - self._looked_at > _TOO_LONG_AGO:
            self._drop_all()
        elif changed:
            for making in self._makings:
                making.changed.append(changed)
            for key in [key for key, kept in self._kept.items() if kept.is_changed_by(changed)]:
                self._drop(key)
        self._looked_at = now

    def _drop(self, key: Hashable) -> None:
        kept = self._kept.pop(key, None)
        self._size -= kept.size if kept else 0

    def _drop_all(self) -> None:
        for making in self._makings:
            making.is_void = True
        self._kept.clear()
        self._size = 0
