"""Which documents may a buyer ask for with an answer, and is this file one of them?

No law says how many: each is one more for a bidder to write and for the panel to read, so few are
allowed. What must be there is published with the question (Procurement Act 2023, s23(1)).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from procurement.ground.refusal import Refusal

MOST_FOR_A_QUESTION = 3
MOST_FILES = 5
LARGEST_MB = 10
LONGEST_LABEL = 120
USUAL_MB = 5
"""What stands where the buyer says nothing of the size."""
_MB = 1024 * 1024


class AttachmentKind(StrEnum):
    """A kind of file as people call it."""

    PDF = "pdf"
    TEXT = "text"
    SHEET = "sheet"
    PICTURE = "picture"

    @property
    def in_words(self) -> str:
        return _IN_WORDS[self]

    @property
    def endings(self) -> tuple[str, ...]:
        return tuple(ending for ending, _ in _FILES[self])

    @property
    def media_types(self) -> tuple[str, ...]:
        return tuple(kind for _, kind in _FILES[self])


_IN_WORDS = {
    AttachmentKind.PDF: "PDF",
    AttachmentKind.TEXT: "Word (.docx) or OpenDocument text (.odt)",
    AttachmentKind.SHEET: "spreadsheet (.xlsx, .ods or .csv)",
    AttachmentKind.PICTURE: "picture (.jpg or .png)",
}
_FILES = {
    AttachmentKind.PDF: ((".pdf", "application/pdf"),),
    AttachmentKind.TEXT: (
        (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (".odt", "application/vnd.oasis.opendocument.text"),
    ),
    AttachmentKind.SHEET: (
        (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (".ods", "application/vnd.oasis.opendocument.spreadsheet"),
        (".csv", "text/csv"),
    ),
    AttachmentKind.PICTURE: (
        (".jpg", "image/jpeg"),
        (".jpeg", "image/jpeg"),
        (".png", "image/png"),
    ),
}


@dataclass(frozen=True, slots=True)
class AttachmentAsked:
    """A document that is asked for with an answer; ``is_required`` is None where left open."""

    label: str
    is_required: bool | None
    kinds: tuple[AttachmentKind, ...]
    most_mb: int = USUAL_MB
    most: int = 1

    @property
    def kinds_in_words(self) -> str:
        *others, last = [kind.in_words for kind in self.kinds] or ["no kind of file chosen yet"]
        return f"{', '.join(others)} or {last}" if others else last

    @property
    def in_words(self) -> str:
        """Whether it must be there, how many, of which kind and how large."""
        must = {True: "must be there", False: "may be there", None: "not said if it must be there"}
        files = "one file" if self.most == 1 else f"up to {self.most} files"
        size = f"up to {self.most_mb} MB" + ("" if self.most == 1 else " each")
        return f"{must[self.is_required]}; {files}, {size}: {self.kinds_in_words}"

    @property
    def endings(self) -> tuple[str, ...]:
        return tuple(ending for kind in self.kinds for ending in kind.endings)

    def as_json(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "is_required": self.is_required,
            "kinds": [str(kind) for kind in self.kinds],
            "most_mb": self.most_mb,
            "most": self.most,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "AttachmentAsked":
        kinds = tuple(AttachmentKind(kind) for kind in kept["kinds"])
        return cls(**{**kept, "kinds": kinds})


def attachment_faults(asked: Sequence[AttachmentAsked], about: str = "") -> list[Refusal]:
    """A Refusal for each fault of what one question asks for; fields are ``attachments``,
    ``attachments-0-label``…; ``about`` begins each sentence, such as “Question 2”."""
    start = f"{about}: " if about else ""
    faults = []
    if len(asked) > MOST_FOR_A_QUESTION:
        faults.append(
            Refusal(
                f"{start}ask for at most {MOST_FOR_A_QUESTION} documents with one answer. Each is "
                "one more for a small firm to write, and for you to read.",
                field="attachments",
            )
        )
    for index, one in enumerate(asked):
        for sentence, name in _faults_of_one(one, asked[:index]):
            faults.append(Refusal(f"{start}{sentence}", field=f"attachments-{index}-{name}"))
    return faults


def _faults_of_one(
    one: AttachmentAsked, before: Sequence[AttachmentAsked]
) -> list[tuple[str, str]]:
    label = one.label.strip()
    named = f"“{label}”" if label else "a document"
    rules = [
        (bool(label), "say what the document is, such as “Method statement”.", "label"),
        (
            len(label) <= LONGEST_LABEL,
            f"name the document in at most {LONGEST_LABEL} characters.",
            "label",
        ),
        (
            not label or label.lower() not in {other.label.strip().lower() for other in before},
            f"{named} is asked for twice.",
            "label",
        ),
        (one.is_required is not None, f"say whether {named} must be there.", "is_required"),
        (bool(one.kinds), f"tick the kinds of file that you take for {named}.", "kinds"),
        (
            1 <= one.most_mb <= LARGEST_MB,
            f"a file of {named} may have 1 to {LARGEST_MB} MB.",
            "most_mb",
        ),
        (1 <= one.most <= MOST_FILES, f"ask for 1 to {MOST_FILES} files of {named}.", "most"),
    ]
    return [(sentence, name) for holds, sentence, name in rules if not holds]


def check_file(asked: AttachmentAsked, name: str, media_type: str, size: int) -> None:
    """Refuses a file that is not of a kind asked for, or larger than the buyer takes."""
    if media_type not in {kind for one in asked.kinds for kind in one.media_types}:
        raise Refusal(
            f"“{name}” is not of a kind that the buyer takes here. Send it as "
            f"{asked.kinds_in_words}.",
            field="file",
        )
    if size > asked.most_mb * _MB:
        raise Refusal(
            f"“{name}” has {size / _MB:.1f} MB. The buyer takes up to {asked.most_mb} MB here: make "
            "it smaller, for example by saving its pictures smaller.",
            field="file",
        )


def check_room(asked: AttachmentAsked, there: int) -> None:
    """Refuses one more file where as many are there as the buyer takes."""
    if there >= asked.most:
        files = "one file" if asked.most == 1 else f"{asked.most} files"
        raise Refusal(
            f"The buyer takes {files} of “{asked.label}”. Choose fewer, or take one out first.",
            field="file",
        )
