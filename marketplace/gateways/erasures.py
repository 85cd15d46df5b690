"""Who was erased? A list beside the database, out of the reach of what a backup brings back.

It holds numbers alone, one a line, and is only ever added to.
"""

from pathlib import Path
from uuid import UUID

_file: Path | None = None


def use(file: Path) -> None:
    """Called once by the wiring."""
    global _file
    _file = file


def noted() -> set[UUID]:
    """Everybody who was ever noted."""
    path = _path()
    return {UUID(line) for line in path.read_text().split()} if path.exists() else set()


def note(person_ids: set[UUID]) -> None:
    """Note who was erased; who stands there already is not noted again."""
    path = _path()
    new = sorted(person_ids - noted())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a") as file:
        file.writelines(f"{person_id}\n" for person_id in new)


def _path() -> Path:
    if _file is None:
        raise RuntimeError("No file for erasures was named.")
    return _file
