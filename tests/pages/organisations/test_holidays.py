"""Bank holidays: an operator adds a whole year, and deadlines are worked out with it."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import clock, db
from marketplace.payments.models.invoices import Invoice
from procurement.ground.refusal import Refusal
from tests.actions.payments.test_invoices import invoiced
from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of
from tests.procurement.ground.test_holidays import NEXT

YEAR = {
    "part": "england-and-wales",
    "year": "2029",
    "days": NEXT,
    "is_whole": "y",
    "source": "GOV.UK, UK bank holidays, read on 3 June 2028",
}


@pytest.fixture
def operator(app: Flask, make: Make) -> FlaskClient:
    return client_of(app, make.operator("Olu Operator"))


def test_an_invoice_is_due_in_a_year_that_was_entered_and_not_once_it_is_taken_back(
    cast: Cast, make: Make, operator: FlaskClient
) -> None:
    clock.set_to(datetime(2028, 12, 28, 9, tzinfo=UTC), stopped=True)
    made = make.contract(cast.council, cast.bakery, "2000.00", milestones=("1000.00",) * 2)
    contract_id = made.id

    def sent() -> Invoice:
        return invoiced(cast.baker, db.session.get_one(Contract, contract_id))[0]

    with pytest.raises(Refusal, match="bank holidays of 2029 are not known"):
        sent()
    answer = operator.post("/operator/holidays", data=YEAR, follow_redirects=True)
    shown = words_of(answer.text)
    assert "England and Wales 31 December 2029 Scotland 31 December 2028" in shown
    assert "1 January 2029; 30 March 2029; 2 April 2029" in shown
    assert "GOV.UK, UK bank holidays, read on 3 June 2028" in shown
    assert "Olu Operator, 28 December 2028" in shown
    assert sent().due_on == date(2029, 1, 4)
    row = answer.text.partition("/holidays/")[2].partition("/withdraw")[0]
    operator.post(f"/holidays/{row}/withdraw")
    with pytest.raises(Refusal, match="bank holidays of 2029 are not known"):
        sent()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"is_whole": ""}, "A year is known only when all of it is here."),
        ({"part": ""}, "Choose the part of the UK."),
        ({"days": "1 January"}, "has at least 8 bank holidays a year"),
        ({"year": "2028", "days": "3 January"}, "the next year to add is 2029"),
    ],
)
def test_what_is_not_a_whole_next_year_is_refused_beside_its_field(
    operator: FlaskClient, changed: dict[str, str], sentence: str
) -> None:
    answer = operator.post("/operator/holidays", data=YEAR | changed)
    assert answer.status_code == 422
    assert sentence in words_of(answer.text)
    assert "Nothing was added" in answer.text


def test_nobody_else_adds_a_year(app: Flask, cast: Cast) -> None:
    for person in (cast.broker, cast.buyer):
        answer = client_of(app, person).post("/operator/holidays", data=YEAR)
        assert answer.status_code == 403
