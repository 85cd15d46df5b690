"""Every pound can be traced, by the broker and the board of its place and by nobody else."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.economy.queries.board import Period
from marketplace.economy.queries.ledger import WantedLines, ledger_page
from marketplace.engine import clock, db, paging
from marketplace.engine.access import PlaceRole
from marketplace.engine.paging import Beside
from marketplace.payments.actions.ledger import declare_subcontract
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Allocation
from marketplace.verification import verified
from procurement.ground.money import Money
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.pages.economy.test_board import queries, text_of
from tests.paid_rows import paid, sent


@pytest.fixture
def story(cast: Cast, make: Make) -> Cast:
    """A registered member of a consortium paid in two parts, beside a bakery paid whole."""
    joint = make.contract(
        cast.council, [(cast.cleaners, "70"), (cast.gardens, "30")], "1000.00", theme="tourism"
    )
    food = make.contract(cast.council, cast.bakery, "250.00")
    cleaner, _ = sent(joint)
    baker = sent(food)
    paid([cleaner], parts=["400.00"], reference="A")
    clock.set_to(NOW + timedelta(days=60), stopped=True)
    paid([cleaner], parts=["440.00"], reference="B")
    paid(baker, reference="C")
    return cast


def entries() -> list[LedgerEntry]:
    return list(db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)))


def test_the_lines_and_their_sum_are_shown(app: Flask, story: Cast) -> None:
    for actor in (story.broker, story.board_member):
        said = text_of(client_of(app, actor).get("/board/ledger").text)
        assert "3 lines, together £950.00" in said
        assert "£333.33" in said
        assert "£366.67" in said


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("theme=food", "1 line, together £250.00"),
        ("theme=tourism", "2 lines, together £700.00"),
        ("period=2026-Q4", "1 line, together £333.33"),
        ("period=2027-Q1", "2 lines, together £616.67"),
        ("enterprise={bakery}", "1 line, together £250.00"),
        ("payer={council}", "3 lines, together £950.00"),
        ("payer={bakery}", "0 lines, together £0.00"),
        ("enterprise=nonsense&payer=1&page=x", "3 lines, together £950.00"),
    ],
)
def test_lines_are_searched(app: Flask, story: Cast, search: str, said: str) -> None:
    query = search.format(bakery=story.bakery.id, council=story.council.id)
    assert said in text_of(client_of(app, story.broker).get(f"/board/ledger?{query}").text)


def test_a_trace_shows_each_step_and_how_vat_was_taken_off(app: Flask, story: Cast) -> None:
    first = entries()[0]
    said = text_of(client_of(app, story.broker).get(f"/board/ledger/{first.id}").text)
    for step in (
        "£333.33 received by Bright Cleaners",
        "Invoice with VAT £840.00",
        "VAT, taken off -£140.00",
        "Paid on it now, with VAT £400.00",
        "Payment",
        "Invoice INV-000001",
        "Milestone 1",
        "Contract:",
        "Bright Cleaners: 70%",
        "not awarded through a tender",
    ):
        assert step in said
    second = text_of(client_of(app, story.broker).get(f"/board/ledger/{entries()[1].id}").text)
    assert "Paid on the invoice before this payment, with VAT £400.00" in second


def test_a_trace_goes_back_to_the_tender(app: Flask, cast: Cast, whole_story: None) -> None:
    entry = next(one for one in entries() if one.amount == Money.parse("83.33"))
    body = client_of(app, cast.board_member).get(f"/board/ledger/{entry.id}").text
    said = text_of(body)
    for step in (
        "£83.33 received by Bright Cleaners",
        "Invoice with VAT £3,000.01",
        "Milestone 1: First half £5,000.01 without VAT",
        "Contract: Hot meals",
        "Canal Gardens Society: 30%",
        "Award of lot 1: Ward 1",
        "Price in the winning bid: £10,000.01 without VAT",
        "Tender: Hot meals",
    ):
        assert step in said
    assert re.search(r'href="/tenders/[0-9a-f-]{36}"', body)


def test_nobody_else_reads_the_ledger(app: Flask, story: Cast, make: Make) -> None:
    at = f"/board/ledger/{entries()[0].id}"
    for actor in (story.buyer, story.finance, story.baker, story.stranger):
        for address in ("/board/ledger", "/board/ledger.csv", at):
            assert client_of(app, actor).get(address).status_code == 403
    assert client_of(app, None).get("/board/ledger").status_code == 302
    sandwell = make.place_member(story.places["sandwell"], PlaceRole.BOARD_MEMBER)
    assert client_of(app, sandwell).get(at).status_code == 404
    assert "0 lines" in text_of(client_of(app, sandwell).get("/board/ledger").text)


def test_the_file_holds_the_lines(app: Flask, story: Cast) -> None:
    answer = client_of(app, story.broker).get("/board/ledger.csv?theme=food")
    lines = answer.text.strip().splitlines()
    assert len(lines) == 2
    assert "Harbour Bakery CIC" in lines[1]
    assert ",250.00," in lines[1]


def test_the_ledger_comes_in_pages(
    app: Flask, story: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(paging.stretch_of.__kwdefaults__, "size", 2)
    client = client_of(app, story.broker)

    def turned(body: str, rel: str) -> str:
        (link,) = re.findall(f'href="([^"]+)" rel="{rel}"', body)
        return client.get(unescape(link)).text

    first = client.get("/board/ledger").text
    second = turned(first, "next")
    assert "On all pages £950.00" in text_of(first)
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in second
    shown = [re.findall(r"/board/ledger/([0-9a-f-]{36})", body) for body in (first, second)]
    assert [len(ids) for ids in shown] == [2, 1]
    assert len({*shown[0], *shown[1]}) == 3
    assert re.findall(r"/board/ledger/([0-9a-f-]{36})", turned(second, "prev")) == shown[0]


def test_a_sum_is_told_of_a_ledger_that_is_read_alone(story: Cast) -> None:
    for actor, count in ((story.board_member, 3), (story.baker, 0), (story.stranger, 0)):
        listing = ledger_page(actor, WantedLines("greater-icknield", Period()), Beside())
        assert (listing.count, len(listing.listed.rows)) == (count, count)
        assert (listing.total > Money(0)) is (count > 0)


def test_a_search_keeps_an_enterprise_that_is_not_among_those_with_most_lines(
    app: Flask, story: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketplace.economy.queries.ledger.MOST_NAMED", 1)
    client = client_of(app, story.broker)
    for chosen in (story.bakery, story.cleaners):
        body = client.get(f"/board/ledger?enterprise={chosen.id}").text
        assert f'<option value="{chosen.id}" selected>{chosen.name}</option>' in body


def test_the_number_of_queries_does_not_grow(app: Flask, story: Cast, make: Make) -> None:
    client = client_of(app, story.broker)
    contracts = [make.contract(story.council, story.bakery, "100.00") for _ in range(3)]
    before = queries(lambda: client.get("/board/ledger"))
    for number, contract in enumerate(contracts):
        paid(sent(contract), reference=f"N{number}")
    assert queries(lambda: client.get("/board/ledger")) == before <= 14


def test_each_allocation_is_entered_once(story: Cast) -> None:
    allocations = set(db.session.scalars(select(Allocation.id)))
    assert sorted(entry.allocation_id for entry in entries()) == sorted(allocations)


@pytest.fixture
def passed_on(cast: Cast, make: Make) -> Cast:
    """The cleaners pass a quarter of their invoice on to the bakery, and are paid in two parts."""
    (invoice,) = sent(make.contract(cast.council, cast.cleaners, "1000.00"))
    db.session.remove()
    declare_subcontract(
        cast.cleaner, invoice.id, organisation_id=cast.bakery.id, amount=Money.parse("250.00")
    )
    db.session.remove()
    for number, part in enumerate(["400.00", "800.00"]):
        paid([invoice], parts=[part], reference=f"P{number}")
    return cast


def test_what_is_passed_on_stands_with_who_gets_it(app: Flask, passed_on: Cast) -> None:
    sums = {
        (one.organisation_id, one.amount, one.evidence.value, one.buyer_id) for one in entries()
    }
    cleaners, bakery, council = passed_on.cleaners.id, passed_on.bakery.id, passed_on.council.id
    assert sums == {
        (cleaners, Money.parse("250.00"), "platform_verified", council),
        (cleaners, Money.parse("500.00"), "platform_verified", council),
        (bakery, Money.parse("83.33"), "declared", council),
        (bakery, Money.parse("166.67"), "declared", council),
    }
    client = client_of(app, passed_on.broker)
    assert "4 lines, together £1,000.00" in text_of(client.get("/board/ledger").text)
    search = f"enterprise={bakery}"
    assert "2 lines, together £250.00" in text_of(client.get(f"/board/ledger?{search}").text)
    rows = client.get(f"/board/ledger.csv?{search}").text.strip().splitlines()[1:]
    assert [row.count(",Declared,") for row in rows] == [1, 1]
    assert "greater-icknield,all,received,total,,1000.00,GBP" in client.get("/board.csv").text
    assert verified(lambda *_: None).disagreements == []


def test_the_traces_of_both_lines_say_what_was_passed_on(app: Flask, passed_on: Cast) -> None:
    by_sum = {str(one.amount): one.id for one in entries()}
    client = client_of(app, passed_on.broker)
    said = text_of(client.get(f"/board/ledger/{by_sum['£250.00']}").text)
    assert "Passed on to other enterprises counted in the same places, taken off -£250.00" in said
    assert "What the enterprise keeps of the whole invoice £750.00" in said
    assert "Passed on by" not in said
    said = text_of(client.get(f"/board/ledger/{by_sum['£83.33']}").text)
    for step in (
        "£83.33 received by Harbour Bakery CIC",
        "Passed on by Bright Cleaners",
        "Proof Declared",
        "passed on to Harbour Bakery CIC as Bright Cleaners",
        "the same part of what is passed on as this payment is of the invoice £83.33",
    ):
        assert step in said
    assert "keeps" not in said


@pytest.mark.parametrize("period", ["2026-Q4", "2027", "2019"])
def test_the_ledger_opens_for_the_period_of_the_board_and_leads_back_to_it(
    app: Flask, story: Cast, period: str
) -> None:
    browser = client_of(app, story.broker)
    board = unescape(browser.get(f"/board?place=greater-icknield&period={period}").text)
    [link] = re.findall(r'href="(/board/ledger\?[^"]+)"', board)
    ledger = unescape(browser.get(link).text)
    assert f'<option value="{period}" selected>' in ledger
    assert f'class="govuk-back-link" href="/board?place=greater-icknield&period={period}"' in ledger
