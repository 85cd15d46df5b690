"""The rows in which a buyer says which documents it asks for with the answer to a question."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, SelectMultipleField

from marketplace.tendering.pages.draft_rows import filled
from marketplace.web.forms import PickField, TextField, WholeNumberField
from procurement.tendering.attachment import (
    MOST_FOR_A_QUESTION,
    USUAL_MB,
    AttachmentAsked,
    AttachmentKind,
)

DEFAULTS: Mapping[str, object] = {
    "label": "", "is_required": None, "kinds": [], "most_mb": USUAL_MB, "most": 1,
}  # fmt: skip
_YES_NO = {"yes": True, "no": False}


class AttachmentRow(Form):
    label = TextField("What is the document?")
    is_required = PickField(
        "Must it be there?",
        choices=[("yes", "Yes: a bid cannot be sent without it"), ("no", "No: it may be left out")],
        may_be_open=True,
    )
    kinds = SelectMultipleField(
        "Which kinds of file do you take?",
        choices=[
            (str(kind), kind.in_words[0].upper() + kind.in_words[1:]) for kind in AttachmentKind
        ],
    )
    most_mb = WholeNumberField("Most size of a file")
    most = WholeNumberField("How many files at most?")
    remove = BooleanField("Ask for this document no more")


def attachment_list() -> FieldList:
    return FieldList(FormField(AttachmentRow), "Document", min_entries=1)


def rows_shown(asked: Sequence[AttachmentAsked]) -> list[dict[str, Any]]:
    """What is asked for, and a blank row while one more may be."""
    words = {True: "yes", False: "no", None: None}
    rows: list[dict[str, Any]] = [
        one.as_json() | {"is_required": words[one.is_required]} for one in asked
    ]
    return rows + [{}] * (len(rows) < MOST_FOR_A_QUESTION)


def attachments_in(rows: FieldList) -> list[dict[str, Any]]:
    """What is asked for as typed, still to be judged, as a question keeps it."""
    return [
        {**row, "is_required": _YES_NO.get(str(row["is_required"]))}
        for row in filled(rows, DEFAULTS)
    ]
