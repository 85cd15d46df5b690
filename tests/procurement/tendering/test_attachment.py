"""Which documents may be asked for with an answer, and which files are taken."""

from dataclasses import replace

import pytest

from procurement.ground.refusal import Refusal
from procurement.tendering.attachment import (
    AttachmentAsked,
    AttachmentKind,
    attachment_faults,
    check_file,
    check_room,
)

STATEMENT = AttachmentAsked("Method statement", True, (AttachmentKind.PDF, AttachmentKind.TEXT))


def test_what_is_asked_for_is_one_sentence() -> None:
    assert STATEMENT.in_words == (
        "must be there; one file, up to 5 MB: PDF or Word (.docx) or OpenDocument text (.odt)"
    )
    photos = AttachmentAsked("Photos", False, (AttachmentKind.PICTURE,), 2, 3)
    assert photos.in_words == (
        "may be there; up to 3 files, up to 2 MB each: picture (.jpg or .png)"
    )
    assert AttachmentAsked.from_json(photos.as_json()) == photos


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"label": " "}, "label", "say what the document is"),
        ({"label": "x" * 121}, "label", "at most 120 characters"),
        ({"is_required": None}, "is_required", "whether “Method statement” must be there"),
        ({"kinds": ()}, "kinds", "tick the kinds of file"),
        ({"most_mb": 0}, "most_mb", "1 to 10 MB"),
        ({"most_mb": 11}, "most_mb", "1 to 10 MB"),
        ({"most": 0}, "most", "1 to 5 files"),
        ({"most": 6}, "most", "1 to 5 files"),
    ],
)
def test_each_fault_names_its_field(changes: dict[str, object], field: str, words: str) -> None:
    [fault] = attachment_faults([replace(STATEMENT, **changes)], "Question 2")  # type: ignore[arg-type]
    assert fault.field == f"attachments-0-{field}"
    assert str(fault).startswith("Question 2: ")
    assert words in str(fault)


def test_few_documents_are_asked_for_and_none_twice() -> None:
    assert attachment_faults([]) == []
    named = [replace(STATEMENT, label=label) for label in ("A", "B", "a", "D")]
    several, twice = attachment_faults(named)
    assert (several.field, twice.field) == ("attachments", "attachments-2-label")
    assert "at most 3 documents" in str(several)
    assert "“a” is asked for twice." in str(twice)


def test_a_file_is_taken_by_what_it_is_and_by_its_size() -> None:
    check_file(STATEMENT, "plan.pdf", "application/pdf", 5 * 1024 * 1024)
    with pytest.raises(Refusal, match=r"“plan.pdf” has 5.0 MB. The buyer takes up to 5 MB"):
        check_file(STATEMENT, "plan.pdf", "application/pdf", 5 * 1024 * 1024 + 1)
    with pytest.raises(Refusal, match=r"Send it as PDF or Word"):
        check_file(STATEMENT, "plan.png", "image/png", 10)


def test_no_more_files_than_asked_for() -> None:
    check_room(STATEMENT, 0)
    with pytest.raises(Refusal, match=r"takes one file of “Method statement”"):
        check_room(STATEMENT, 1)
    with pytest.raises(Refusal, match=r"takes 2 files of “Method statement”"):
        check_room(replace(STATEMENT, most=2), 2)
