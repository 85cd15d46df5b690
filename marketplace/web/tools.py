"""What does every route need? Who asks, one row or 404, a page, a word on the next one.

A GET reads and never writes; a POST acts through an action and redirects. A
thing is found by a ``…_visible_to`` Select first: outside it the answer is 404.
"""

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import quote
from uuid import UUID

from flask import Response, flash, g, render_template, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from marketplace.engine import db
from marketplace.engine.access import Actor, HasId, may
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.engine.paging import Beside
from marketplace.web.forms import PageForm

P = ParamSpec("P")

R = TypeVar("R")

T = TypeVar("T")

Thing = TypeVar("Thing", bound=HasId)


_MOST_SAID = 5
"""Sentences that wait for the next page: a cookie holds no more than 4,096 bytes."""


class NotSignedIn(Exception):
    """The page is for people who are signed in."""


def actor() -> Actor:
    """Who is asking."""
    who: Actor = g.actor
    return who


def own_id() -> UUID:
    """Who is asking, on a page for people who are signed in."""
    person_id = actor().person_id
    assert person_id is not None
    return person_id


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """A route for people who are signed in; others are asked to, and lose nothing they typed."""

    @wraps(view)
    def guarded(*args: P.args, **values: P.kwargs) -> R:
        if g.actor.person_id is None:
            raise NotSignedIn
        return view(*args, **values)

    return guarded


def get_or_404(selection: Select[T], right: str | None = None) -> T:
    """The one row of a Select, or 404; where a right in it is named, 403 without it."""
    row = db.session.scalars(selection).one_or_none()
    if row is None:
        raise NotThere(str(request.path))
    if right is not None and not may(actor(), right, row):
        raise NotAllowed(right)
    return row


def row_or_404(rows: Iterable[Thing], row_id: UUID) -> Thing:
    """The row of that id among these, or 404."""
    for row in rows:
        if row.id == row_id:
            return row
    raise NotThere(str(request.path))


def stop_reading() -> None:
    """End the transaction of what was read, before an outside system is asked or an action acts."""
    db.stop_reading()


def page(template: str, **values: object) -> ResponseReturnValue:
    """Render a page; 422 where its form has errors, which its title says too."""
    forms = [value for value in values.values() if isinstance(value, PageForm)]
    has_faults = any(form.faults for form in forms)
    body = render_template(template, has_faults=has_faults, **values)
    return (body, 422) if has_faults and request.method == "POST" else body


def json_file(body: bytes, name: str) -> Response:
    """Bytes to keep: JSON under a file name."""
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def attached_file(body: bytes, name: str, media_type: str) -> Response:
    """A file that somebody put here: to be kept, and never to be run as a page of ours."""
    return Response(
        body,
        mimetype=media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Content-Security-Policy": "sandbox",
        },
    )


def say(sentence: str) -> None:
    """Tell the person, on the next page, what was done; the last of it, where no page came."""
    flash(sentence)
    session["_flashes"] = session["_flashes"][-_MOST_SAID:]


def said(name: str) -> str:
    """What the address says under a name, without spaces around it."""
    return request.args.get(name, "").strip()


def id_in(text: str) -> UUID | None:
    """The id that stands in an address or a field; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number_in(text: str | None, otherwise: int = 0) -> int:
    """The whole number that a hidden field or an address carries, where it is one."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else otherwise


def beside() -> Beside:
    """Beside which row of a list the page that is asked for begins (``engine.paging``)."""
    before = said("before")
    return Beside(before or said("after"), is_before=bool(before))


def page_number() -> int:
    """Which page of a list is asked for, from 1."""
    return max(1, min(number_in(said("page"), 1), 10_000))
