"""The record for everybody: where it stood on each day, and whether it still holds a mark."""

from datetime import date
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from marketplace.desk.queries.records import PublishedDays, published_days, said_mark
from marketplace.web.kept_pages import kept
from marketplace.web.tools import page, said

pages = Blueprint("records", __name__)

_DAYS_ON_A_PAGE, _DAYS_IN_A_FILE = 30, 400


@pages.get("/record")
@kept
def index() -> ResponseReturnValue:
    listed, mark = published_days(_before(), _DAYS_ON_A_PAGE), said("mark")
    return page("desk/records/index.html", listed=listed, mark=said_mark(mark) if mark else None)


@pages.get("/record.json")
def file() -> ResponseReturnValue:
    """The same days for a program, with where each line ended."""
    listed = published_days(_before(), _DAYS_IN_A_FILE)
    return {
        "about": url_for("records.index", _external=True),
        "days": [_in_json(day) for day in listed.days],
        "earlier": _earlier(listed),
    }


def _in_json(day: Any) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "taken_at": day.taken_at.isoformat(),
        "records": day.records,
        "root": day.root,
        "lines": [{"line": line, "place": place, "hash": hash} for line, place, hash in day.heads],
    }


def _earlier(listed: PublishedDays) -> str | None:
    if listed.earlier is None:
        return None
    return url_for("records.file", before=listed.earlier.isoformat(), _external=True)


def _before() -> date | None:
    try:
        return date.fromisoformat(said("before"))
    except ValueError:
        return None
