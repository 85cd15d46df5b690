"""What is done later with an issued invoice: its documents and its reminders."""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pikepdf
import pikepdf.pdfa
import pytest
from flask import Flask
from sqlalchemy import select

from invoicing.billing.billing_document import BankAccount as AccountDetails
from invoicing.billing.vat import Vat
from invoicing.ubl.einvoice import check, read
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import SYSTEM, Role
from marketplace.engine.messages import Message
from marketplace.engine.outbox import OutboxEntry
from marketplace.gateways import files
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.actions import credit_notes, disputes, invoices, payments
from marketplace.payments.actions.invoice_documents import keep_rendering
from marketplace.payments.models.bank_accounts import BankAccount
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.queries.bank_accounts import seal
from marketplace.payments.queries.invoice_documents import PDF, XML, kept_documents
from marketplace.web import pdf
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from tests.actions.payments.test_invoices import done_days_ago, invoiced
from tests.cast import Cast, Make, client_of
from tests.stripe_server import keep_readable


def bytes_of(invoice: Invoice, kind: str) -> bytes:
    return files.read(kept_documents(invoice.id)[kind].sha256) or b""


def bank_account(cast: Cast) -> None:
    """The cleaners' account, proposed and confirmed by two people."""
    with db.transaction():
        row = BankAccount(
            id=db.uuid7(),
            organisation_id=cast.cleaners.id,
            sealed=b"",
            ending="678",
            proposed_by=cast.cleaner.person_id,
            proposed_at=clock.now(),
            confirmed_by=cast.broker.person_id,
            confirmed_at=clock.now(),
        )
        row.sealed = seal(row.id, AccountDetails("Bright Cleaners", "112233", "87654321"))
        db.session.add(row)


@pytest.mark.parametrize(
    "vat", [Vat.STANDARD, Vat.REDUCED, Vat.ZERO, Vat.EXEMPT, Vat.NOT_REGISTERED]
)
def test_the_kept_documents_pass_the_rules_of_en_16931_and_of_pdf_a_3b(
    cast: Cast, make: Make, vat: Vat, tmp_path: Path
) -> None:
    if vat is Vat.NOT_REGISTERED:
        (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    else:
        contract = make.contract(cast.council, cast.cleaners, "100.00")
        (invoice,) = invoiced(cast.cleaner, contract, vat=vat)
    jobs.run_due()
    xml, document = bytes_of(invoice, XML), bytes_of(invoice, PDF)
    assert check(xml).faults == ()
    assert read(xml).gross == invoice.gross
    written = tmp_path / "invoice.pdf"
    written.write_bytes(document)
    assert pikepdf.pdfa.validate_written(written, "3b").passed
    with pikepdf.open(written) as opened:
        (attached,) = opened.attachments.values()
        assert attached.get_file().read_bytes() == xml


def test_the_tax_point_stands_in_the_documents_and_on_the_page(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, cast.cleaners, "100.00")
    done_days_ago(contract, 20)
    (invoice,) = invoiced(cast.cleaner, contract)
    jobs.run_due()
    xml = bytes_of(invoice, XML)
    assert check(xml).faults == ()
    done = clock.today() - timedelta(days=20)
    assert f"<cbc:TaxPointDate>{done}<".encode() in xml
    shown = client_of(app, cast.finance).get(f"/invoices/{invoice.id}").text
    assert f"{done:%-d %B %Y}: the day when the supply counts for VAT" in shown


def with_gln(organisation: Organisation, gln: str) -> None:
    with db.transaction():
        db.session.get_one(Organisation, organisation.id).gln = gln


def test_an_invoice_says_that_it_is_none_of_peppols_where_a_side_has_no_address(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00", milestones=["60.00", "40.00"])
    keep_readable(cast)
    (first,) = invoiced(cast.baker, contract)
    jobs.run_due()
    finance = client_of(app, cast.finance)
    shown = finance.get(f"/invoices/{first.id}").text
    assert "It is not a Peppol invoice" in shown
    assert "The supplier has no electronic address" in shown
    assert "The buyer has no electronic address" in shown
    assert "Peppol expects" not in shown
    assert b"peppol" not in bytes_of(first, XML)
    with_gln(cast.bakery, "5060000000016")
    with_gln(cast.council, "5060000000023")
    (second,) = invoiced(cast.baker, contract)
    jobs.run_due()
    assert check(bytes_of(second, XML)).is_peppol
    shown = finance.get(f"/invoices/{second.id}").text
    assert "meets the rules of Peppol BIS Billing 3.0" in shown
    assert "not sent through the Peppol network" in shown


def test_a_credit_note_has_its_documents_too(cast: Cast, make: Make) -> None:
    contract = make.contract(cast.council, cast.cleaners, "100.00")
    (invoice,) = invoiced(cast.cleaner, contract)
    note = credit_notes.credit_invoice(cast.cleaner, invoice.id, reason="Wrong buyer.")
    db.session.expunge(note)
    jobs.run_due()
    assert check(bytes_of(note, XML)).faults == ()
    assert b"Wrong buyer." in bytes_of(note, XML)
    assert bytes_of(note, PDF).startswith(b"%PDF-")


def test_the_confirmed_bank_account_is_in_the_documents_and_not_in_the_database(
    cast: Cast, make: Make
) -> None:
    bank_account(cast)
    contract = make.contract(cast.council, cast.cleaners, "100.00")
    (invoice,) = invoiced(cast.cleaner, contract)
    jobs.run_due()
    assert b"87654321" in bytes_of(invoice, XML)
    assert "87654321" not in str(invoice.document)


def test_without_pango_the_structured_invoice_is_kept_and_the_page_says_what_is_missing(
    app: Flask, cast: Cast, make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "weasyprint.py").write_text('raise OSError("cannot load library: pango")')
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    jobs.run_due()
    assert list(kept_documents(invoice.id)) == [XML]
    shown = client_of(app, cast.finance).get(f"/invoices/{invoice.id}").text
    assert "libpango-1.0-0" in shown
    assert "print this page" in shown


def test_every_e_mail_of_an_invoices_life_can_be_written(cast: Cast, make: Make) -> None:
    (first,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    disputes.dispute_invoice(cast.finance, first.id, reason="Short.", amount=Money(1000))
    disputes.answer_dispute(cast.baker, first.id, answer="All ten trays came.")
    disputes.resolve_dispute(cast.finance, first.id)
    invoices.approve_invoice(cast.finance, first.id)
    (payment,) = payments.record_payment(
        cast.finance,
        first.id,
        reference="B",
        paid_on=date(2026, 11, 23),
        parts={first.id: Money(10000)},
    )
    credit_notes.credit_invoice(cast.baker, first.id, reason="Wrong contract.")
    payments.refund_payment(
        cast.baker,
        payment.id,
        amount=Money(10000),
        reference="R",
        refunded_on=date(2026, 11, 23),
    )
    jobs.run_due()
    assert set(db.session.scalars(select(Message.template))) == {
        "invoice_received",
        "invoice_disputed",
        "dispute_answered",
        "dispute_resolved",
        "invoice_approved",
        "remittance_advice",
        "invoice_credited",
        "refund_advice",
    }
    assert db.session.scalars(select(OutboxEntry.last_error)).all().count(None) == len(
        db.session.scalars(select(OutboxEntry.id)).all()
    )


@pytest.mark.parametrize(
    ("enterprise", "person", "says"),
    [
        ("bakery", "baker", "£100.00, without VAT as none is charged, to be paid"),
        ("cleaners", "cleaner", "£120.00 with VAT, to be paid"),
    ],
)
def test_the_e_mail_of_an_invoice_says_with_vat_only_where_some_is_charged(
    cast: Cast, make: Make, enterprise: str, person: str, says: str
) -> None:
    contract = make.contract(cast.council, getattr(cast, enterprise), "100.00")
    invoiced(getattr(cast, person), contract)
    jobs.run_due()
    wanted = select(Message.body).where(Message.template == "invoice_received")
    assert says in db.session.scalars(wanted).one()


def test_documents_once_kept_are_never_made_again(cast: Cast, make: Make) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    jobs.run_due()
    before = {kind: row.sha256 for kind, row in kept_documents(invoice.id).items()}
    with pytest.raises(Refusal):
        keep_rendering(SYSTEM, invoice.id, xml=b"<other/>", pdf=None, peppol_faults=[])
    assert {kind: row.sha256 for kind, row in kept_documents(invoice.id).items()} == before


def test_a_document_fetches_nothing_from_outside() -> None:
    for url in ("https://example.org/a.png", "file:///etc/passwd"):
        with pytest.raises(ValueError, match="may fetch nothing"):
            pdf._refuse(url)


def reminders() -> list[str]:
    jobs.run_due()
    return list(
        db.session.scalars(
            select(Message.subject)
            .where(Message.template == "invoice_reminder")
            .order_by(Message.written_at)
        )
    )


def at(day: int, month: int = 11) -> None:
    clock.set_to(datetime(2026, month, day, 9, 0, tzinfo=UTC), stopped=True)


def test_finance_is_reminded_before_on_the_day_and_after(cast: Cast, make: Make) -> None:
    make.member(cast.council, Role.BUYER, name="No Finance")
    invoiced(cast.baker, make.contract(cast.council, cast.bakery, "1000.00"))
    assert reminders() == []
    at(26)
    before = "Due on 30 November 2026: invoice INV-000001 of Harbour Bakery CIC, £1,000.00"
    assert reminders() == [before]
    at(30)
    assert len(reminders()) == 2
    at(1, 12)
    assert [said.split(":")[0] for said in reminders()] == [
        "Due on 30 November 2026",
        "Due today",
        "Overdue",
    ]
    body = db.session.scalars(
        select(Message.body).where(Message.subject.startswith("Overdue"))
    ).one()
    assert "It is late since 1 December 2026. Statutory interest runs from that day" in body
    assert "11.75% a year: £0.32 so far, and a fixed sum of £70.00" in body
    assert "law allows" not in body
    at(31, 12)
    assert len(reminders()) == 3


def test_nobody_is_reminded_of_what_is_paid_or_taken_back(cast: Cast, make: Make) -> None:
    (first,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "1000.00"))
    (second,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "1000.00"))
    payments.record_payment(
        cast.finance,
        first.id,
        reference="B",
        paid_on=date(2026, 11, 23),
        parts={first.id: Money(100000)},
    )
    credit_notes.credit_invoice(cast.baker, second.id, reason="Sent twice.")
    at(1, 12)
    assert reminders() == []
    left = select(OutboxEntry).where(
        OutboxEntry.job == "send_reminder", OutboxEntry.done_at.is_(None)
    )
    assert db.session.scalars(left).all() == []


def test_an_approval_does_not_double_the_reminders(cast: Cast, make: Make) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "1000.00"))
    invoices.approve_invoice(cast.finance, invoice.id)
    wanted = select(OutboxEntry.once).where(OutboxEntry.job == "send_reminder")
    assert sorted(db.session.scalars(wanted)) == [
        f"remind:{invoice.id}:{kind}" for kind in ("before", "overdue", "today")
    ]
