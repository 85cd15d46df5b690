"""Disputes and credit notes, as each side sees them."""

import re

from flask import Flask

from tests.actions.payments.test_invoices import invoiced
from tests.cast import Cast, Make, client_of


def test_a_dispute_and_a_credit_note_are_told_on_the_page(
    app: Flask, cast: Cast, make: Make
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    finance, baker = client_of(app, cast.finance), client_of(app, cast.baker)
    assert finance.post(f"/invoices/{invoice.id}/dispute", data={"reason": ""}).status_code == 422
    finance.post(
        f"/invoices/{invoice.id}/dispute", data={"reason": "One tray short.", "amount": "10"}
    )
    said = baker.get(f"/invoices/{invoice.id}").text
    assert "£10.00 is disputed" in said
    assert "£90.00 is not" in said
    assert "One tray short." in said
    url = f"/invoices/{invoice.id}/answer-dispute"
    assert f'href="{url}"' in said
    assert baker.post(url, data={"answer": " "}).status_code == 422
    assert baker.post(url, data={"answer": "All ten trays came."}).status_code == 302
    assert "All ten trays came." in finance.get(f"/invoices/{invoice.id}").text
    assert finance.get(url).status_code == 403
    assert client_of(app, cast.gardener).get(url).status_code == 404
    baker.post(
        f"/invoices/{invoice.id}/credit", data={"how_much": "whole", "reason": "One tray short."}
    )
    said = finance.get(f"/invoices/{invoice.id}").text
    assert "credit note CN-000001" in said
    assert "Taken back" in said


def test_what_is_wholly_disputed_is_not_asked_for_by_bank(
    app: Flask, cast: Cast, make: Make
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    finance = client_of(app, cast.finance)
    assert "How to pay by bank transfer" in finance.get(f"/invoices/{invoice.id}").text
    finance.post(f"/invoices/{invoice.id}/dispute", data={"reason": "Nothing came."})
    assert "How to pay by bank transfer" not in finance.get(f"/invoices/{invoice.id}").text
    baker = client_of(app, cast.baker)
    url = f"/invoices/{invoice.id}/answer-dispute"
    finance.post(f"/invoices/{invoice.id}/resolve")
    answer = baker.post(url, data={"answer": "It came."})
    assert answer.status_code == 422
    assert "not disputed" in answer.text


def test_for_strangers_there_is_nothing_to_dispute_and_a_credit_note_needs_its_reason(
    app: Flask, cast: Cast, make: Make
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    home, baker = f"/invoices/{invoice.id}", client_of(app, cast.baker)
    for person in (cast.gardener, cast.broker, cast.stranger):
        for page in ("dispute", "answer-dispute", "credit"):
            assert client_of(app, person).get(f"{home}/{page}").status_code == 404
        assert client_of(app, person).post(f"{home}/resolve").status_code == 404
    assert baker.post(f"{home}/dispute", data={"reason": "Ours."}).status_code == 403
    whole = {"how_much": "whole", "reason": "x"}
    assert client_of(app, cast.finance).post(f"{home}/credit", data=whole).status_code == 403
    assert baker.post(f"{home}/credit", data=whole | {"reason": " "}).status_code == 422
    assert baker.post(f"{home}/credit", data={"reason": "x"}).status_code == 422
    assert "Taken back" not in baker.get(home).text


def test_a_dispute_ends_in_a_smaller_invoice_through_the_pages(
    app: Flask, cast: Cast, make: Make
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    finance, baker = client_of(app, cast.finance), client_of(app, cast.baker)
    home = f"/invoices/{invoice.id}"
    finance.post(f"{home}/dispute", data={"reason": "One tray short.", "amount": "10"})
    assert "£10.00 with VAT, which is £10.00 without" in baker.get(f"{home}/credit").text
    part = {"how_much": "part", "reason": "One tray less."}
    unsaid = baker.post(f"{home}/credit", data=part)
    assert unsaid.status_code == 422
    assert "Say how much you take back." in unsaid.text
    sent = baker.post(f"{home}/credit", data=part | {"net": "10"}, follow_redirects=True).text
    assert "Credit note CN-000001 over £10.00 is sent." in sent
    said = finance.get(home).text
    assert "<strong>£90.00</strong> to pay of £100.00; £10.00 is taken back" in said
    assert "Disputed" not in said.partition("<h1")[2].partition("</h1>")[0]
    note = finance.get("/invoices?side=buying&show=credit-notes").text
    assert "-£10.00" in note
    page = re.search(r'href="(/invoices/[^"]+)">CN-000001', note)
    assert page
    shown = finance.get(page[1]).text
    assert "It takes £10.00 off invoice INV-000001 of £100.00" in shown
    assert "Nothing is to be paid" not in shown
