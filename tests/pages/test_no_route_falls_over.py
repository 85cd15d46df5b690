"""Does any address fall over, whatever is sent to it? Odd methods, odd bodies, odd addresses.

Who sends it has every role on one side of the examples, so that it gets as far as it
can. Every form of every page is found there and sent back with nonsense, with fields missing
and doubled, and with names that no page has.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

import marketplace
from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM, PlaceRole, Role
from marketplace.organisations.actions import operators
from marketplace.organisations.models.people import PlaceMembership
from tests.cast import Cast, Make, cookie_of
from tests.examples import Examples
from tests.pages.test_access_matrix import address_of, browser_with, nothing_stays, routes_of

NONSENSE = [
    "\x00",
    "9" * 5_000,
    "1e999999999",
    "99999999999",
    "999999999999999999",
    "-1",
    "-0.00000000001",
    "NaN",
    "²",
    "9999",
    "0001",
    "a\rb\u2028c\x0b\x1f\ufdd0",
    "\ud800",
    "<script>{{7*7}}%00%s",
    "00000000-0000-0000-0000-000000000000",
    "",
]
"""What nobody types, one after the other into every field."""

ARGUMENTS = re.compile(r'args\.get\("(\w+)"')
LIKELY = {
    "-day": "20",
    "-month": "11",
    "-year": "2026",
    "-time": "12:00",
    "email": "new@example.org",
    "postcode": "B16 8TP",
    "password": "correct horse battery",
    "sort_code": "200000",
    "account_number": "12345678",
}
A_FILE = "(a file)"
FILES = [
    ("a\x00b.pdf", b"%PDF-1.7 \x00"),
    ("\ud800.csv", b"a,b\n1,2\n\x00"),
    ("x" * 3_000 + ".txt", b"text"),
    ("../../etc/passwd", b"PK\x03\x04 broken"),
    ("a.xlsx", b"\xff\xfe"),
    (".", b""),
]
"""What nobody chooses: names and contents, one after the other."""
DAYS = {"day": "31", "month": "12", "year": "9999", "time": "24:61"}


class Forms(HTMLParser):
    """The forms of a page: by the address each is sent to, its fields with what they hold.

    An empty field holds something likely, so that a form gets past its first look.
    """

    def __init__(self, address: str, page: str) -> None:
        super().__init__()
        self.address = address
        self.found: dict[str, dict[str, str]] = {}
        self.fields: dict[str, str] | None = None
        self.name = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and told.get("method", "").lower() == "post":
            self.fields = self.found.setdefault(told.get("action") or self.address, {})
        elif self.fields is not None and told.get("name", "once") not in {"once", "csrf_token"}:
            self.name = told["name"]
            value = A_FILE if told.get("type") == "file" else told.get("value")
            self.fields.setdefault(self.name, value or likely(self.name))
        elif tag == "option" and self.fields and told.get("value"):
            self.fields[self.name] = told["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.fields = None


def likely(name: str) -> str:
    """What a field of this name would take."""
    for part, value in LIKELY.items():
        if part in name:
            return value
    return "3"


@pytest.fixture
def cookies(make: Make, cast: Cast, examples: Examples) -> list[str]:
    """The sign-ins of two people: one has every role of a buyer, a broker, a board and an operator, one
    supplies."""
    buys = make.joins(cast.buyer, cast.council, Role.OWNER, Role.EVALUATOR)
    with db.transaction():
        for place in cast.places.values():
            for role in PlaceRole:
                db.session.add(
                    PlaceMembership(
                        person_id=buys.person_id, place_id=place.id, role=role, since=clock.now()
                    )
                )
    operators.appoint_operator(SYSTEM, buys.person_id)
    return [cookie_of(buys), cookie_of(cast.baker)]


@pytest.fixture
def addresses(app: Flask, examples: Examples) -> list[tuple[str, str]]:
    """Each method and address with its example."""
    return [(method, address_of(app, rule, examples.ids)) for method, rule in routes_of(app)]


Pairs = list[tuple[str, str]]


def bodies_of(fields: dict[str, str]) -> Iterator[Pairs]:
    """Nothing; all nonsense; each field in turn nonsense among likely ones, a third of them at once,
    instead of what is likely or beside it; half of them missing and half named as none is."""
    yield []
    if not fields:
        return
    yield list(nonsense_for(fields, 0).items())
    names = list(fields)
    for turn, part in enumerate(filter(None, (names[start::3] for start in range(3)))):
        nonsense = nonsense_for(dict.fromkeys(part, ""), turn)
        if turn % 2:
            yield [*nonsense.items(), *fields.items()]
        else:
            yield list((fields | nonsense).items())
    yield [
        (name if place % 2 else f"{name}-99999999999-{name}", value)
        for place, (name, value) in enumerate(fields.items())
    ]


def sent(browser: FlaskClient, address: str, body: Pairs, fields: dict[str, str]) -> int:
    """What a form with these values is answered with; one for a file is sent in parts."""
    if A_FILE not in fields.values():
        kind = "application/x-www-form-urlencoded"
        content = urlencode(body, errors="surrogatepass").encode()
    else:
        kind = "multipart/form-data; boundary=x"
        parts = [
            (name, f'"; filename="{FILES[place % len(FILES)][0]}', FILES[place % len(FILES)][1])
            if fields.get(name) == A_FILE
            else (name, "", value.encode("utf-8", "surrogatepass"))
            for place, (name, value) in enumerate(body, start=len(body))
        ]
        head = '--x\r\nContent-Disposition: form-data; name="'
        content = b"".join(
            f'{head}{name}{named}"\r\n\r\n'.encode("utf-8", "surrogatepass") + value + b"\r\n"
            for name, named, value in parts
        )
        content += b"--x--\r\n"
    return browser.post(address, data=content, content_type=kind).status_code


def forms_of(
    app: Flask, addresses: list[tuple[str, str]], cookie: str
) -> dict[str, dict[str, str]]:
    """The fields of every form that this person is shown, and of none where no page shows it."""
    found: dict[str, dict[str, str]] = {
        address: {} for method, address in addresses if method == "POST"
    }
    for method, address in addresses:
        if method == "GET":
            page = browser_with(app, cookie).get(address)
            shown = page.text if page.mimetype == "text/html" else ""
            for target, fields in Forms(address, shown).found.items():
                found.setdefault(target, {}).update(fields)
    return found


def nonsense_for(fields: dict[str, str], turn: int) -> dict[str, str]:
    """Nonsense in every field; which, differs from field to field and from turn to turn."""
    return {
        name: DAYS[name.rpartition("-")[2]]
        if name.rpartition("-")[2] in DAYS and turn % 2
        else NONSENSE[(place + turn) % len(NONSENSE)]
        for place, name in enumerate(fields)
    }


def test_no_form_falls_over_nonsense(
    app: Flask, addresses: list[tuple[str, str]], cookies: list[str]
) -> None:
    failing = []
    for cookie in cookies:
        for address, fields in forms_of(app, addresses, cookie).items():
            for body in bodies_of(fields):
                with nothing_stays():
                    if sent(browser_with(app, cookie), address, body, fields) >= 500:
                        failing.append((address, [(name, value[:40]) for name, value in body]))
    assert failing == []


def test_no_page_falls_over_what_its_address_asks(
    app: Flask, addresses: list[tuple[str, str]], cookies: list[str]
) -> None:
    folder = Path(marketplace.__file__).parent
    names = sorted(
        {n for file in folder.glob("*/pages/*.py") for n in ARGUMENTS.findall(file.read_text())}
    )
    failing = []
    for method, address in addresses:
        for turn in range(2 if method == "GET" else 0):
            nonsense = nonsense_for(dict.fromkeys(names, ""), turn)
            asked = urlencode(nonsense, errors="surrogatepass")
            status = browser_with(app, cookies[turn]).get(f"{address}?{asked}").status_code
            if status >= 500:
                failing.append((address, asked))
    assert failing == []


def test_no_address_falls_over_odd_methods_bodies_and_parts(
    app: Flask, addresses: list[tuple[str, str]], cookies: list[str]
) -> None:
    failing = []
    for address in sorted({address for _, address in addresses}):
        tries = [
            ("PUT", address, {}),
            ("HEAD", address, {}),
            ("POST", address, {"data": b"\xff\xfe%", "content_type": "application/json"}),
            ("POST", address, {"data": b"--x\r\n\xff", "content_type": "multipart/form-data"}),
            ("GET", re.sub(r"[0-9a-f-]{36}", "0" * 36, address), {}),
            ("GET", re.sub(r"/1(/|$)", rf"/{10**30}\1", address), {}),
            ("GET", address + "%00", {}),
        ]
        for method, tried, rest in tries:
            with nothing_stays():
                if (
                    browser_with(app, cookies[0]).open(tried, method=method, **rest).status_code
                    >= 500
                ):
                    failing.append((method, tried))
    assert failing == []
