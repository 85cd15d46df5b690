"""What is said of a place where a person may stand, and what becomes of it?"""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of it when the person is erased."""

    DELETED = "deleted"
    """The rows go."""
    EMPTIED = "emptied"
    """The rows stay, with nothing in these columns."""
    STRUCK = "struck"
    """The text stays; the person's name and ways to reach them are struck out of it."""
    KEPT = "kept"
    """Law or proof keeps it as it is, under a number instead of a name."""


@dataclass(frozen=True, slots=True)
class Place:
    """Columns of one table in which a person may stand, and how the rows of a person are known."""

    table: str
    columns: tuple[str, ...]
    fate: Fate
    what: str
    why: str
    until: str
    person: str = ""
    """The column with the person's number."""
    address: str = ""
    """The column with an e-mail address."""
    written_at: str = ""
    """The column with the moment of the act by which a person wrote it."""


RECORD = (
    "Records of procurement (Procurement Act 2023, section 98), kept as long as claims can be made "
    "(Limitation Act 1980)"
)
RECORD_UNTIL = (
    "3 years from the contract or the decision; 1 year for private procurements without one; "
    "6 years after a contract ends"
)
