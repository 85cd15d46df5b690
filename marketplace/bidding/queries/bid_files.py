"""Which files are attached to the answers of a bid, and what do they hold?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol
from uuid import UUID

from marketplace.gateways import files
from procurement.bidding import sealed_file


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One file of an answer as it stands in the bid, which alone holds its key."""

    asked: int
    """Which of the documents that the question asks for, from 0."""
    name: str
    media_type: str
    size: int
    sha256: str
    kept: str
    """Under which name its encrypted bytes are kept; no other file has it."""
    key: str


class IsAttached(Protocol):
    """A file of a draft, of a submission, or of an opened bid."""

    @property
    def sha256(self) -> str: ...
    @property
    def kept(self) -> str: ...
    @property
    def key(self) -> str: ...


Attached = Mapping[UUID, Sequence[AttachedFile]]
"""The files of each question by its id, in the order in which they were attached."""


def files_as_json(attached: Attached) -> dict[str, Any]:
    return {str(key): [asdict(file) for file in rows] for key, rows in attached.items() if rows}


def files_from_json(kept: Mapping[str, Any]) -> Attached:
    return {UUID(key): tuple(AttachedFile(**row) for row in rows) for key, rows in kept.items()}


def every_file(attached: Attached) -> Iterator[AttachedFile]:
    for rows in attached.values():
        yield from rows


def file_kept_as(kept: str, among: Iterable[Attached]) -> AttachedFile | None:
    """The file of that name in one of these."""
    return next((row for one in among for row in every_file(one) if row.kept == kept), None)


def bytes_of(file: IsAttached) -> bytes | None:
    """What a file holds; None where its bytes are missing. Refuses what was altered."""
    kept = files.read(file.kept)
    return (
        None if kept is None else sealed_file.read_file(kept, bytes.fromhex(file.key), file.sha256)
    )
