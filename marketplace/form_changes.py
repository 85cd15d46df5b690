"""Where does what was typed in a form differ from what is saved?"""

from collections.abc import Iterable, Iterator
from typing import Any

from wtforms import FieldList, FormField, HiddenField
from wtforms.fields.choices import SelectFieldBase

from marketplace.forms import DayField


def differences(typed: Iterable[Any], saved: Iterable[Any]) -> list[tuple[str, str]]:
    """Label and saved words of each field that says something else than was typed."""
    words = {name: said for name, _, said in _leaves(typed)}
    return [
        (label, said or "Nothing")
        for name, label, said in _leaves(saved)
        if said != words.get(name, "")
    ]


def _leaves(fields: Iterable[Any], before: str = "") -> Iterator[tuple[str, str, str]]:
    """Name, label and words of every field that a person fills, those of rows with their number."""
    for field in fields:
        if isinstance(field, FieldList):
            for number, row in enumerate(field, 1):
                yield from _leaves([row], f"{before}{field.label.text} {number}: ")
        elif isinstance(field, FormField):
            yield from _leaves(field.form, before)
        elif not isinstance(field, HiddenField):
            yield field.name, before + field.label.text, _said(field)


def _said(field: Any) -> str:
    if isinstance(field, DayField):
        return " ".join(part for part in field.typed.values() if part)
    if isinstance(field, SelectFieldBase):
        return ", ".join(label for _, label, is_chosen, _ in field.iter_choices() if is_chosen)
    if field.type == "BooleanField":
        return "Yes" if field.data else ""
    return str(field._value()).replace("\r\n", "\n").strip()
