"""What is a document of an assessment made of?"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from marketplace.assessment.queries.assessments import Assessment


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of words; ``numbers`` are the headings of its columns of numbers."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what stands below it, in this order: words, table, words after it."""

    heading: str
    words: Sequence[str] = ()
    grid: Grid | None = None
    after: Sequence[str] = ()
    is_within: bool = False
    """It belongs to the part before it that is not."""


@dataclass(frozen=True, slots=True)
class RecordOf:
    """The assessment that is written down, who is called how, and for whom it is written."""

    assessment: Assessment
    people: Mapping[Hashable, str]
    is_for_buyer: bool
    reader: UUID | None

    def name(self, person_id: Hashable | None) -> str:
        """A person's name; of whom it was erased, a word for it."""
        return self.people.get(person_id, "A former colleague") if person_id else "–"

    def named(self, person_ids: Iterable[Hashable]) -> str:
        """Several names in one line."""
        return ", ".join(sorted(self.name(id) for id in person_ids))
