"""Does every form that is sent back say so in its title and above all else? (WCAG 3.3.1)"""

import re

from flask import Flask

from tests.cast import Cast, client_of
from tests.examples import Examples
from tests.pages.test_access_matrix import (
    address_of,
    browser_with,
    kept_answers,
    nothing_stays,
    routes_of,
    shown,
)

SUMMARY = "govuk-error-summary"


def title_of(page: str) -> str:
    found = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert found
    return found[1]


def test_the_title_of_a_form_that_is_sent_back_begins_with_error(
    app: Flask, examples: Examples
) -> None:
    cookies, ids, answers = examples.cookies, examples.ids, kept_answers()
    sent_back = {}
    for method, rule in routes_of(app):
        statuses = answers.get((method, shown(rule)), [])
        if method == "POST" and "422" in statuses:
            cookie = cookies[statuses.index("422")]
            with nothing_stays():
                answer = browser_with(app, cookie).post(address_of(app, rule, ids))
            if SUMMARY in answer.text:
                sent_back[rule.rule] = title_of(answer.text)
    assert len(sent_back) > 50
    assert {rule: title for rule, title in sent_back.items() if title[:7] != "Error: "} == {}


def test_the_title_of_a_form_that_nobody_has_sent_says_no_error(app: Flask, cast: Cast) -> None:
    page = client_of(app, cast.buyer).get("/tenders/new")
    assert SUMMARY not in page.text
    assert not title_of(page.text).startswith("Error")
