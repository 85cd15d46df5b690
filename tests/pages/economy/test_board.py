"""The board's page: received and committed beside each other, and how fast buyers pay."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import event

from marketplace.engine import clock, db, paging
from marketplace.engine.access import Role
from marketplace.payments.actions.ledger import declare_subcontract
from procurement.ground.money import Money
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.paid_rows import paid, sent


@pytest.fixture
def story(cast: Cast, make: Make) -> Cast:
    """A lone contract paid in two parts, and a consortium of three of which one is paid."""
    lone = make.contract(
        cast.council, cast.bakery, "9000.00", milestones=("6000.00", "3000.00"), theme="food"
    )
    joint = make.contract(
        cast.council,
        [(cast.cleaners, "50"), (cast.gardens, "30"), (cast.bakery, "20")],
        "1000.01",
        theme="built_environment",
    )
    lone_invoices, joint_invoices = sent(lone), sent(joint)
    clock.set_to(NOW + timedelta(days=3), stopped=True)
    paid(lone_invoices, parts=["2000.00"], reference="A")
    clock.set_to(NOW + timedelta(days=6), stopped=True)
    paid(lone_invoices, parts=["4000.00"], reference="B")
    paid(joint_invoices[:1], reference="C")
    return cast


def text_of(body: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("&amp;", "&")


def test_anybody_reads_the_board_without_an_account(app: Flask, story: Cast) -> None:
    answer = client_of(app, None).get("/board")
    said = text_of(answer.text)
    assert answer.status_code == 200
    assert "Money brought into Greater Icknield" in said
    assert "Received £6,500.01" in said
    assert "Committed £10,000.01" in said
    assert "Enterprises paid 2" in said


def test_the_two_figures_are_never_added(app: Flask, story: Cast) -> None:
    assert "16,500.02" not in client_of(app, None).get("/board").text


def test_a_place_counts_only_its_own(app: Flask, story: Cast) -> None:
    said = text_of(client_of(app, None).get("/board?place=sandwell").text)
    assert "Received £0.00" in said
    assert "Committed £300.00" in said
    both = text_of(client_of(app, None).get("/board?place=birmingham-and-sandwell").text)
    assert "Committed £10,000.01" in both


def test_another_quarter_is_empty(app: Flask, story: Cast) -> None:
    said = text_of(client_of(app, None).get(f"/board?period={NOW.year - 1}-Q1").text)
    assert "Received £0.00" in said
    assert "Committed £0.00" in said


def test_days_to_pay_and_the_buyer_are_shown(app: Flask, story: Cast) -> None:
    said = text_of(client_of(app, None).get("/board").text)
    assert "Days to pay, median 6 mean 6" in said
    assert re.search(
        r"Midborough Council 4 2 6 100% 100% Nothing Would meet gold, from 2 invoices", said
    )


def test_every_chart_has_a_title_a_description_and_its_table(app: Flask, story: Cast) -> None:
    body = client_of(app, None).get("/board").text
    charts = re.findall(r'<svg class="mp-chart".*?</svg>', body, re.S)
    assert len(charts) == 6
    for chart in charts:
        assert 'role="img"' in chart
        assert re.search(r"<title id=", chart)
        assert re.search(r"<desc id=", chart)
        assert "style=" not in chart
    assert "£6,500.01" in body
    assert "Built environment" in body


def test_the_number_of_queries_does_not_grow(app: Flask, story: Cast, make: Make) -> None:
    client = client_of(app, None)
    before = queries(lambda: client.get("/board"))
    for number in range(3):
        paid(sent(make.contract(story.council, story.bakery, "100.00")), reference=f"N{number}")
    assert queries(lambda: client.get("/board")) == before <= 12


def queries(do: object) -> int:
    seen: list[str] = []

    def count(*args: object) -> None:
        seen.append(str(args[2]))

    engine = db.session.get_bind()
    db.session.remove()
    event.listen(engine, "before_cursor_execute", count)
    try:
        do()  # type: ignore[operator]
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(seen)


@pytest.fixture
def buyers(cast: Cast, make: Make) -> list[str]:
    """Three who were sent an invoice, by name."""
    names = ["Ash Council", "birch Council", "Cedar Council"]
    for name in reversed(names):
        buyer = make.organisation(Kind.COUNCIL, name)
        make.member(buyer, Role.FINANCE)
        invoices = sent(make.contract(buyer, cast.bakery, "100.00"))
        paid(invoices, reference=name)
    return names


def test_buyers_come_in_pages_and_the_file_holds_all(
    app: Flask, buyers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(paging.stretch_of.__kwdefaults__, "size", 2)
    client = client_of(app, None)

    def shown(body: str) -> list[str]:
        table = body[body.index('id="buyers"') :]
        return [name for name in buyers if f">{name}</th>" in table]

    def turned(body: str, rel: str) -> str:
        (link,) = re.findall(f'href="([^"]+)" rel="{rel}"', body)
        assert link.endswith("#buyers")
        return client.get(unescape(link)).text

    first = client.get("/board?period=2026").text
    second = turned(first, "next")
    assert (shown(first), shown(second)) == (buyers[:2], buyers[2:])
    assert "Year 2026" in second
    assert shown(turned(second, "prev")) == buyers[:2]
    lines = client.get("/board.csv").text
    assert [name for name in buyers if f"invoices paid,buyer,{name},1," in lines] == buyers


def test_the_table_of_payers_holds_the_largest_and_says_so(
    app: Flask, buyers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The table shows" not in client_of(app, None).get("/board").text
    monkeypatch.setattr("marketplace.economy.pages.board.ON_A_PAGE", 2)
    said = text_of(client_of(app, None).get("/board?period=2026").text)
    assert "The table shows the largest 2, the file of these figures all of them." in said
    assert "The largest 2 sums" in said


def test_the_csv_holds_the_same_figures(app: Flask, story: Cast) -> None:
    answer = client_of(app, None).get("/board.csv?place=greater-icknield")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "greater-icknield,all,received,total,,6500.01,GBP" in answer.text
    assert "greater-icknield,all,committed,total,,10000.01,GBP" in answer.text
    assert "greater-icknield,all,received,theme,food,6000.00,GBP" in answer.text
    assert "mean days to pay,buyer,Midborough Council,6.00,days" in answer.text


def test_an_empty_board_says_what_would_fill_it(app: Flask, cast: Cast) -> None:
    said = text_of(client_of(app, None).get("/board").text)
    assert "Nothing has been received or committed here yet" in said


def test_an_enterprise_outside_the_known_postcodes_is_named_as_not_known(
    app: Flask, cast: Cast, make: Make
) -> None:
    far = make.verified(make.organisation(Kind.CIC, "Far CIC", "LS1 4AP"), cast.broker)
    make.member(far, Role.OWNER)
    paid(sent(make.contract(cast.council, far, "500.00")))
    paid(sent(make.contract(cast.council, cast.bakery, "70.00")), reference="D")
    said = text_of(client_of(app, None).get("/board").text)
    assert "Received £70.00" in said
    assert "place not known: £500.00 received and £500.00 committed" in said


def test_what_is_passed_on_is_named_as_not_known_only_where_no_place_counts_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    far = make.verified(make.organisation(Kind.CIC, "Far CIC", "LS1 4AP"), cast.broker)
    owner = make.member(far, Role.OWNER)
    for supplier, actor, other, reference in (
        (far, owner, cast.bakery, "E"),
        (cast.bakery, cast.baker, far, "F"),
    ):
        (invoice,) = sent(make.contract(cast.council, supplier, "500.00"))
        db.session.remove()
        declare_subcontract(
            actor, invoice.id, organisation_id=other.id, amount=Money.parse("120.00")
        )
        db.session.remove()
        paid([invoice], reference=reference)
    said = text_of(client_of(app, None).get("/board").text)
    assert "Received £620.00" in said
    assert "place not known: £380.00 received" in said


@pytest.mark.parametrize("query", ["place=nowhere", "period=2026-Q9", "period=abc", "period=0000"])
def test_a_strange_address_shows_the_board_all_the_same(app: Flask, cast: Cast, query: str) -> None:
    assert client_of(app, None).get(f"/board?{query}").status_code == 200


def test_the_front_page_shows_the_two_figures_apart(app: Flask, story: Cast) -> None:
    said = text_of(client_of(app, None).get("/").text)
    assert "Received by social enterprises in Greater Icknield £6,500" in said
    assert "Committed to them £10,000" in said


def test_the_worst_payer_shows_days_and_money_overdue(app: Flask, story: Cast) -> None:
    clock.set_to(NOW + timedelta(days=81), stopped=True)
    page = client_of(app, None).get("/board")
    said = text_of(page.text)
    assert "£500.00 on 2 invoices, the longest by 74 days" in said
    assert "50%" in said
    assert "Would meet no level, from 4 invoices" in said
    assert "an award of the Small Business Commissioner" in said
    lines = client_of(app, None).get("/board.csv").text
    assert "unpaid and overdue,buyer,Midborough Council,500.00,GBP" in lines
    assert "longest overdue,buyer,Midborough Council,74,days" in lines


def test_how_it_is_counted_quotes_the_definition_it_comes_from(app: Flask, story: Cast) -> None:
    page = client_of(app, None).get("/board").text
    assert "The impact report of USE-IT!" in page
    assert "<q>a combination of funding, grants and successful contract bids</q>" in page
    assert "No public definition" not in page
