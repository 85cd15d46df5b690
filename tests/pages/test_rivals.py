"""What a rival developer and a rival builder see of what is none of theirs: nothing but what everybody
may, beside their own lists and the forms that any organisation may fill in."""

import re

from flask import Flask
from werkzeug.test import TestResponse

from tests.examples import PEOPLE, Examples
from tests.pages.organisations.test_organisations import words_of
from tests.pages.test_access_matrix import (
    address_of,
    browser_with,
    kept_answers,
    nothing_stays,
    routes_of,
    shown,
)

RIVALS = ("developer", "builder")
NOBODY = PEOPLE.index("nobody")

_THEIRS = "a list of what is their own"
_OF_EVERYBODY = "a form about something that everybody reads"
_BLANK = "a form that says nothing of anybody"
TO_RIVALS = {
    "bids.index": _THEIRS,
    "contracts.index": _THEIRS,
    "conversations.index": _THEIRS,
    "developments.mine": _THEIRS,
    "invoices.index": _THEIRS,
    "offers.index": _THEIRS,
    "orders.index": _THEIRS,
    "packages.mine": _THEIRS,
    "pipeline.watched": _THEIRS,
    "deleted_drafts.index": _THEIRS,
    "saved_searches.index": _THEIRS,
    "tenders.mine": _THEIRS,
    "work.show": _THEIRS,
    "bids.begin": _OF_EVERYBODY,
    "claims.claim": _OF_EVERYBODY,
    "clarifications.ask": _OF_EVERYBODY,
    "consortia.form": _OF_EVERYBODY,
    "orders.place": _OF_EVERYBODY,
    "conversations.log": "a form about a contact, whose name people of organisations read",
    "drafts.new": _BLANK,
    "saved_searches.add": _BLANK,
    "factor_resets.index": _BLANK,
    "funding_lists.example": _BLANK,
    "organisations.register": _BLANK,
    "proofs.sign_in": "the way to where they are signed in already",
}
"""What is answered to them and not to nobody, and why; all below ``/account`` is their own account."""

_NAMES = "the names of contacts, which people of organisations read before they commit to anything"
_WAY = "a link or a button that leads to what they may do"
SAID_TO_RIVALS = {
    "contacts.of_development": _NAMES,
    "contacts.of_organisation": _NAMES,
    "organisations.index": "enterprises that are not verified, which people of organisations read",
    "links.packages": "a sentence: which packages stand here",
    "developments.index": _WAY,
    "developments.show": _WAY,
    "packages.index": _WAY,
    "packages.show": _WAY,
    "notices.index": _WAY,
    "products.show": _WAY,
    "public.home": _WAY,
    "public.registration": _WAY,
    "tenders.index": _WAY,
    "tenders.show": _WAY,
}
"""What of a page that everybody reads says more to them, and what."""


def test_rivals_are_answered_where_it_is_their_own_or_a_form_and_nowhere_else(app: Flask) -> None:
    kept, found = kept_answers(), set()
    for method, rule in routes_of(app):
        answers = kept[method, shown(rule)]
        own = {answers[PEOPLE.index(name)] for name in RIVALS} - {"403", "404", answers[NOBODY]}
        if own and not rule.rule.startswith("/account"):
            found.add(rule.endpoint)
    assert found == set(TO_RIVALS)


def test_a_page_of_everybody_says_to_rivals_what_it_says_to_nobody(
    app: Flask, examples: Examples
) -> None:
    kept, more = kept_answers(), set()
    for method, rule in routes_of(app):
        if method != "GET" or kept[method, shown(rule)][NOBODY] != "200":
            continue
        address, said = address_of(app, rule, examples.ids), {}
        for name in (*RIVALS, "nobody"):
            with nothing_stays():
                cookie = examples.cookies[PEOPLE.index(name)]
                said[name] = body_of(browser_with(app, cookie).get(address))
        if len(set(said.values())) > 1:
            more.add(rule.endpoint)
    assert more == set(SAID_TO_RIVALS)


def body_of(answer: TestResponse) -> str:
    """The words of the page between its head and its foot; of a file, all of it."""
    text = answer.get_data().decode(errors="replace")
    body = re.search(r"<main.*</main>", text, re.DOTALL)
    return words_of(body[0]) if body else text


def test_a_package_for_invited_enterprises_is_not_there_for_any_other(
    app: Flask, examples: Examples
) -> None:
    """But for the people of the group for whom the one that was invited made its offer."""
    address = f"/packages/{examples.ids['package_id']}"
    answers = {
        name: browser_with(app, examples.cookies[PEOPLE.index(name)]).get(address).status_code
        for name in ("baker", "gardener", *RIVALS, "stranger", "nobody")
    }
    assert answers == dict.fromkeys(answers, 404) | {"baker": 200, "gardener": 200}
