"""Since when a buyer's own finance system can pay its supplier: said by the buyer, read by both."""

import pytest
from flask import Flask

from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of


@pytest.fixture
def contract(cast: Cast, make: Make) -> str:
    return f"/contracts/{make.contract(cast.council, cast.bakery, '100.00').id}"


def on(day: int, month: int, year: int) -> dict[str, str]:
    return {"since-day": str(day), "since-month": str(month), "since-year": str(year)}


def test_the_buyer_says_it_once_for_all_contracts_with_that_supplier(
    app: Flask, cast: Cast, make: Make, contract: str
) -> None:
    finance, baker = client_of(app, cast.finance), client_of(app, cast.baker)
    assert "Can be paid in the buyer’s own system Not said yet" in words_of(
        baker.get(contract).text
    )
    task = "Set up the supplier in your own system, and say since when you can pay it"
    assert task in finance.get("/my").text
    form = finance.get(f"{contract}/set-up").text
    assert 'value="2026"' not in form
    shown = finance.post(f"{contract}/set-up", data=on(20, 11, 2026), follow_redirects=True)
    assert "Since 20 November 2026" in shown.text
    assert "Since 20 November 2026" in baker.get(contract).text
    assert task not in finance.get("/my").text
    another = f"/contracts/{make.contract(cast.council, cast.bakery, '50.00').id}"
    assert "Since 20 November 2026" in baker.get(another).text
    corrected = finance.post(f"{another}/set-up", data=on(21, 11, 2026), follow_redirects=True)
    assert "Since 21 November 2026" in corrected.text
    assert "Since 21 November 2026" in baker.get(contract).text


def test_a_day_to_come_is_refused_and_stays_typed(app: Flask, cast: Cast, contract: str) -> None:
    refused = client_of(app, cast.finance).post(f"{contract}/set-up", data=on(1, 12, 2026))
    assert refused.status_code == 422
    assert "That day is still to come. Say it once it is so." in refused.text
    assert 'value="12"' in refused.text


def test_the_supplier_cannot_say_it_and_others_see_nothing(
    app: Flask, cast: Cast, contract: str
) -> None:
    typed = on(20, 11, 2026)
    assert client_of(app, cast.baker).post(f"{contract}/set-up", data=typed).status_code == 403
    for person in (cast.gardener, cast.broker, cast.stranger):
        assert client_of(app, person).post(f"{contract}/set-up", data=typed).status_code == 404
