"""An organisation chooses how its invoices are numbered."""

from flask import Flask

from marketplace.verification import verified
from tests.actions.payments.test_invoices import consortium, invoiced
from tests.cast import Cast, Make, client_of
from tests.stripe_server import keep_readable


def chosen(prefix: str, first: str, kind: str = "invoice") -> dict[str, str]:
    return {"kind": kind, "prefix": prefix, "first": first}


def test_each_member_of_a_consortium_numbers_its_invoices_its_own_way(
    app: Flask, cast: Cast, make: Make
) -> None:
    keep_readable(cast)
    browser, page = client_of(app, cast.gardener), f"/organisations/{cast.gardens.id}/numbers"
    assert page in browser.get(f"/organisations/{cast.gardens.id}").text
    shown = browser.get(page).text
    assert "INV-000001" in shown
    assert "CN-000001" in shown
    assert "checked" not in shown
    assert browser.post(page, data=chosen("PLOT", "245")).status_code == 302
    assert "PLOT-000245" in browser.get(page).text
    for expected in ("PLOT-000245", "PLOT-000246"):
        sent = invoiced(cast.baker, consortium(cast, make))
        assert [row.number[:4] for row in sent] == ["INV-", "PLOT", "INV-"]
        assert sent[1].number == expected
    assert browser.post(page, data=chosen("", "7")).status_code == 302
    assert invoiced(cast.baker, consortium(cast, make))[1].number == "000007"
    assert verified(lambda *_: None).disagreements == []


def test_a_number_is_never_given_twice(app: Flask, cast: Cast, make: Make) -> None:
    keep_readable(cast)
    browser, page = client_of(app, cast.baker), f"/organisations/{cast.bakery.id}/numbers"
    invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    for given in (chosen("INV", "1"), chosen("INV", "500"), chosen("CN", "1")):
        answer = browser.post(page, data=given)
        assert answer.status_code == 422
        assert "a number could be given twice" in answer.text
    for first in ("1.5", "0", ""):
        assert browser.post(page, data=chosen("A", first)).status_code == 422


def test_nobody_else_chooses(app: Flask, cast: Cast, make: Make) -> None:
    page = f"/organisations/{cast.bakery.id}/numbers"
    for person in (cast.gardener, cast.finance, cast.stranger):
        assert client_of(app, person).post(page, data=chosen("A", "1")).status_code in (403, 404)
