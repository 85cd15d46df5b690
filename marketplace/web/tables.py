"""What does each cell of a table need, so that its rows can be read one below another?

Templates write plain rows. On narrow screens a row becomes a block (see
``.mp-table`` in the style sheet): each cell then carries the heading of its
column, and the roles say to screen readers what ``display: block`` takes away.
"""

import re
from collections.abc import Collection, Sequence

from markupsafe import Markup, escape

_TAG = re.compile(r"<(tr|th|td)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_DAY_ALONE = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}<")
_CLASS = {"tr": "govuk-table__row", "th": "govuk-table__header", "td": "govuk-table__cell"}
_ROLE = {"tr": "row", "th": "rowheader", "td": "cell"}


def dressed(rows: Markup, headings: Sequence[str], numbers: Collection[str] = ()) -> Markup:
    """Plain rows with the classes, roles and headings of their cells; ``numbers`` align right.

    A cell that holds a day alone keeps it on one line while there are columns.
    """
    column = 0

    def dress(tag: re.Match[str]) -> str:
        nonlocal column
        kind, told = tag[1], dict(_ATTRIBUTE.findall(tag[2]))
        classes = [_CLASS[kind]]
        needs = {"role": _ROLE[kind]}
        if kind == "tr":
            column = 0
        else:
            span = int(told.get("colspan", 1))
            heading = headings[column]
            column += span
            if span > 1:
                needs["aria-colspan"] = str(span)
            else:
                needs["data-label"] = escape(heading)
                classes += [f"{classes[0]}--numeric"] if heading in numbers else []
            if kind == "th":
                needs["scope"] = "row"
        classes += ["mp-day"] if _DAY_ALONE.match(rows, tag.end()) else []
        classes += [told["class"]] if "class" in told else []
        attributes = {**needs, **told, "class": " ".join(classes)}
        return f"<{kind} " + " ".join(f'{name}="{text}"' for name, text in attributes.items()) + ">"

    return Markup(_TAG.sub(dress, rows))  # noqa: S704 - escaped by the template already
