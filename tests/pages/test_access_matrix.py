"""Who gets what from each address: every route × every person of the cast, kept as text.

``UPDATE_MATRIX=1 pytest tests/pages/test_access_matrix.py`` writes it anew, so that
a change of who sees what shows as a difference in ``tests/access_matrix.txt``.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from marketplace.engine import db
from tests.examples import PEOPLE, Examples, Ids

KEPT = Path(__file__).parent.parent / "access_matrix.txt"


def browser_with(app: Flask, cookie: str | None) -> FlaskClient:
    """A fresh browser, signed in by this cookie; of nobody for None."""
    client = app.test_client()
    if cookie is not None:
        client.set_cookie("sign_in", cookie)
    return client


@contextmanager
def nothing_stays() -> Iterator[None]:
    """Whatever is committed inside is rolled back afterwards: each request meets the same rows."""
    engine = db.session.get_bind()
    db.session.remove()
    with engine.connect() as connection:
        outer = connection.begin()
        db.session.configure(bind=connection, join_transaction_mode="create_savepoint")
        try:
            yield
        finally:
            db.session.remove()
            db.session.configure(bind=engine, join_transaction_mode="conditional_savepoint")
            outer.rollback()


def routes_of(app: Flask) -> list[tuple[str, Rule]]:
    """Each method of each address, in the order of the addresses."""
    found = [
        (method, rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]
    return sorted(found, key=lambda pair: (pair[1].rule, pair[0]))


def address_of(app: Flask, rule: Rule, ids: Ids) -> str:
    """The rule's address with the examples in their places."""
    noun = rule.endpoint.partition(".")[0]
    chosen = {}
    for name in rule.arguments:
        found = [ids.get(f"{told}.{name}") for told in (rule.endpoint, noun)] + [ids.get(name)]
        known = [value for value in found if value is not None]
        assert known, f"Add an example of {name} to tests/examples.py for {rule.rule}."
        chosen[name] = known[0]
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, chosen))


def shown(rule: Rule) -> str:
    """The address as the matrix writes it."""
    return re.sub(r"<[^>]*:(\w+)>", r"<\1>", rule.rule)


def kept_answers() -> dict[tuple[str, str], list[str]]:
    """For each method and address of the kept matrix, what each person gets."""
    starts = range(80, 80 + 10 * len(PEOPLE), 10)
    return {
        (line[:5].strip(), line[5:80].strip()): [line[at : at + 10].strip() for at in starts]
        for line in KEPT.read_text().splitlines()[1:]
    }


def said(answer: TestResponse) -> str:
    """The status; “sign in” where the person is asked to."""
    if answer.status_code == 302 and (answer.location or "").startswith("/sign-in?"):
        return "sign in"
    return str(answer.status_code)


def matrix(app: Flask, examples: Examples) -> str:
    """A line for each method and address, a column for each person."""
    lines = [f"{'':<80}" + "".join(f"{name:<10}" for name in PEOPLE).rstrip()]
    for method, rule in routes_of(app):
        address = address_of(app, rule, examples.ids)
        cells = []
        for cookie in examples.cookies:
            with nothing_stays():
                cells.append(said(browser_with(app, cookie).open(address, method=method)))
        lines.append(f"{method:<5}{shown(rule):<75}" + "".join(f"{c:<10}" for c in cells).rstrip())
    return "\n".join(lines) + "\n"


def test_who_sees_what_is_as_it_was_kept(app: Flask, examples: Examples) -> None:
    found = matrix(app, examples)
    if os.environ.get("UPDATE_MATRIX"):
        KEPT.write_text(found)
    kept = KEPT.read_text()
    difference = "\n".join(
        unified_diff(kept.split("\n"), found.split("\n"), "kept", "now", "", "", 0)
    )
    if difference:
        pytest.fail(f"Who sees what has changed:\n{difference}", pytrace=False)


def test_no_page_fails_for_anybody() -> None:
    failing = [line for line in KEPT.read_text().splitlines() if " 500" in line[80:]]
    assert failing == []
