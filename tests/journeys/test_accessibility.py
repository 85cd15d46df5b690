"""Can everybody use every page? WCAG 2.2 AA by axe, narrow screens, large text, keyboard, no script.

Every address of the application is visited: as the one who acts there, over one example
of everything, and again over the demonstration's story, where the pages are full. An
address that is no page, or is not visited, is named in ``NOT_VISITED`` with its reason.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from werkzeug.routing import Rule

from marketplace import db, demonstration
from marketplace.access import NOBODY
from marketplace.actions import people
from tests.cast import Cast, Make, cookie_of
from tests.examples import Ids, example_ids
from tests.journeys.barriers import WIDE, barriers_on
from tests.pages.test_access_matrix import (
    KEPT,
    PEOPLE,
    address_of,
    browser_with,
    cookies_of,
    nothing_stays,
    routes_of,
)

pytestmark = pytest.mark.journey

NOT_VISITED = {
    "static": "style sheet, script, fonts",
    "board.download": "a file (CSV)",
    "board.ledger_file": "a file (CSV)",
    "bids.receipt": "a file (JSON)",
    "bids.content": "a file (JSON)",
    "documents.newest": "the file that was uploaded",
    "documents.version": "the file that was uploaded",
    "invoices.pdf": "a file (PDF)",
    "invoices.xml": "a file (XML)",
    "memberships.accept": "needs the link of an e-mail: visited by its own test",
    "accounts.reset": "needs the link of an e-mail: visited by its own test",
    "drafts.offer": "needs a later release of the notice",
}
SECTIONS = ["about", "lots", "criteria", "questions", "clauses", "timetable", "payment"]

Open = Callable[[str | None], Page]


@pytest.fixture
def opened(browser: Browser, live_site: str) -> Iterator[Open]:
    """The page of each sign-in, in a context that is kept for the whole test."""
    contexts: dict[str | None, BrowserContext] = {}

    def page_of(cookie: str | None) -> Page:
        if cookie not in contexts:
            contexts[cookie] = context = browser.new_context()
            context.set_default_timeout(15_000)
            if cookie:
                context.add_cookies([{"name": "sign_in", "value": cookie, "url": live_site}])
            context.new_page()
        return contexts[cookie].pages[0]

    yield page_of
    for context in contexts.values():
        context.close()


def kept_answers() -> dict[tuple[str, str], list[str]]:
    """For each method and address of the kept matrix, what each person gets."""
    starts = range(80, 80 + 10 * len(PEOPLE), 10)
    return {
        (line[:5].strip(), line[5:80].strip()): [line[at : at + 10].strip() for at in starts]
        for line in KEPT.read_text().splitlines()[1:]
    }


def shown(rule: Rule) -> str:
    """The address as the matrix writes it."""
    return re.sub(r"<[^>]*:(\w+)>", r"<\1>", rule.rule)


def who_acts(rule: Rule, answers: dict[tuple[str, str], list[str]]) -> int | None:
    """The column of the person whose page it is: who may send its form, else who may see it."""
    gets = answers[("GET", shown(rule))]
    posts = answers.get(("POST", shown(rule)), gets)
    sees = [column for column, said in enumerate(gets) if said == "200"]
    acts = [column for column in sees if posts[column] in {"200", "302", "422"}]
    return (acts or sees or [None])[0]


def addresses(app: Flask, rule: Rule, ids: Ids) -> list[str]:
    """The example's address; of the sections of a draft, one each."""
    if "slug" not in rule.arguments:
        return [address_of(app, rule, ids)]
    return [address_of(app, rule, ids | {"slug": slug}) for slug in SECTIONS]


def test_every_page_over_an_example_of_everything(
    app: Flask, make: Make, cast: Cast, live_site: str, opened: Open
) -> None:
    cookies, ids, answers = cookies_of(cast), example_ids(make, cast), kept_answers()
    found = []
    for method, rule in routes_of(app):
        if method != "GET" or rule.endpoint in NOT_VISITED:
            continue
        column = who_acts(rule, answers)
        assert column is not None, f"Nobody sees {rule.rule}: name it in NOT_VISITED."
        page = opened(cookies[column])
        for address in addresses(app, rule, ids):
            answer = page.goto(live_site + address)
            assert answer is not None
            assert "text/html" in answer.headers["content-type"], f"{address} is a file"
            assert answer.status == 200, f"{address} as {PEOPLE[column]}"
            found += [f"{rule.rule} ({PEOPLE[column]}): {said}" for said in barriers_on(page)]
    _none(found)


def _none(found: list[str]) -> None:
    if found:
        pytest.fail("\n".join([f"{len(found)} barriers", *found]), pytrace=False)


def test_every_form_that_is_sent_back_with_its_mistakes(
    app: Flask, make: Make, cast: Cast, live_site: str, opened: Open
) -> None:
    cookies, ids, answers = cookies_of(cast), example_ids(make, cast), kept_answers()
    sent_back = {}
    for method, rule in routes_of(app):
        said = answers[(method, shown(rule))]
        if method == "POST" and "422" in said and ("GET", shown(rule)) in answers:
            cookie = cookies[said.index("422")]
            for address in addresses(app, rule, ids):
                with nothing_stays():
                    answer = browser_with(app, cookie).post(address)
                if answer.status_code == 422:
                    sent_back[address] = (cookie, answer.text)
    found = []
    for address, (cookie, text) in sent_back.items():
        page = opened(cookie)
        _open_as_answered(page, live_site + address, text)
        found += [f"{address}: {said}" for said in [*barriers_on(page), *_says_it_is_wrong(page)]]
    assert len(sent_back) > 40
    _none(found)


def _open_as_answered(page: Page, address: str, text: str) -> None:
    """Open this text in the browser as what the site answered to the form."""

    def answer(route: Route) -> None:
        route.fulfill(status=422, content_type="text/html; charset=utf-8", body=text)

    page.route(address, answer)
    page.goto(address)
    page.unroute(address)


def _says_it_is_wrong(page: Page) -> list[str]:
    """What is missing in how the mistakes are said."""
    found = []
    if page.locator(".govuk-error-summary li").count() == 0:
        found.append("no summary of the mistakes")
    for link in page.locator(".govuk-error-summary a").all():
        target = link.get_attribute("href") or ""
        if page.locator(f"[id='{target[1:]}']").count() != 1:
            found.append(f"the mistake leads nowhere: {target}")
    return found
