from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.billing.credit_note import (
    credit_in_full,
    credit_in_part,
    credit_note_faults,
    form_faults,
)
from invoicing.billing.document_json import as_json, from_json
from invoicing.billing.vat import Vat
from invoicing.ubl import einvoice
from procurement.ground.money import Money
from tests.invoicing.billing.billing_examples import UNREGISTERED, billed, invoice, invoice_of

INVOICE = invoice()
WHOLE = credit_in_full(
    INVOICE, number="CN-000001", issued_on=date(2026, 11, 23), reason="Wrong number of lunches"
)
ONE_LUNCH = replace(
    WHOLE,
    number="CN-000002",
    lines=(billed("Lunch for ten", Decimal(1), Decimal("19.99"), Vat.STANDARD),),
)


def sentences(note, earlier=()):
    return [str(fault) for fault in credit_note_faults(note, INVOICE, earlier)]


def test_a_credit_in_full_takes_back_the_whole_invoice():
    assert sentences(WHOLE) == []
    assert WHOLE.gross == INVOICE.gross
    assert (WHOLE.invoice_number, WHOLE.invoice_issued_on) == ("INV-000001", date(2026, 11, 20))
    assert WHOLE.tax_point_on == INVOICE.issued_on


def test_an_invoice_may_be_credited_in_parts():
    second = replace(ONE_LUNCH, number="CN-000003")
    assert sentences(ONE_LUNCH) == []
    assert sentences(second, [ONE_LUNCH]) == []


def test_more_than_was_invoiced_cannot_be_credited():
    assert sentences(ONE_LUNCH, [WHOLE]) == [
        "It credits £19.99 more than was invoiced under “standard”."
    ]


def test_a_vat_treatment_that_was_not_invoiced_cannot_be_credited():
    lines = (billed("Lunch", Decimal(1), Decimal(1), Vat.REVERSE_CHARGE),)
    assert (
        "£1.00 more than was invoiced under “reverse charge”"
        in sentences(replace(WHOLE, lines=lines))[0]
    )


def test_pence_of_vat_rounded_up_in_parts_are_not_credited_beyond_the_invoice():
    line = billed("Nail", Decimal(1), Decimal("0.03"), Vat.STANDARD)
    two = invoice(lines=(line, line))
    part = credit_in_full(two, number="CN-1", issued_on=date(2026, 11, 23), reason="Bent")
    part = replace(part, lines=(line,))
    assert two.totals.vat == Money(1)
    assert [str(f) for f in credit_note_faults(replace(part, number="CN-2"), two, [part])] == [
        "It credits £0.01 more than was invoiced."
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": " "}, "Give the reason for the credit."),
        ({"reason": "A\x00"}, "The reason holds a character that cannot be printed."),
        ({"invoice_number": ""}, "Name the invoice that it credits."),
        ({"invoice_number": "INV-2"}, "It does not name invoice INV-000001 and its date."),
        ({"supplier": UNREGISTERED}, "Its supplier and buyer are not the invoice’s."),
        ({"issued_on": date(2026, 11, 19)}, "It is dated before its invoice."),
        ({"number": ""}, "It has no number. Give it the next number of your series."),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(changes, sentence):
    assert sentence in sentences(replace(WHOLE, **changes))


@pytest.mark.parametrize("vat", list(Vat))
def test_every_invoice_can_be_credited_in_full(vat):
    credited = invoice_of(vat)
    note = credit_in_full(credited, number="CN-1", issued_on=date(2026, 11, 20), reason="Mistake")
    assert credit_note_faults(note, credited) == form_faults(note) == []


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=8))
def test_all_parts_credited_come_to_the_penny_to_the_invoice(nets):
    line = billed("Work", Decimal(1), Decimal(sum(nets)) / 100, Vat.STANDARD)
    credited = invoice(lines=(line,))
    notes = []
    for net in nets:
        part = credit_in_part(
            credited, Money(net), notes, number="CN-1", issued_on=date(2026, 11, 23), reason="Less"
        )
        assert credit_note_faults(part, credited, notes) == []
        assert abs(part.rounding) <= Money(1)
        notes.append(part)
    assert Money.total(note.gross for note in notes) == credited.gross


def test_a_part_whose_vat_is_rounded_is_valid_and_read_back_the_same():
    credited = invoice(lines=(billed("Nails", Decimal(1), Decimal("0.06"), Vat.STANDARD),))
    known = {"number": "CN-1", "issued_on": date(2026, 11, 23), "reason": "Bent"}
    first = credit_in_part(credited, Money(3), **known)
    second = credit_in_part(credited, Money(3), [first], **known)
    assert [note.totals.vat for note in (first, second)] == [Money(1), Money(0)]
    assert einvoice.check(einvoice.write(second)).is_peppol
    assert einvoice.read(einvoice.write(second)) == second
    assert from_json(as_json(second)) == second


def test_vat_that_no_rounding_explains_is_refused():
    assert "Its VAT is not its rate of its lines." in sentences(
        replace(ONE_LUNCH, vat_charged=Money(100))
    )
    two_rates = (*ONE_LUNCH.lines, billed("Book", Decimal(1), Decimal(1), Vat.ZERO))
    assert "VAT is given as a sum only where all lines bear one rate." in sentences(
        replace(ONE_LUNCH, lines=two_rates, vat_charged=Money(400))
    )
