"""Where does an error stand in a form with rows?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from wtforms import Field, FieldList, FormField, TextAreaField


def rows_in(field: Field | None) -> list[FormField]:
    """The rows of a list, none of what is no list."""
    return list(field) if isinstance(field, FieldList) else []


def field_in_row(name: str, judged: Callable[[str], Sequence[FormField]]) -> Field | None:
    """The field of a row, as a rule names it: ``stages-1-by``, of the second row that is judged."""
    listed, _, rest = name.partition("-")
    at, _, own = rest.partition("-")
    if not (own and at.isdecimal()):
        return None
    rows = judged(listed)
    return rows[int(at)].form._fields.get(own) if int(at) < len(rows) else None


def leaves(field: Field) -> Iterator[tuple[Field, str]]:
    """Each error with the field at which it stands; what a list says of itself stands at no row of it
    a second time."""
    if isinstance(field, FormField):
        for inner in field.form:
            yield from leaves(inner)
    elif isinstance(field, FieldList):
        own = [error for error in field.errors if isinstance(error, str)]
        yield from ((field, sentence) for sentence in own)
        for row in field:
            yield from ((leaf, text) for leaf, text in leaves(row) if text not in own)
    else:
        yield from ((field, sentence) for sentence in _flat(field.errors))


def texts_in(fields: Iterable[Field]) -> Iterator[TextAreaField]:
    """Every field of many lines, also in the rows of lists."""
    for field in fields:
        if isinstance(field, FormField):
            yield from texts_in(field.form)
        elif isinstance(field, FieldList):
            yield from texts_in(field)
        elif isinstance(field, TextAreaField):
            yield field


def _flat(errors: Any) -> list[str]:
    if isinstance(errors, dict):
        return [sentence for inner in errors.values() for sentence in _flat(inner)]
    sentences: list[str] = []
    for error in errors:
        sentences += _flat(error) if isinstance(error, list | tuple | dict) else [str(error)]
    return sentences
