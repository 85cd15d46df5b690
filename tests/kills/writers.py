"""People who go on working: each acts again and again, and remembers what was acknowledged."""

import http.client
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from urllib.parse import urlencode

import lxml.html
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from marketplace.organisations.actions.documents import Upload

_PAUSE = 0.5, 2.0
"""Seconds from one act to the next, at least and at most: the worker must keep up with them."""
_AGAIN = 0.2
"""Seconds until what was not acknowledged is sent again."""


class Visitor:
    """One of the demonstration's people, over connections of their own."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def sign_in(self, email: str) -> None:
        """As the demonstration offers it, with one click."""
        page = lxml.html.fromstring(self.asked("GET", "/demonstration")[1])
        [form] = [
            form
            for form in page.forms
            if "/sign-in/" in (form.action or "") and email in form.getparent().text_content()
        ]
        status, _, _ = self.asked("POST", form.action, urlencode(form.form_values()))
        assert status == 302

    def form(self, path: str, typed: "Typed") -> str:
        """The form of a page as it is sent; ``typed`` says of a field by its name what is typed."""
        form = self._form_of(path)
        for name in form.fields:
            words = typed(name)
            if words is not None:
                form.fields[name] = words
        return urlencode(form.form_values())

    def _form_of(self, path: str) -> lxml.html.FormElement:
        status, page, _ = self.asked("GET", path)
        if status != 200:
            raise OSError(f"{path} was answered with {status}.")
        [form] = [
            form for form in lxml.html.fromstring(page).forms if "once" in form.fields
        ]  # its one-time token
        return form

    def attach(self, path: str, field: str, given: Upload) -> None:
        """A file is sent by the form of a page."""
        values = dict(self._form_of(path).form_values())
        file = FileStorage(BytesIO(given.content), given.name, field, given.media_type)
        boundary, body = encode_multipart(values | {field: file})
        kind = f"multipart/form-data; boundary={boundary}"
        status, page, _ = self.asked("POST", path, body, kind)
        assert status == 302, f"{path}: {status}\n{page}"

    def sent(self, path: str, typed: "Typed") -> str:
        """Where the form of a page leads once it is filled in and sent."""
        status, page, location = self.asked("POST", path, self.form(path, typed))
        assert status == 302, f"{path}: {status}\n{page}"
        return location

    def links(self, path: str, start: str) -> list[str]:
        """Where the links of a page lead that begin so, and name a thing behind it."""
        body = lxml.html.fromstring(self.asked("GET", path)[1])
        pattern = re.compile(re.escape(start) + "[0-9a-f-]{36}")
        return list(dict.fromkeys(filter(pattern.fullmatch, body.xpath("//main//a/@href"))))

    def asked(
        self,
        method: str,
        path: str,
        body: str | bytes = "",
        kind: str = "application/x-www-form-urlencoded",
    ) -> tuple[int, str, str]:
        """Status, page, and where the answer leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookies, "Content-Type": kind}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        for given in answer.headers.get_all("Set-Cookie", []):
            name, _, value = given.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, page, answer.headers.get("Location", "")


Typed = Callable[[str], str | None]
"""What is typed into the field of a name; None: what stands there."""


@dataclass
class Writer:
    """Does one kind of act until told to stop; a form is sent until it is acknowledged."""

    name: str
    visitor: Visitor
    forms: Callable[[str], list[tuple[str, Typed]]]
    """The forms of one act, each with its page; the act is known by the words it is given."""
    acknowledged: dict[str, tuple[float, float]] = field(default_factory=dict)
    """The words of each act; when it was sent last, and when it was acknowledged."""
    sent_again: int = 0
    fault: Exception | None = None

    def begin(self) -> None:
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._work, name=self.name, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop once the act in hand is acknowledged."""
        self._is_over.set()
        self._thread.join()

    def _work(self) -> None:
        random = Random(self.name)
        try:
            while not self._is_over.wait(random.uniform(*_PAUSE)):
                words = f"{self.name} {len(self.acknowledged) + 1}."
                for path, typed in self.forms(words):
                    sent_at = self._send(path, typed)
                self.acknowledged[words] = sent_at, time.monotonic()
        except Exception as fault:  # noqa: BLE001 told to whoever watches
            self.fault = fault

    def _send(self, path: str, typed: Typed) -> float:
        """The same form again with the same token, until it led on; when it was sent last."""
        form = self._filled(path, typed)
        while True:
            sent_at = time.monotonic()
            try:
                status, page, location = self.visitor.asked("POST", path, form)
            except (OSError, http.client.HTTPException):
                status, page, location = 0, "", ""
            if status in {302, 303}:
                assert "kept=" not in location, f"{path} leads to {location}"
                assert not location.startswith("/sign-in"), f"{path} leads to {location}"
                return sent_at
            assert status == 0 or status >= 500, f"{path}: {status}\n{page}"
            self.sent_again += 1
            time.sleep(_AGAIN)

    def _filled(self, path: str, typed: Typed) -> str:
        while True:
            try:
                return self.visitor.form(path, typed)
            except (OSError, http.client.HTTPException):
                time.sleep(_AGAIN)


def typing(**words: str) -> Typed:
    """What is typed, by the beginning of a field's name."""
    return lambda name: next(
        (text for start, text in words.items() if name.startswith(start)), None
    )
