"""No list's total differs from its rows: every list with a total, over money in every state."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from invoicing.billing.invoice import InvoiceState
from marketplace.contracts.models.contracts import Contract
from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.engine.paging import Beside
from marketplace.payments.actions import (
    credit_notes,
    disputes,
    invoices,
    payment_words,
    payments,
    repayments,
)
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Payment, Repayment
from marketplace.payments.queries import invoice_lists
from marketplace.payments.queries.invoice_lists import Side, Wanted
from marketplace.payments.queries.invoices import account_of
from marketplace.payments.queries.payments import returnable
from marketplace.verification import verified
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from tests.actions.payments.test_invoices import again, consortium, invoiced
from tests.cast import Cast, Make, client_of
from tests.stripe_server import keep_readable

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
VISITED = {
    "bidding/consortia/show.html",  # shares of 100%
    "contracts/contracts/show.html",
    "desk/supply_chains/show.html",  # tests/pages/desk/test_supply_chains.py
    "economy/board/committed.html",
    "economy/board/enterprises.html",
    "economy/ledger/index.html",
    "packages/promises/money.html",  # tests/pages/packages/test_promises.py, as the next
    "packages/promises/received.html",
    "payments/checkouts/together.html",
    "payments/invoices/index.html",
    "payments/invoices/parts.html",
    "payments/invoices/show.html",
    "payments/payments/show.html",
    "tendering/tenders/_estimate.html",  # tests/actions/tendering/test_tenders.py
}


class Story:
    """Random but lawful things done to three invoices of a consortium and two of a bakery."""

    def __init__(self, cast: Cast, make: Make, seed: int) -> None:
        self.cast, self.make, self.dice = cast, make, random.Random(seed)
        self.finance = cast.finance
        self.owners: dict[object, Actor] = {
            cast.bakery.id: cast.baker,
            cast.gardens.id: cast.gardener,
            cast.cleaners.id: cast.cleaner,
        }
        self.references = iter(range(1000))

    def play(self) -> None:
        joint = consortium(self.cast, self.make, "1000.01")
        self.joint = joint.id
        invoiced(self.cast.baker, joint)
        invoiced(
            self.cast.cleaner, self.make.contract(self.cast.council, self.cast.cleaners, "777.77")
        )
        for _ in range(40):
            act = self.dice.choice(
                (self.approve, self.pay, self.pay, self.dispute, self.credit, self.smaller,
                 self.again, self.back, self.confirm, self.deny, self.slip, self.set_off)
            )  # fmt: skip
            try:
                act()
            except Refusal:
                db.session.rollback()
            db.session.expunge_all()
            clock.set_to(clock.now() + timedelta(days=self.dice.randrange(3)), stopped=True)

    def invoice(self) -> Invoice:
        rows = db.session.query(Invoice).filter_by(kind=InvoiceKind.INVOICE)
        return self.dice.choice(rows.order_by(Invoice.id).all())

    def approve(self) -> None:
        invoices.approve_invoice(self.finance, self.invoice().id)

    def pay(self) -> None:
        row = self.invoice()
        owed = account_of(row.id).outstanding.pence
        part = self.dice.choice((owed, owed // 2, owed // 3 + 1))
        payments.record_payment(
            self.finance,
            row.id,
            reference=f"BACS {next(self.references)}",
            paid_on=clock.today(),
            parts={row.id: Money(part)},
        )

    def dispute(self) -> None:
        row = self.invoice()
        part = Money(self.dice.randrange(1, 5000))
        disputes.dispute_invoice(self.finance, row.id, reason="Short.", amount=part)

    def credit(self) -> None:
        row = self.invoice()
        credit_notes.credit_invoice(self.owners[row.supplier_id], row.id, reason="Wrong.")

    def smaller(self) -> None:
        row = self.invoice()
        part = Money(self.dice.randrange(1, 9000))
        credit_notes.credit_invoice(self.owners[row.supplier_id], row.id, reason="Less.", net=part)

    def payment(self) -> Payment:
        rows = db.session.query(Payment).order_by(Payment.id).all()
        if not rows:
            raise Refusal("None yet.")
        return self.dice.choice(rows)

    def end(self, organisation_id: object) -> Actor:
        return self.owners.get(organisation_id, self.finance)

    def confirm(self) -> None:
        row = self.payment()
        payment_words.confirm_payment(self.end(row.receiver_id), row.id)

    def deny(self) -> None:
        row = self.payment()
        payment_words.deny_payment(self.end(row.receiver_id), row.id, reason="Not there.")

    def slip(self) -> None:
        row = self.payment()
        payment_words.take_back_payment(self.end(row.sender_id), row.id, reason="A slip.")

    def set_off(self) -> None:
        rows = db.session.query(Repayment).order_by(Repayment.id).all()
        if rows:
            row, invoice = self.dice.choice(rows), self.invoice()
            if invoice.supplier_id == row.payee_id:
                repayments.set_off_repayment(self.finance, row.id, invoice_id=invoice.id)

    def again(self) -> None:
        try:
            invoiced(self.cast.baker, db.session.get_one(Contract, self.joint))
        except StopIteration:
            db.session.rollback()

    def back(self) -> None:
        rows = db.session.query(Payment).filter(Payment.refunds_id.is_(None))
        row = self.dice.choice([*rows.order_by(Payment.id)] or [None])
        if row is not None:
            payments.refund_payment(
                self.owners[row.payee_id],
                row.id,
                amount=returnable(row.id).total,
                reference=f"BACK {next(self.references)}",
                refunded_on=clock.today(),
            )


def rows_of(table: str) -> Iterator[tuple[str, list[str]]]:
    """Each row of a table: its class and what its cells say, one that is wide as many empty ones."""
    for row in re.findall(r"<tr.*?</tr>", table.partition("<tbody")[2], re.DOTALL):
        cells: list[str] = []
        for wide, text in re.findall(
            r"<t[hd](?:[^>]*?colspan=\"(\d+)\")?[^>]*>(.*?)</t[hd]>", row, re.DOTALL
        ):
            said = " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
            cells += [said, *[""] * (int(wide or 1) - 1)]
        yield row.partition(">")[0], cells


def wrong_totals(page: str) -> list[str]:
    """Every total of a page's tables that is not the sum of the rows above it; "all pages" apart."""
    wrong = []
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        sums: dict[int, int] = {}
        for look, cells in rows_of(table):
            money = {
                column: Money.parse(cell).pence
                for column, cell in enumerate(cells)
                if re.fullmatch(r"-?£[\d,]+\.\d\d", cell)
            }
            if "mp-total" not in look:
                for column, pence in money.items():
                    sums[column] = sums.get(column, 0) + pence
            elif "mp-worked-out" not in look and "On all" not in cells[0]:
                wrong += [
                    f"{cells}: {Money(sums.get(column, 0))}"
                    for column, pence in money.items()
                    if pence != sums.get(column, 0)
                ]
    return wrong


def test_a_total_that_is_wrong_is_seen() -> None:
    page = '<table><tbody><tr><td>A</td><td>£1.00</td></tr><tr class="mp-total"><td>{}</td></tr>'
    assert wrong_totals(page.format("T</td><td>£1.00") + "</table>") == []
    assert len(wrong_totals(page.format("T</td><td>£2.00") + "</table>")) == 1


def test_every_template_with_a_total_is_looked_at() -> None:
    with_totals = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        for line in path.read_text().splitlines()
        if '<tr class="mp-total"' in line
    }
    assert with_totals == VISITED


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_total_is_the_sum_of_its_rows(
    app: Flask, cast: Cast, make: Make, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_readable(cast)
    Story(cast, make, seed).play()
    people = (cast.finance, cast.baker, cast.cleaner)
    pages = [f"/invoices?side={side}&show={wanted}" for side in Side for wanted in Wanted]
    rows = db.session.query(Invoice).all()
    pages += [f"/invoices/{row.id}" for row in rows]
    pages += [f"/invoices/{row.id}/pay-together" for row in rows]
    pages += [f"/payments/{row.id}" for row in db.session.query(Payment)]
    pages += [f"/contracts/{row.id}" for row in db.session.query(Contract)]
    wrong = {}
    for person in people:
        browser = client_of(app, person)
        for page in pages:
            if faults := wrong_totals(browser.get(page).text):
                wrong[person.name, page] = faults
    assert wrong == {}
    for page in ("ledger", "committed", "enterprises"):
        shown = client_of(app, cast.broker).get(f"/board/{page}")
        assert shown.status_code == 200
        assert wrong_totals(shown.text) == [], page
    assert verified(lambda *_: None).disagreements == []
    _all_pages_come_to_the_whole(cast, monkeypatch)
    _the_board_is_its_ledger(app, cast)


def _all_pages_come_to_the_whole(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invoice_lists, "ON_A_PAGE", 2)
    for side, person in ((Side.BUYING, cast.finance), (Side.SELLING, cast.cleaner)):
        for wanted in Wanted:
            first = invoice_lists.invoice_list(person, side, wanted, clock.today(), Beside())
            rows, listed = [*first.listed.rows], first.listed
            while listed.after:
                beside = Beside(listed.after)
                listed = invoice_lists.invoice_list(
                    person, side, wanted, clock.today(), beside
                ).listed
                rows += listed.rows
            assert len(rows) == first.counts[wanted]
            assert Money.total(row.total for row in rows) == first.total
            assert Money.total(row.outstanding for row in rows) == first.outstanding


def _the_board_is_its_ledger(app: Flask, cast: Cast) -> None:
    page = client_of(app, None).get("/board").text
    received = Money.total(
        row.amount for row in db.session.query(LedgerEntry) if "greater-icknield" in row.places
    )
    assert f"<dt>Received</dt><dd>{received}" in page
    for title in ("Received by quarter", "Received by theme", "Received by buyer or funder",
                  "Received by ward in Greater Icknield"):  # fmt: skip
        table = page.partition(f"{title}</caption>")[2].partition("</table>")[0]
        sums = [Money.parse(cells[-1]) for _, cells in rows_of(table)]
        assert Money.total(sums) == received, title


def test_taken_back_invoices_are_in_the_list_of_all_and_so_are_their_credit_notes(
    app: Flask, cast: Cast, make: Make
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    credit_notes.credit_invoice(cast.baker, invoice.id, reason="Wrong.")
    assert again(invoice).state is InvoiceState.CREDITED
    finance = client_of(app, cast.finance)
    every = finance.get("/invoices?side=buying&show=all").text
    assert "CN-000001" in every
    assert "-£100.00" in every
    notes = finance.get("/invoices?side=buying&show=credit-notes").text
    assert "Takes back from INV-000001" in notes
    assert "To approve (0)" in notes


def test_what_is_paid_is_not_asked_for_again_among_the_members(
    app: Flask, cast: Cast, make: Make
) -> None:
    sent = invoiced(cast.baker, consortium(cast, make, "1000.00"))
    payments.record_payment(
        cast.finance,
        sent[0].id,
        reference="A",
        paid_on=clock.today(),
        parts={sent[0].id: sent[0].gross},
    )
    page = client_of(app, cast.finance).get(f"/invoices/{sent[0].id}").text
    members = page.partition("The members’ invoices for this milestone</caption>")[2]
    first = next(rows_of(f"{members}"))
    assert first[1][-1] == "£0.00"
