"""Which pages are kept for visitors without a session?

A page that says ``@kept`` is made once, and its bytes are given to whoever comes without a cookie
of ours and without a query, with an ETag, until what it shows changes (``engine.memory``). No
session, no form's secret and no person can enter one. What changes more often than its page, as a
buyer's record does, is a fragment: kept for itself, and put in its place.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from hashlib import sha256
from secrets import token_hex
from typing import Any, ParamSpec
from uuid import UUID

from flask import Flask, Response, current_app, g, request, session
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_etags

from marketplace.engine import db, reading
from marketplace.engine.memory import Making, Memory
from marketplace.engine.reading import Reading
from marketplace.engine.stamps import THINGS, Look

P = ParamSpec("P")
Render = Callable[[Iterable[UUID]], Mapping[UUID, Markup]]
Key = tuple[str, UUID]

VIEWS: list[Callable[..., ResponseReturnValue]] = []
"""The routes of every page that is kept."""

_NAME = "kept_pages"
_MARK = token_hex(16)
_PLACE = re.compile(rf"<!--{_MARK}:(\w+):([-0-9a-f]+)-->".encode())
_FRAGMENTS: dict[str, tuple[str, Render]] = {}


@dataclass
class Page:
    """The bytes between fragments, and the headers of every answer."""

    parts: list[bytes]
    keys: list[Key]
    headers: list[tuple[str, str]] = field(default_factory=list)
    _joined: tuple[list[bytes], bytes, str] | None = None

    @classmethod
    def read(cls, body: bytes) -> "Page":
        """What a template made, with the places of its fragments."""
        parts = _PLACE.split(body)
        names, ids = parts[1::3], parts[2::3]
        keys = [(name.decode(), UUID(key.decode())) for name, key in zip(names, ids, strict=True)]
        return cls(parts[::3], keys)

    def whole(self, fragments: Mapping[Key, bytes]) -> tuple[bytes, str]:
        """The body and its ETag; what was joined last is used again where the fragments are."""
        between = [fragments[key] for key in self.keys]
        joined = self._joined  # another thread may join it with other fragments meanwhile
        if joined is None or joined[0] != between:
            pairs = zip(self.parts, [*between, b""], strict=True)
            body = b"".join(part for pair in pairs for part in pair)
            joined = self._joined = between, body, sha256(body).hexdigest()[:32]
        return joined[1:]


@dataclass
class Draft:
    """A page that is being made to be kept."""

    making: Making
    read: Reading
    fragments: dict[Key, bytes] = field(default_factory=dict)


def kept(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """A page that is kept for visitors without a session.

    Where it asks for the moment, it says until when it holds (``reading.holds_until``).
    """

    @wraps(view)
    def made(*args: P.args, **values: P.kwargs) -> ResponseReturnValue:
        pages: KeptPages = current_app.extensions[_NAME]
        if pages.is_of_nobody(request.environ):
            pages.read_elsewhere()
        if not pages.is_for_everybody(request.environ):
            return view(*args, **values)
        with reading.noted() as read:
            g.draft = Draft(pages.memory.making(), read)
            return view(*args, **values)

    VIEWS.append(made)
    return made


def fragment(thing: str) -> Callable[[Render], Render]:
    """A part of pages that is kept for itself: it reads nothing but of one such thing.

    Made for several at once, since a list shows many.
    """

    def decorate(render: Render) -> Render:
        _FRAGMENTS[render.__name__] = (thing, render)

        @wraps(render)
        def placed(ids: Iterable[UUID]) -> Mapping[UUID, Markup]:
            draft: Draft | None = g.get("draft")
            if draft is None:
                return render(ids)
            pages: KeptPages = current_app.extensions[_NAME]
            keys = [(render.__name__, key) for key in ids]
            draft.fragments |= pages.fragments(keys, draft.making)
            return {key: Markup(f"<!--{_MARK}:{name}:{key}-->") for name, key in keys}  # noqa: S704

        return placed

    return decorate


class KeptPages:
    """Before the application: answers what is kept, and lets the rest through."""

    def __init__(self, app: Flask) -> None:
        self._look = Look()
        self.memory = Memory(self._look)
        self._app, self._inner = app, app.wsgi_app
        self._cookies = [
            app.config["SIGN_IN_COOKIE"] + "=",
            app.config["SESSION_COOKIE_NAME"] + "=",
        ]
        app.wsgi_app = self._answer  # type: ignore[method-assign,assignment]
        app.after_request(self._keep)
        app.extensions[_NAME] = self

    def is_of_nobody(self, environ: Mapping[str, Any]) -> bool:
        """Whether nobody in particular asks, and only reads."""
        cookies = environ.get("HTTP_COOKIE", "")
        return environ["REQUEST_METHOD"] in {"GET", "HEAD"} and not any(
            name in cookies for name in self._cookies
        )

    def is_for_everybody(self, environ: Mapping[str, Any]) -> bool:
        """Whether nobody in particular asks, and for nothing but a page."""
        return not environ.get("QUERY_STRING") and self.is_of_nobody(environ)

    def read_elsewhere(self) -> None:
        """Let what is made be read from the copy of the database, while it answers."""
        if db.has_copy():
            self.memory.look()
            if not self._look.is_away:
                db.read_elsewhere()

    def fragments(self, keys: Iterable[Key], making: Making | None = None) -> dict[Key, bytes]:
        """These fragments, kept or made now."""
        kept = {key: self.memory.get(key) for key in keys}
        missing: dict[str, list[UUID]] = {}
        for (name, of), html in kept.items():
            if html is None:
                missing.setdefault(name, []).append(of)
        for name, ids in missing.items():
            thing, render = _FRAGMENTS[name]
            making = making or self.memory.making()
            with reading.noted() as read:
                made = {of: html.encode() for of, html in render(ids).items()}
            for of, html in made.items():
                kept[name, of] = html
                self.memory.put(making, (name, of), html, len(html), read, f"{thing}={of}")
        return kept

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path not in self.memory or not self.is_for_everybody(environ):
            return self._inner(environ, start)
        self.memory.look()
        page: Page | None = self.memory.get(path)
        if page is None:
            return self._inner(environ, start)
        try:
            body, etag = page.whole(self._fragments_of(page))
        except SQLAlchemyError:
            return self._inner(environ, start)  # which says in words what is wrong
        headers = [*page.headers, ("ETag", f'"{etag}"')]
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and parse_etags(known).contains_weak(etag):
            start("304 NOT MODIFIED", headers)
            return []
        start("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _fragments_of(self, page: Page) -> dict[Key, bytes]:
        kept = {key: self.memory.get(key) for key in page.keys}
        if all(kept.values()):
            return kept
        with self._app.app_context():
            try:
                self.read_elsewhere()
                db.read_only()
                return self.fragments(page.keys)
            finally:
                db.let_go()

    def _keep(self, response: Response) -> Response:
        """After the application: keep the page that was made, and answer as it will be answered."""
        draft: Draft | None = g.pop("draft", None)
        if draft is None or response.status_code != 200:
            return response
        page = Page.read(response.get_data())
        body, etag = page.whole(draft.fragments)
        response.set_data(body)
        if session.modified:
            return response
        response.headers["Cache-Control"] = "no-cache"
        response.vary.add("Cookie")
        page.headers = [pair for pair in response.headers if pair[0] != "Content-Length"]
        named = request.view_args or {}
        only = next((f"{thing}={named[thing]}" for thing in THINGS if thing in named), None)
        path = request.environ["PATH_INFO"]
        self.memory.put(draft.making, path, page, 2 * len(body), draft.read, only)
        response.set_etag(etag)
        response.make_conditional(request.environ)
        return response
