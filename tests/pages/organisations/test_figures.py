"""Figures of law: an operator adds what was published since, and what needs it is worked out."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from invoicing.ground.figures import SHIPPED
from marketplace.engine import clock, db
from marketplace.organisations.pages.figures import _NAMES
from marketplace.organisations.queries.figures import _RUNS_OUT, known_figures
from procurement.tendering.regime import Authority, Subject, threshold
from tests.actions.payments.test_invoices import invoiced
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
    ending = list(SHIPPED.ending())
    assert {(table, key) for table, key, _ in ending} == set(_NAMES)
    assert {table for table, _, _ in ending} == set(_RUNS_OUT)
