"""The public face: readable by anybody, without an account."""

from pathlib import Path

import pytest
from flask import Flask

import marketplace
from marketplace.engine.retention import PERIODS
from tests.cast import Cast, Make, client_of

PAGES = ["/", "/about", "/registration", "/accessibility", "/privacy", "/contact"]


@pytest.mark.parametrize("path", PAGES)
def test_anybody_reads_the_public_pages(app: Flask, make: Make, path: str) -> None:
    answer = client_of(app, None).get(path)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


def test_a_person_signed_in_finds_the_way_to_their_work(app: Flask, cast: Cast) -> None:
    assert 'href="/my"' in client_of(app, cast.buyer).get("/").text


def test_the_wards_of_each_place_are_named(app: Flask, make: Make) -> None:
    text = client_of(app, None).get("/about").text
    assert "Greater Icknield: 6 wards" in text
    assert "Soho &amp; Jewellery Quarter" in text


def test_it_is_said_who_holds_the_key_to_all_bids(app: Flask, make: Make) -> None:
    browser = client_of(app, None)
    assert "held by whoever operates the machines" in browser.get("/about").text
    assert 'href="/about#sealed"' in browser.get("/").text


UNTRUE = [
    "not even us",
    "answered once",
    "are here already",
    "published root",
    "Nobody can open a bid",
    "Nobody can read your bid",
    "Paid in 7 days",
    "aid in seven days",
    "and pay in seven days",
    "within a working day",
    "two working days",
    "the one row that holds",
]
"""What was said here once and is not so."""


@pytest.mark.parametrize("words", UNTRUE)
def test_no_page_and_no_email_says_what_is_not_so(words: str) -> None:
    templates = Path(marketplace.__file__).parents[1] / "templates"
    assert [path.name for path in templates.rglob("*.*") if words in path.read_text()] == []


def test_periods_of_the_privacy_notice_are_those_that_are_erased_by(
    app: Flask,
) -> None:
    said = client_of(app, None).get("/privacy").text
    days = {period.table: period.days for period in PERIODS}
    for table, expected, words in (
        ("sign_ins", 90, "it leaves the list 90 days later"),
        ("address_proofs", 30, "30 days after the link has ended"),
        ("factor_misses", 30, "wrong codes for 30 days"),
        ("security_events", 90, "90 days, also after"),
        ("claims", 730, "2 years after it was decided"),
        ("invitations", 90, "90 days after each has ended"),
        ("messages", 6 * 365 + 2, "6 years; emptied at once"),
        ("conversations", 730, "2 years after something was last noted"),
        ("kept_forms", 1, "For a day, and until"),
        ("saved_searches", 30, "Until 30 days after you delete a search"),
        ("told_finds", 30, "Until 30 days after you delete a search, and after you were told"),
    ):
        assert (days[table], words in said) == (expected, True), table
