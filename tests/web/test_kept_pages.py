"""Is a kept page what it would be if it were made now, whoever came before, whatever was done?"""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from marketplace.assessment.actions.procurement_end import cancel_tender
from marketplace.bidding.actions import bids
from marketplace.desk.actions import records
from marketplace.engine import clock, db, reading
from marketplace.engine.access import SYSTEM
from marketplace.organisations.actions import organisations, verifications
from marketplace.tendering.actions import clarifications, notices, tender_changes
from marketplace.tendering.models.tenders import Tender
from marketplace.web.kept_pages import VIEWS, Page
from tests.actions.tendering.test_notices import FACTS, published
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.examples import PEOPLE, Examples, Ids
from tests.pages.test_access_matrix import address_of, browser_with, routes_of
from tests.paid_rows import paid, sent
from tests.tender_rows import published_now
from tests.whole_story import told

KEPT = {
    "/contracts/register",
    "/products",
    "/products/<uuid:product_id>",
    "/organisations/<uuid:organisation_id>/products",
    "/", "/about", "/accessibility", "/board", "/contact", "/notices", "/notices/<uuid:notice_id>",
    "/organisations", "/organisations/<uuid:organisation_id>", "/privacy", "/record",
    "/registration", "/tenders", "/tenders/<uuid:tender_id>",
    "/tenders/<uuid:tender_id>/procurement.json",
    "/developments",
    "/developments/<uuid:development_id>",
    "/packages",
    "/packages/<uuid:package_id>",
    *(
        f"/developments/<uuid:development_id>/{part}"
        for part in (
            "coming", "contacts", "contracts", "documents", "group", "jobs", "money", "packages",
            "pledges", "promises", "spaces", "tenders",
        )
    ),
    "/developments/<uuid:development_id>/money/<uuid:contract_id>",
    "/organisations/<uuid:organisation_id>/contacts",
    "/organisations/<uuid:organisation_id>/record",
    "/organisations/<uuid:organisation_id>/record/<name>",
    "/organisations/<uuid:organisation_id>/pledges", "/pledges/<uuid:pledge_id>",
}  # fmt: skip


def addresses(app: Flask, examples: Examples) -> list[str]:
    """An example of every page that is kept."""
    return [
        address_of(app, rule, examples.ids)
        for method, rule in routes_of(app)
        if method == "GET" and app.view_functions[rule.endpoint] in VIEWS
    ]


def asked(app: Flask, address: str, **more: Any) -> TestResponse:
    """What nobody gets, over a connection that knows nothing."""
    return app.test_client().get(address, **more)


def made_now(app: Flask, address: str) -> bytes:
    """The page as it is made for nobody: a cookie of ours, worth nothing, passes by what is kept."""
    browser = app.test_client()
    browser.set_cookie("session", "none")
    return browser.get(address).data


@contextmanager
def statements() -> Iterator[list[str]]:
    """What pages ask the database inside; the look at the stamps is not among it."""
    seen: list[str] = []

    def note(*told: Any) -> None:
        seen.append(told[2])

    event.listen(db.session.get_bind(), "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.session.get_bind(), "before_cursor_execute", note)


def test_these_pages_are_kept(app: Flask) -> None:
    views = {rule.rule for _, rule in routes_of(app) if app.view_functions[rule.endpoint] in VIEWS}
    assert views == KEPT


def test_a_kept_page_is_given_without_a_question_but_for_its_stamp(
    app: Flask, examples: Examples
) -> None:
    for address in addresses(app, examples):
        asked(app, address), asked(app, address)
        with statements() as seen:
            assert asked(app, address).status_code == 200
        assert seen == [], address


def test_nothing_of_anybody_enters_a_kept_page(app: Flask, examples: Examples) -> None:
    for address in addresses(app, examples):
        fresh = made_now(app, address)
        for name, cookie in zip(PEOPLE, examples.cookies, strict=True):
            browser_with(app, cookie).get(address)
            kept = asked(app, address)
            assert (kept.data == fresh, "Set-Cookie" in kept.headers) == (True, False), (
                address,
                name,
            )


def test_nothing_of_a_request_enters_a_kept_page(app: Flask, examples: Examples) -> None:
    strange = {
        "Host": "elsewhere.example",
        "User-Agent": "strange",
        "Accept-Language": "cy",
        "Referer": "http://elsewhere.example/x",
        "X-Forwarded-Host": "elsewhere.example",
        "Cookie": "other=1",
    }
    for address in addresses(app, examples):
        app.extensions["kept_pages"].memory.forget()
        asked(app, address, headers=strange), asked(app, address, headers=strange)
        assert asked(app, address).data == made_now(app, address), address


def test_who_is_signed_in_gets_no_kept_page_and_leaves_none(app: Flask, cast: Cast) -> None:
    browser = client_of(app, cast.buyer)
    for _ in range(2):
        assert asked(app, "/tenders").headers["Cache-Control"] == "no-cache"
        answer = browser.get("/tenders")
        assert "Sign out" in answer.text
        assert (answer.headers["Cache-Control"], answer.headers.get("ETag")) == ("no-store", None)


def test_a_browser_that_has_the_page_is_told_so(app: Flask, cast: Cast, make: Make) -> None:
    tender_id = make.tender(cast.council).id
    address = f"/tenders/{tender_id}"
    for _ in range(3):  # made, made to be kept, kept
        answer = asked(app, address)
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Vary"] == "Cookie"
        told = {"If-None-Match": f'"another", W/{answer.headers["ETag"]}'}
        unchanged = asked(app, address, headers=told)
        assert (unchanged.status_code, unchanged.data) == (304, b"")
        assert unchanged.headers["ETag"] == answer.headers["ETag"]
        assert unchanged.headers["Vary"] == "Cookie"
    head = app.test_client().head(address)
    assert (head.data, head.content_length) == (b"", len(answer.data))
    assert head.headers["ETag"] == answer.headers["ETag"]
    cancel_tender(cast.buyer, tender_id, why="The money is gone.", published=published_now())
    changed = asked(app, address, headers=told)
    assert (changed.status_code, "The money is gone." in changed.text) == (200, True)


def test_what_is_asked_with_a_query_is_neither_kept_nor_given(app: Flask, cast: Cast) -> None:
    before = asked(app, "/tenders").data
    for query in ("shelf=closed", "text=bread", "page=2", "anything=<b>", "kept=1"):
        assert asked(app, f"/tenders?{query}").headers["Cache-Control"] == "no-store"
    assert asked(app, "/tenders").data == before


def test_only_what_was_found_is_kept(app: Flask, make: Make, cast: Cast) -> None:
    address = "/tenders/01a22570-c2cb-74bc-a232-d9cf7f877f02"
    for _ in range(3):
        missing = asked(app, address)
        assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "no-store")


def check(app: Flask, pages: list[str], told_after: str) -> int:
    """Every page is what it would be now; how many were given from what is kept."""
    given = 0
    for address in pages:
        with statements() as seen:
            kept = asked(app, address)
        given += not seen
        assert kept.data == made_now(app, address), f"{address} is old after {told_after}"
    return given


def elsewhere(work: Callable[[], Any]) -> None:
    """In a thread with a session of its own; a fault in it is the caller's."""

    def run() -> None:
        try:
            work()
        finally:
            db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


def test_after_every_commit_of_a_contracts_story_each_page_is_new(
    app: Flask, cast: Cast, make: Make
) -> None:
    given: list[int] = []

    def look() -> None:
        tenders = db.session.scalars(select(Tender.id).where(Tender.published_at.is_not(None)))
        pages = ["/tenders", "/board", *(f"/tenders/{key}" for key in tenders)]
        given.append(check(app, pages, "a commit"))

    def committed(_: Any) -> None:
        elsewhere(look)

    event.listen(db.session, "after_commit", committed)
    try:
        told(make, cast)
    finally:
        event.remove(db.session, "after_commit", committed)
    assert sum(given) > len(given)  # most pages outlive most acts


def test_who_joins_a_page_with_other_fragments_meanwhile_changes_nobodys() -> None:
    key = ("record", UUID(int=1))
    page = Page([b"<", b">"], [key])

    class Meanwhile(bytes):
        def __eq__(self, other: object) -> bool:
            page.whole({key: b"theirs"})
            return bytes(self) == other

        __hash__ = bytes.__hash__

    assert page.whole({key: b"mine"})[0] == b"<mine>"
    assert page.whole({key: Meanwhile(b"mine")})[0] == b"<mine>"


BAKERY = organisations.OrganisationProfile(
    name="The New Bakery", contact_email="b@example.org", about="", website="", vat_number="",
    gln="", employees=None,
)  # fmt: skip
ACTS: dict[str, Callable[[Cast, Ids], object]] = {
    "clarification.answer": lambda cast, ids: clarifications.answer_clarification(
        cast.buyer, ids["tender_id"], clarification_id=ids["clarification_id"], answer="At seven."
    ),
    "tender.extend": lambda cast, ids: tender_changes.extend_tender(
        cast.buyer,
        ids["tender_id"],
        closes_at=NOW + timedelta(days=40, hours=3),
        why="Snow.",
        published=published_now(),
    ),
    "tender.amend": lambda cast, ids: tender_changes.amend_tender(
        cast.buyer,
        ids["tender_id"],
        why="A slip.",
        is_substantial=False,
        title="Bread and more",
        published=published_now(),
    ),
    "tender.cancel": lambda cast, ids: cancel_tender(
        cast.buyer, ids["tender_id"], why="The money is gone.", published=published_now()
    ),
    "record.publish": lambda cast, ids: records.publish_record(SYSTEM, None),
    "notice_batch.import": lambda cast, ids: notices.import_notice_batch(
        SYSTEM, None, releases=[published(FACTS)]
    ),
    "organisation.update": lambda cast, ids: organisations.update_organisation(
        cast.baker, cast.bakery.id, profile=BAKERY
    ),
    "organisation.move": lambda cast, ids: organisations.move_organisation(
        cast.baker, cast.bakery.id, street="9", town="B", postcode="B66 1AB", from_on=NOW.date()
    ),
    "verification.revoke": lambda cast, ids: verifications.revoke_verification(
        cast.broker, ids["verification_id"], reason="It has ended."
    ),
    "organisation.dissolve": lambda cast, ids: verifications.dissolve_organisation(
        cast.broker, cast.gardens.id, on=NOW.date()
    ),
}


def test_after_each_act_that_a_page_shows_it_is_new(
    app: Flask, examples: Examples, cast: Cast
) -> None:
    pages = addresses(app, examples)
    check(app, pages, "nothing")
    for verb, act in ACTS.items():
        before = [asked(app, address).data for address in pages]
        db.session.remove()
        act(cast, examples.ids)
        check(app, pages, verb)
        after = [asked(app, address).data for address in pages]
        assert before != after, f"{verb} is shown on none of these pages"


def test_what_belongs_to_one_tender_leaves_the_pages_of_others(
    app: Flask, cast: Cast, make: Make
) -> None:
    one, other = make.tender(cast.council), make.tender(cast.council)
    asked(app, f"/tenders/{other.id}"), asked(app, f"/tenders/{other.id}")
    bid = make.bid(one, cast.bakery, submitted=False)
    db.session.remove()
    bids.submit_bid(cast.baker, bid.id)
    with statements() as seen:
        asked(app, f"/tenders/{other.id}")
    assert seen == []


def test_pages_kept_for_one_tender_read_nothing_of_another(
    app: Flask, examples: Examples, cast: Cast
) -> None:
    """A change that belongs to one tender leaves the kept pages of the others: so this must hold."""
    for key in db.session.scalars(select(Tender.id).where(Tender.published_at.is_not(None))):
        of: set[Any] = set()

        def note(row: Any, _: Any, of: set[Any] = of) -> None:
            of.add(getattr(row, "tender_id", None))

        event.listen(db.Base, "load", note, propagate=True)
        try:
            made_now(app, f"/tenders/{key}")
        finally:
            event.remove(db.Base, "load", note)
        assert of <= {None, key}


def test_an_invoice_changes_the_sentence_and_leaves_the_page(
    app: Flask, cast: Cast, make: Make
) -> None:
    address = f"/tenders/{make.tender(cast.council).id}"
    [invoice] = sent(make.contract(cast.council, cast.bakery, "60.00"))
    asked(app, address), asked(app, address)
    paid([invoice])
    db.session.remove()
    with statements() as seen:
        answer = asked(app, address)
    assert "1 invoice, none late" in answer.text
    assert any("FROM invoices" in statement for statement in seen)
    assert not any("FROM tenders" in statement for statement in seen)
    assert answer.data == made_now(app, address)


@pytest.mark.parametrize("later", [timedelta(minutes=59), timedelta(hours=9), timedelta(days=3)])
def test_until_the_moment_that_a_page_says_it_is_the_same(
    app: Flask, examples: Examples, later: timedelta
) -> None:
    """At many moments: what is made shortly before the moment said is what was made at first."""
    clock.set_to(clock.now() + later, stopped=True)
    for address in addresses(app, examples):
        with reading.noted() as read:
            made = made_now(app, address)
        assert read.is_known, address
        now = clock.now()
        until = min(read.until or now + timedelta(days=400), now + timedelta(days=400))
        for part in (0.5, 0.9, 0.999999):
            clock.set_to(now + part * (until - now), stopped=True)
            assert made_now(app, address) == made, (address, part)
        clock.set_to(now, stopped=True)


def test_a_kept_tender_changes_at_its_deadline(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    address, closes_at = f"/tenders/{tender.id}", tender.closes_at
    clock.set_to(closes_at - timedelta(seconds=2))
    asked(app, address), asked(app, address)
    while (before := clock.now()) < closes_at:
        text = asked(app, address).text
        assert clock.now() >= closes_at or "Open for bids" in text, before
    assert "Closed for bids" in asked(app, address).text


def test_every_table_that_a_page_reads_is_noted(app: Flask, examples: Examples) -> None:
    for address in addresses(app, examples):
        with reading.noted() as read, statements() as seen:
            made_now(app, address)
        asked_for = {name for sql in seen for name in re.findall(r"(?:FROM|JOIN) (\w+)", sql)}
        assert asked_for & set(db.Base.metadata.tables) <= read.tables, address
