"""What was typed in the rows of a form of a draft: which are filled, and with what?"""

from collections.abc import Iterable, Mapping

from wtforms import FieldList, FormField


def filled(rows: FieldList, defaults: Mapping[str, object]) -> list[dict[str, object]]:
    """What stands in the rows that are filled."""
    return [
        {key: defaults.get(key) if value is None else value for key, value in _typed(row).items()}
        for row in rows_filled(rows, defaults)
    ]


def rows_filled(rows: Iterable[FormField], defaults: Mapping[str, object]) -> list[FormField]:
    """The rows in which something was typed and that are not to be removed."""
    return [
        row
        for row in rows
        if not row.form.remove.data
        and (
            any(
                value not in (None, "", []) and value != defaults.get(key)
                for key, value in _typed(row).items()
            )
            or any(rows_filled(inner, {}) for inner in row.form if isinstance(inner, FieldList))
        )
    ]


def _typed(row: FormField) -> dict[str, object]:
    """Lists within a row are read by themselves."""
    return {
        field.short_name: field.data.strip() if isinstance(field.data, str) else field.data
        for field in row.form
        if field.short_name not in {"remove", "csrf_token"} and not isinstance(field, FieldList)
    }
