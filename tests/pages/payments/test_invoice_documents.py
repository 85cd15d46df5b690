"""The documents of an issued invoice, to take away."""

from flask import Flask

from marketplace.engine import jobs
from tests.actions.payments.test_invoices import invoiced
from tests.cast import Cast, Make, client_of


def test_the_pdf_and_the_xml_are_kept_and_can_be_taken_home(
    app: Flask, cast: Cast, make: Make
) -> None:
    (invoice,) = invoiced(cast.cleaner, make.contract(cast.council, cast.cleaners, "1000.00"))
    client = client_of(app, cast.finance)
    assert "are being made" in client.get(f"/invoices/{invoice.id}").text
    assert client.get(f"/invoices/{invoice.id}/pdf").status_code == 404
    jobs.run_due()
    pdf = client.get(f"/invoices/{invoice.id}/pdf")
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")
    assert b"<cbc:ID>INV-000001</cbc:ID>" in client.get(f"/invoices/{invoice.id}/xml").data


def test_the_documents_are_handed_to_the_two_sides_of_the_invoice_only(
    app: Flask, cast: Cast, make: Make
) -> None:
    (invoice,) = invoiced(cast.cleaner, make.contract(cast.council, cast.cleaners, "1000.00"))
    paths = [f"/invoices/{invoice.id}/{kind}" for kind in ("pdf", "xml")]
    jobs.run_due()
    for path in paths:
        sent = client_of(app, cast.cleaner).get(path)
        assert "INV-000001" in sent.headers["Content-Disposition"]
        assert sent.data == client_of(app, cast.buyer).get(path).data
        for person in (cast.gardener, cast.broker, cast.stranger):
            assert client_of(app, person).get(path).status_code == 404
