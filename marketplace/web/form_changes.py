"""Where does what was typed in a form differ from what is saved?"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from wtforms import BooleanField, Field, FieldList, FormField, HiddenField
from wtforms.fields.choices import SelectFieldBase

from marketplace.engine import shown
from marketplace.web.forms import DayField, MomentField, MoneyField, NumberField


def differences(typed: Iterable[Any], saved: Iterable[Any]) -> list[tuple[str, str]]:
    """Label and saved words of each field that says something else than was typed."""
    words = {name: said for name, _, said in _leaves(typed)}
    return [
        (label, said or "Nothing")
        for name, label, said in _leaves(saved)
        if said != words.get(name, "")
    ]


def _leaves(fields: Iterable[Any], before: str = "") -> Iterator[tuple[str, str, str]]:
    """Name, label and words of every field that a person fills, those of rows with their number.

    A tick asks for something (“remove this lot”) and is not saved itself.
    """
    for field in fields:
        if isinstance(field, FieldList):
            for number, row in enumerate(field, 1):
                yield from _leaves([row], f"{before}{field.label.text} {number}: ")
        elif isinstance(field, FormField):
            yield from _leaves(field.form, before)
        elif not isinstance(field, HiddenField | BooleanField):
            yield field.name, before + field.label.text, _said(field)


_SHOWN: dict[type[Field], Callable[[Any], str]] = {
    MomentField: shown.moment,
    DayField: shown.day,
    MoneyField: shown.money,
    NumberField: shown.number,
}


def _said(field: Any) -> str:
    """The value in the words of the pages, the same however it was typed: 10 and 10.00 are one."""
    if isinstance(field, SelectFieldBase):
        return ", ".join(label for _, label, is_chosen, _ in field.iter_choices() if is_chosen)
    if field.data is None:
        return ""
    for kind, show in _SHOWN.items():
        if isinstance(field, kind):
            return show(field.data)
    return str(field.data).replace("\r\n", "\n").strip()
