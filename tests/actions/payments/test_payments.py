"""Payments: every penny set against an invoice once, and entered once in the ledger."""

from datetime import date

import pytest
from sqlalchemy import func, select

from invoicing.billing.invoice import InvoiceState
from invoicing.payments.payment import Allocation as AllocationFacts
from invoicing.payments.payment import disagreements
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions.search_documents import keep_organisations
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.payments.actions import credit_notes, disputes, invoices, ledger, payments
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Allocation, Payment
from marketplace.payments.queries.invoices import account_of, balances
from marketplace.payments.queries.payments import returnable
from marketplace.verification import verified
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from procurement.organisations.place import PLACES
from tests.actions.payments.test_invoices import again, consortium, invoiced
from tests.cast import Cast, Make
from tests.stripe_server import keep_readable

TODAY = date(2026, 11, 23)
ICKNIELD = "greater-icknield"


def paid(cast: Cast, parts: dict, reference: str = "BACS 1", on: date = TODAY) -> list[Payment]:
    """A bank transfer of the council's, recorded."""
    return payments.record_payment(
        cast.finance,
        min(parts),
        reference=reference,
        paid_on=on,
        parts={key: Money(pence) for key, pence in parts.items()},
    )


def entered(**wanted: object) -> list[int]:
    """The ledger's entries in pence, in order."""
    rows = db.session.scalars(select(LedgerEntry).filter_by(**wanted).order_by(LedgerEntry.id))
    return [row.amount.pence for row in rows]


def everything_balances() -> None:
    allocations = db.session.scalars(select(Allocation)).all()
    assert (
        disagreements(
            {str(row.id): row.amount for row in db.session.scalars(select(Payment))},
            {
                str(key): found
                for key, found in balances(db.session.scalars(select(Invoice.id))).items()
            },
            [
                AllocationFacts(str(row.payment_id), str(row.invoice_id), row.amount)
                for row in allocations
            ],
        )
        == []
    )


def one_invoice(cast: Cast, make: Make, value: str = "1000.00") -> Invoice:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, value))
    return invoice


def test_part_payments_add_up_and_the_last_one_pays(cast: Cast, make: Make) -> None:
    contract = make.contract(cast.council, cast.cleaners, "100.00")
    (invoice,) = invoiced(cast.cleaner, contract)
    invoices.approve_invoice(cast.finance, invoice.id)
    for number, pence in enumerate((3333, 3333)):
        paid(cast, {invoice.id: pence}, f"BACS {number}")
        assert again(invoice).state is InvoiceState.APPROVED
    assert account_of(invoice.id).outstanding == Money(5334)
    paid(cast, {invoice.id: 5334}, "BACS 3")
    assert again(invoice).state is InvoiceState.PAID
    assert sum(entered()) == invoice.net.pence
    assert len(entered()) == 3
    everything_balances()


def test_one_transfer_pays_several_invoices_of_one_supplier(cast: Cast, make: Make) -> None:
    first, second = one_invoice(cast, make), one_invoice(cast, make)
    made = paid(cast, {first.id: 100000, second.id: 50000})
    assert [payment.amount for payment in made] == [Money(150000)]
    assert again(first).state is InvoiceState.PAID
    assert account_of(second.id).outstanding == Money(50000)
    everything_balances()


def test_a_consortium_paid_together_is_one_payment_to_each_member(cast: Cast, make: Make) -> None:
    sent = invoiced(cast.baker, consortium(cast, make))
    made = paid(cast, {row.id: row.gross.pence for row in sent})
    assert {payment.payee_id for payment in made} == {row.supplier_id for row in sent}
    assert sum(entered()) == 10000
    everything_balances()


def test_more_than_is_outstanding_is_refused_and_nothing_is_kept(cast: Cast, make: Make) -> None:
    invoice = one_invoice(cast, make)
    with pytest.raises(Refusal, match="is outstanding on this invoice"):
        paid(cast, {invoice.id: 100001})
    assert db.session.scalar(select(func.count()).select_from(Payment)) == 0


def test_the_same_reference_to_the_same_supplier_is_not_a_second_payment(
    cast: Cast, make: Make
) -> None:
    invoice = one_invoice(cast, make)
    paid(cast, {invoice.id: 100})
    with pytest.raises(Refusal) as no:
        paid(cast, {invoice.id: 100})
    assert no.value.field == "reference"


def test_a_reference_tells_no_payer_of_another_ones_payment(cast: Cast, make: Make) -> None:
    keep_readable(cast)
    other = make.organisation(Kind.HOUSING_ASSOCIATION, "Mill Homes", "B1 1BB")
    (theirs,) = invoiced(cast.baker, make.contract(other, cast.bakery, "10.00"))
    paid(cast, {one_invoice(cast, make).id: 100})
    payer = make.member(other, Role.FINANCE, name="Mo Miller")

    def pays() -> list[Payment]:
        return payments.record_payment(
            payer, theirs.id, reference="BACS 1", paid_on=TODAY, parts={theirs.id: Money(100)}
        )

    assert pays()[0].payee_id == cast.bakery.id
    with pytest.raises(Refusal, match="recorded already"):
        pays()


@pytest.mark.parametrize(
    ("reference", "on", "field"),
    [
        (" ", TODAY, "reference"),
        ("B", date(2026, 11, 24), "paid_on"),
        ("B", date(2026, 11, 22), "paid_on"),
    ],
)
def test_a_payment_needs_a_reference_and_a_day_that_can_be(
    cast: Cast, make: Make, reference: str, on: date, field: str
) -> None:
    invoice = one_invoice(cast, make)
    with pytest.raises(Refusal) as no:
        paid(cast, {invoice.id: 100}, reference, on)
    assert no.value.field == field


def test_nobody_records_a_payment_of_another_buyer(cast: Cast, make: Make) -> None:
    keep_readable(cast)
    other = make.organisation(Kind.HOUSING_ASSOCIATION, "Mill Homes", "B1 1BB")
    (theirs,) = invoiced(cast.baker, make.contract(other, cast.bakery, "10.00"))
    mine = one_invoice(cast, make)
    with pytest.raises(NotAllowed):
        paid(cast, {mine.id: 100, theirs.id: 100})
    with pytest.raises(NotAllowed):
        paid(cast, {theirs.id: 100})


def test_a_refund_opens_the_invoice_again_and_takes_the_money_out_of_the_ledger(
    cast: Cast, make: Make
) -> None:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    payments.refund_payment(
        cast.baker, payment.id, amount=Money(40000), reference="BACK 1", refunded_on=TODAY
    )
    assert again(invoice).state is InvoiceState.APPROVED
    assert account_of(invoice.id).outstanding == Money(40000)
    assert entered() == [100000, -40000]
    with pytest.raises(Refusal, match="left of this payment"):
        payments.refund_payment(
            cast.baker, payment.id, amount=Money(60001), reference="BACK 2", refunded_on=TODAY
        )
    everything_balances()


def test_a_credited_invoice_that_was_paid_is_owed_back_until_it_is_refunded(
    cast: Cast, make: Make
) -> None:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    credit_notes.credit_invoice(cast.baker, invoice.id, reason="Wrong contract.")
    assert again(invoice).paid_on is None
    assert sum(entered()) == 0
    assert returnable(payment.id).unallocated == Money(100000)
    payments.refund_payment(
        cast.baker, payment.id, amount=Money(100000), reference="BACK", refunded_on=TODAY
    )
    assert returnable(payment.id).unallocated == Money(0)
    assert sum(entered()) == 0
    assert again(invoice).state is InvoiceState.CREDITED
    everything_balances()


def test_where_the_payee_traded_is_copied_and_a_later_move_changes_nothing(
    cast: Cast, make: Make
) -> None:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    kept = db.session.get_one(Payment, payment.id)
    assert kept.is_counted
    assert "greater-icknield" in kept.places
    with db.transaction():
        address = db.session.scalars(
            select(TradingAddress).where(TradingAddress.organisation_id == cast.bakery.id)
        ).one()
        address.ward_code = None
    entry = db.session.scalars(select(LedgerEntry)).one()
    assert "greater-icknield" in entry.places
    assert entry.received_on == clock.today()
    assert entry.theme == "food"


def test_money_to_an_enterprise_that_is_not_verified_enters_no_ledger(
    cast: Cast, make: Make
) -> None:
    shop = make.organisation(Kind.CIC, "Corner Shop CIC")
    owner = make.member(shop, Role.OWNER, name="Sol Owner")
    (invoice,) = invoiced(owner, make.contract(cast.council, shop, "10.00"))
    (payment,) = paid(cast, {invoice.id: 1000})
    assert not payment.is_counted
    assert entered() == []


def test_what_is_passed_on_to_another_counted_enterprise_is_counted_there_instead(
    cast: Cast, make: Make
) -> None:
    keep_readable(cast)
    contract = make.contract(cast.council, cast.cleaners, "100.00")
    (invoice,) = invoiced(cast.cleaner, contract)
    for organisation_id, pence, field in (
        (cast.council.id, 100, "organisation_id"),
        (cast.cleaners.id, 100, "organisation_id"),
        (cast.bakery.id, 10001, "amount"),
    ):
        with pytest.raises(Refusal) as no:
            ledger.declare_subcontract(
                cast.cleaner, invoice.id, organisation_id=organisation_id, amount=Money(pence)
            )
        assert no.value.field == field
    ledger.declare_subcontract(
        cast.cleaner, invoice.id, organisation_id=cast.bakery.id, amount=Money(3001)
    )
    paid(cast, {invoice.id: 4001}, "1")
    paid(cast, {invoice.id: 7999}, "2")
    assert sorted(entered(organisation_id=cast.cleaners.id)) == [2333, 4666]
    assert sorted(entered(organisation_id=cast.bakery.id)) == [1001, 2000]
    with pytest.raises(Refusal, match="counted already"):
        ledger.declare_subcontract(
            cast.cleaner, invoice.id, organisation_id=cast.bakery.id, amount=Money(1)
        )


def passing_on(cast: Cast, make: Make, to: Organisation) -> Invoice:
    """An invoice of £100.00 and VAT by the cleaners, of which £30.01 goes to another enterprise."""
    (invoice,) = invoiced(cast.cleaner, make.contract(cast.council, cast.cleaners, "100.00"))
    ledger.declare_subcontract(cast.cleaner, invoice.id, organisation_id=to.id, amount=Money(3001))
    return invoice


def move_away(organisation: Organisation) -> None:
    """Its only address becomes one in no known place."""
    with db.transaction():
        address = db.session.scalars(
            select(TradingAddress).where(TradingAddress.organisation_id == organisation.id)
        ).one()
        address.ward_code = None
        keep_organisations(organisation.id)


def test_a_refund_takes_back_what_was_passed_on_from_where_it_counted(
    cast: Cast, make: Make
) -> None:
    keep_readable(cast)
    invoice = passing_on(cast, make, cast.bakery)
    (payment,) = paid(cast, {invoice.id: 4001})
    assert sorted(entered()) == [1001, 2333]
    move_away(cast.bakery)
    payments.refund_payment(
        cast.cleaner, payment.id, amount=Money(4001), reference="BACK", refunded_on=TODAY
    )
    assert sorted(entered()) == [-2333, -1001, 1001, 2333]
    back = db.session.scalars(select(LedgerEntry).where(LedgerEntry.amount < Money(0))).all()
    assert all("greater-icknield" in entry.places for entry in back)
    assert verified(lambda *_: None).disagreements == []
    paid(cast, {invoice.id: 12000}, "AGAIN")
    assert sorted(entered())[-1] == 10000
    assert sum(entered()) == 10000


def test_nothing_is_taken_off_for_one_that_does_not_count_on_the_day(
    cast: Cast, make: Make
) -> None:
    keep_readable(cast)
    invoice = passing_on(cast, make, cast.bakery)
    move_away(cast.bakery)
    paid(cast, {invoice.id: 12000})
    assert entered() == [10000]
    assert entered(organisation_id=cast.bakery.id) == []
    assert verified(lambda *_: None).disagreements == []


def test_it_is_taken_off_only_in_the_places_where_the_other_counts(cast: Cast, make: Make) -> None:
    elsewhere = next(
        ward for ward in sorted(PLACES["birmingham"].ward_codes - PLACES[ICKNIELD].ward_codes)
    )
    keep_readable(cast)
    invoice = passing_on(cast, make, cast.bakery)
    with db.transaction():
        address = db.session.scalars(
            select(TradingAddress).where(TradingAddress.organisation_id == cast.bakery.id)
        ).one()
        address.ward_code = elsewhere
        keep_organisations(cast.bakery.id)
    paid(cast, {invoice.id: 12000})
    in_each = {}
    for place in (ICKNIELD, "birmingham"):
        lines = db.session.scalars(
            select(LedgerEntry).where(LedgerEntry.places.contains([place]))
        ).all()
        in_each[place] = sorted(
            (line.amount.pence, line.organisation_id == cast.bakery.id) for line in lines
        )
    assert in_each == {
        ICKNIELD: [(10000, False)],
        "birmingham": [(3001, True), (6999, False)],
    }
    assert verified(lambda *_: None).disagreements == []


def test_payment_of_a_disputed_invoice_in_full_ends_the_dispute(cast: Cast, make: Make) -> None:
    invoice = one_invoice(cast, make)
    disputes.dispute_invoice(cast.finance, invoice.id, reason="Short.", amount=Money(1000))
    paid(cast, {invoice.id: 99000})
    assert again(invoice).state is InvoiceState.DISPUTED
    paid(cast, {invoice.id: 1000}, "BACS 2")
    assert again(invoice).state is InvoiceState.PAID
    assert again(invoice).disputed is None
