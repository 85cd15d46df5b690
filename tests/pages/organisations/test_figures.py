"""Figures of law: an operator adds what was published since, and what needs it is worked out."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from invoicing.ground.figures import SHIPPED
from invoicing.ubl.einvoice import check
from marketplace.engine import clock, db, jobs
from marketplace.gateways import files
from marketplace.organisations.pages.figures import _NAMES
from marketplace.organisations.queries.figures import _RUNS_OUT
from marketplace.organisations.queries.law import known_figures
from marketplace.payments.actions import credit_notes
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.queries.invoice_documents import XML, kept_documents
from marketplace.verification.invoices import totals
from procurement.ground.money import Money
from procurement.tendering.regime import Authority, Subject, threshold
from tests.actions.payments.test_invoices import done_days_ago, invoiced, milestones_of
from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of

BANK_RATE = {
    "figure": "reference_rates/reference",
    "value": "3.5",
    "since-day": "1",
    "since-month": "1",
    "since-year": "2027",
    "until-day": "30",
    "until-month": "6",
    "until-year": "2027",
    "source": "Bank of England, Bank Rate on 31 December 2026",
}


VAT = {
    "figure": "vat_rates/standard",
    "value": "22.5",
    "since-day": "1",
    "since-month": "12",
    "since-year": "2026",
    "source": "Finance Act 2026",
}


@pytest.fixture
def operator(app: Flask, make: Make) -> FlaskClient:
    return client_of(app, make.operator("Olu Operator"))


def test_interest_from_2027_on_is_worked_out_once_the_rate_is_entered(
    app: Flask, cast: Cast, make: Make, operator: FlaskClient
) -> None:
    clock.set_to(datetime(2027, 1, 4, 9, tzinfo=UTC), stopped=True)
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "1000.00"))
    clock.set_to(datetime(2027, 2, 1, 9, tzinfo=UTC), stopped=True)
    finance = client_of(app, cast.finance)
    page = f"/invoices/{invoice.id}"
    assert "cannot be worked out here yet" in finance.get(page).text
    answer = operator.post("/operator/figures", data=BANK_RATE, follow_redirects=True)
    added = words_of(answer.text)
    assert "3.5%" in added
    assert "Bank of England, Bank Rate on 31 December 2026" in added
    assert "Olu Operator, 1 February 2027" in added
    assert "11.5% a year" in finance.get(page).text
    row = answer.text.partition("/figures/")[2].partition("/withdraw")[0]
    operator.post(f"/figures/{row}/withdraw")
    assert "cannot be worked out here yet" in finance.get(page).text


def test_what_is_invoiced_bears_the_rate_of_vat_of_its_tax_point_and_keeps_it(
    app: Flask, cast: Cast, make: Make, operator: FlaskClient
) -> None:
    clock.set_to(datetime(2026, 12, 1, 9, tzinfo=UTC), stopped=True)
    before, after = (make.contract(cast.council, cast.cleaners, "1000.00") for _ in range(2))
    done_days_ago(before, 15)
    pages = [
        f"/contracts/{contract.id}/milestones/{milestones_of(contract)[0].id}/invoice"
        for contract in (before, after)
    ]
    browser = client_of(app, cast.cleaner)
    added = operator.post("/operator/figures", data=VAT, follow_redirects=True)
    assert "1 December 2026 until the next one begins" in words_of(added.text)
    for asked, rate in zip(pages, ("20", "22.5"), strict=True):
        assert f"Standard rate ({rate}%)" in browser.get(asked).text
        assert browser.post(asked, data={"vat": "standard"}).status_code == 302
    rows = db.session.scalars(select(Invoice).order_by(Invoice.number)).all()
    assert [row.gross for row in rows] == [Money(120_000), Money(122_500)]
    invoice_id = rows[1].id
    row = added.text.partition("/figures/")[2].partition("/withdraw")[0]
    assert operator.post(f"/figures/{row}/withdraw").status_code == 302
    jobs.run_due()
    xml = files.read(kept_documents(invoice_id)[XML].sha256) or b""
    assert check(xml).faults == ()
    assert b"<cbc:Percent>22.5</cbc:Percent>" in xml
    credit_notes.credit_invoice(cast.cleaner, invoice_id, reason="Slip", net=Money(100_00))
    credited = select(Invoice.vat).where(Invoice.credits_id == invoice_id)
    assert db.session.scalars(credited).one() == Money(2250)
    assert {row.agrees for row in totals()} == {True}


def test_a_bid_bears_the_rate_of_the_day_on_which_it_is_submitted(
    app: Flask, cast: Cast, make: Make, operator: FlaskClient
) -> None:
    bid = make.bid(make.tender(cast.council), cast.cleaners, prices=1_000_00)
    browser, page = client_of(app, cast.cleaner), f"/bids/{bid.id}/prices"
    assert "Standard rate (20%)" in browser.get(page).text
    clock.set_to(clock.now() + timedelta(days=1), stopped=True)
    today = clock.today()
    day = {"since-day": today.day, "since-month": today.month, "since-year": today.year}
    operator.post("/operator/figures", data=VAT | day)
    shown = browser.get(page).text
    assert "Standard rate (22.5%)" in shown
    assert "£1,000.00 + £225.00 VAT = £1,225.00" in shown
    assert "differs from version" not in browser.get(f"/bids/{bid.id}").text


def test_the_margin_and_the_fixed_sum_of_the_day_on_which_interest_begins_are_owed(
    app: Flask, cast: Cast, make: Make, operator: FlaskClient
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "1000.00"))
    clock.set_to(datetime(2026, 12, 10, 9, tzinfo=UTC), stopped=True)
    finance, page = client_of(app, cast.finance), f"/invoices/{invoice.id}"
    assert "11.75% a year" in finance.get(page).text
    for figure, value in (("statutory_margin", "10"), ("fixed_sum_from_100000", "85.50")):
        changed = {"figure": f"late_payment_figures/{figure}", "value": value}
        added = operator.post("/operator/figures", data=VAT | changed)
        assert added.status_code == 302
    shown = finance.get(page).text
    assert "13.75% a year" in shown
    assert "£85.50" in shown
    assert "£85.50" in words_of(operator.get("/operator/figures").text)


def test_a_threshold_is_typed_in_pounds(operator: FlaskClient) -> None:
    operator.post(
        "/operator/figures",
        data=BANK_RATE
        | {
            "figure": "thresholds/sub_central",
            "value": "210,000",
            "since-year": "2028",
            "until-day": "31",
            "until-month": "12",
            "until-year": "2029",
        },
    )
    db.session.remove()
    day = datetime(2028, 5, 1, tzinfo=UTC).date()
    found = threshold(Authority.SUB_CENTRAL, Subject.GOODS, day, known_figures())
    assert found.value == 21_000_000


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"since-year": "2026"}, "A figure is known from"),
        ({"until-year": "2026"}, "It ends before it begins."),
        ({"value": "-1"}, "cannot be below 0"),
        ({"source": " "}, "Name where it was published."),
        ({"figure": ""}, "Choose which figure it is."),
        ({"figure": "vat_rates/zero"}, "Choose"),
        ({"until-day": "", "until-month": "", "until-year": ""}, "Enter the last day in force"),
        ({"figure": "thresholds/works", "value": "1.005"}, "at most two decimal places"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    operator: FlaskClient, changed: dict[str, str], sentence: str
) -> None:
    answer = operator.post("/operator/figures", data=BANK_RATE | changed)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_home_and_the_operator_s_page_warn_sixty_days_before_a_table_runs_out(
    app: Flask, cast: Cast, operator: FlaskClient
) -> None:
    known_to = "is known only to 31 December 2026"
    end = datetime(2026, 12, 31, 9, tzinfo=UTC)
    for before, warned in ((timedelta(days=61), False), (timedelta(days=60), True)):
        clock.set_to(end - before, stopped=True)
        for browser, path in (
            (client_of(app, cast.buyer), "/"),
            (operator, "/operator"),
            (operator, "/operator/figures"),
        ):
            assert (known_to in browser.get(path).text) is warned, path
    assert known_to not in client_of(app, None).get("/").text


def test_nobody_else_adds_a_figure(app: Flask, cast: Cast) -> None:
    for person in (cast.broker, cast.buyer):
        answer = client_of(app, person).post("/operator/figures", data=BANK_RATE)
        assert answer.status_code == 403


def test_every_figure_that_ends_has_a_name_and_its_table_a_warning() -> None:
    assert {(table, key) for table, key, _ in SHIPPED.ending()} <= set(_NAMES)
    assert {table for table, _ in _NAMES} == set(_RUNS_OUT)


def test_the_margin_of_late_payment_is_percentage_points(app: Flask, make: Make) -> None:
    page = client_of(app, make.operator("Olga")).get("/operator/figures").text
    assert "8 percentage points above the Bank Rate" in page
