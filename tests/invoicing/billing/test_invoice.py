from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from invoicing.billing.document_json import as_json, from_json, with_rates
from invoicing.billing.invoice import (
    INVOICE_TRANSITIONS,
    InvoiceState,
    invalid_because,
    invoice_faults,
    refuse_unfit,
    series_number,
)
from invoicing.billing.party import (
    Address,
    InvoiceParty,
    is_gln,
    is_vat_number,
    normal_vat_number,
    vat_check_digits_fit,
)
from invoicing.billing.vat import Vat
from invoicing.ground.figures import SHIPPED
from procurement.ground.figures import Figure, Mark
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from tests.invoicing.billing.billing_examples import (
    BANK,
    CATERER,
    HOSPITAL,
    UNREGISTERED,
    billed,
    invoice,
    invoice_of,
    lines_of,
)


def sentences(**changes):
    return [str(fault) for fault in invoice_faults(invoice(**changes))]


@pytest.mark.parametrize("vat", list(Vat))
def test_a_whole_invoice_is_fit_to_send_under_every_vat_treatment(vat):
    assert invoice_faults(invoice_of(vat)) == []
    refuse_unfit(invoice_of(vat))


def test_it_adds_up():
    found = invoice().totals
    assert (found.net, found.vat, found.gross) == (Money(5997), Money(1199), Money(7196))


def test_a_line_keeps_the_rate_that_it_says_and_else_bears_that_of_the_tax_point():
    higher = Figure("standard", date(2027, 4, 1), None, Decimal("22.5"), Mark.READ, "An Act")
    figures = SHIPPED.with_added([("vat_rates", higher)])
    said = as_json(invoice())
    silent = {**said, "lines": [{**said["lines"][0]}], "tax_point_on": "2027-04-01"}
    del silent["lines"][0]["rate_percent"]
    assert from_json(with_rates(silent, figures)).totals.vat == Money(1349)
    assert from_json(with_rates({**silent, "tax_point_on": "2027-03-31"}, figures)) == invoice(
        tax_point_on=date(2027, 3, 31)
    )
    kept = {**said, "tax_point_on": "2027-04-01"}
    assert with_rates(kept, figures) == kept
    with pytest.raises(Refusal, match="2 January 2011"):
        with_rates({**silent, "tax_point_on": "2011-01-02"}, figures)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": " "}, "It has no number."),
        ({"number": "A\x00"}, "cannot be printed"),
        ({"supplier": replace(CATERER, name="")}, "The supplier’s name is missing."),
        ({"buyer": replace(HOSPITAL, name="")}, "The buyer’s name is missing."),
        ({"buyer": replace(HOSPITAL, name="A\ud800")}, "The buyer holds a character"),
        (
            {"buyer": replace(HOSPITAL, address=Address("", "", ""))},
            "The buyer’s address is missing.",
        ),
        ({"supplier": replace(CATERER, vat_number="123")}, "not of the form GB123456789"),
        ({"buyer": replace(HOSPITAL, gln="5012345678901")}, "right check digit"),
        ({"lines": ()}, "It has no lines."),
        (
            {"lines": (billed(" ", Decimal(1), Decimal(1), Vat.STANDARD),)},
            "Line 1 does not say what was supplied.",
        ),
        (
            {"lines": (billed("A\x0b", Decimal(1), Decimal(1), Vat.STANDARD),)},
            "Line 1 holds a character",
        ),
        (
            {"lines": (billed("A", Decimal(0), Decimal(1), Vat.STANDARD),)},
            "Line 1 has no quantity.",
        ),
        (
            {"lines": (replace(lines_of(Vat.EXEMPT)[0], rate_percent=Decimal(20)),)},
            "Line 1 bears VAT at 20%, which is not “exempt”.",
        ),
        (
            {"lines": (replace(lines_of(Vat.STANDARD)[0], rate_percent=Decimal(0)),)},
            "Line 1 bears VAT at 0%, which is not “standard”.",
        ),
        (
            {"lines": (billed("A", Decimal(1), Decimal(-1), Vat.STANDARD),)},
            "Use a negative quantity instead.",
        ),
        (
            {"lines": (billed("A", Decimal(-1), Decimal(1), Vat.STANDARD),)},
            "Use a credit note for that.",
        ),
        ({"lines": lines_of(Vat.NOT_REGISTERED)}, "shows no VAT number"),
        (
            {"lines": lines_of(Vat.OUTSIDE) + lines_of(Vat.STANDARD)},
            "Lines outside VAT cannot stand beside other lines.",
        ),
        ({"supplier": UNREGISTERED}, "The supplier’s VAT number is missing."),
        (
            {"lines": lines_of(Vat.REVERSE_CHARGE), "buyer": replace(HOSPITAL, vat_number="")},
            "The buyer’s VAT number is missing.",
        ),
        (
            {
                "supplier": replace(UNREGISTERED, org_id=""),
                "lines": lines_of(Vat.NOT_REGISTERED),
            },
            "neither a VAT number nor a register number",
        ),
        ({"bank": replace(BANK, sort_code="11-22-33")}, "A sort code is six digits."),
        ({"bank": replace(BANK, account_number="1234567")}, "An account number is eight digits."),
        ({"bank": replace(BANK, name="A\x01")}, "The account’s name holds"),
        ({"due_on": None}, "neither a due date nor payment terms"),
        ({"due_on": date(2026, 11, 19)}, "It is due before it is issued."),
        ({"note": "A\x02"}, "cannot be printed"),
    ],
)
def test_what_is_missing_is_told_in_a_sentence(changes, sentence):
    assert any(sentence in found for found in sentences(**changes))


def test_an_authority_may_not_call_an_invoice_invalid_for_more_than_the_act_asks():
    poor = invoice(buyer=replace(HOSPITAL, name=""), due_on=None, purchase_order="")
    assert invoice_faults(poor) != []
    assert invalid_because(poor) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"supplier": replace(CATERER, name="")}, "It does not name who sent it."),
        (
            {"lines": (billed("", Decimal(1), Decimal(1), Vat.STANDARD),)},
            "It does not say what was supplied.",
        ),
        ({"number": " "}, "It has no number of its own."),
        (
            {"lines": (billed("Gift", Decimal(1), Decimal(0), Vat.ZERO),)},
            "It asks for no sum of money.",
        ),
    ],
)
def test_an_invoice_is_invalid_without(changes, sentence):
    assert [str(fault) for fault in invalid_because(invoice(**changes))] == [sentence]


def test_all_faults_are_told_at_once():
    with pytest.raises(Refusal) as no:
        refuse_unfit(invoice(number="", due_on=None))
    assert "no number" in str(no.value)
    assert "due date" in str(no.value)


def test_payment_terms_in_words_may_stand_for_a_due_date():
    assert sentences(due_on=None, terms="Seven days after receipt") == []


def test_an_invoice_for_nothing_needs_no_due_date():
    assert sentences(lines=(billed("Gift", Decimal(1), Decimal(0), Vat.ZERO),), due_on=None) == []


def test_the_reverse_charge_is_known():
    assert invoice_of(Vat.REVERSE_CHARGE).is_reverse_charge
    assert not invoice().is_reverse_charge


def test_numbers_of_a_series_run_from_one():
    assert series_number("INV", 1) == "INV-000001"
    assert series_number("KITCHEN", 1234567) == "KITCHEN-1234567"
    with pytest.raises(Refusal, match="begins with 1"):
        series_number("INV", 0)


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        (InvoiceState.SENT, ["approve", "dispute", "pay", "credit"]),
        (InvoiceState.APPROVED, ["dispute", "pay", "credit"]),
        (InvoiceState.DISPUTED, ["approve", "settle", "pay", "credit"]),
        (InvoiceState.PAID, ["reverse", "credit"]),
        (InvoiceState.CREDITED, []),
    ],
)
def test_the_moves_open_to_an_invoice(state, verbs):
    assert INVOICE_TRANSITIONS.verbs(state) == verbs


def test_a_paid_invoice_cannot_be_disputed():
    with pytest.raises(Refusal, match="This invoice is paid, so it cannot be disputed now"):
        INVOICE_TRANSITIONS.after(InvoiceState.PAID, "dispute")


def test_an_address_is_printed_without_its_empty_lines():
    assert CATERER.address.lines() == ["1 Spring Hill", "Birmingham", "B18 7BH"]
    assert Address("", "Cork", "", "IE").lines() == ["Cork", "IE"]


def test_peppol_delivers_to_a_gln_before_a_vat_number():
    assert HOSPITAL.endpoint() == ("5012345678900", "0088")
    assert CATERER.endpoint() == ("GB123456782", "9932")
    assert UNREGISTERED.endpoint() is None


def test_a_vat_number_is_brought_into_form():
    assert normal_vat_number("123 4567 82") == "GB123456782"
    assert normal_vat_number("gb 123-4567-82") == "GB123456782"


def test_a_vat_number_has_plain_digits_only() -> None:
    assert is_vat_number("GB123456782")
    assert not is_vat_number(normal_vat_number("１２３４５６７８２"))


def test_the_check_digits_of_a_vat_number():
    assert vat_check_digits_fit("GB123456782")  # modulus 97
    assert vat_check_digits_fit("GB123456727")  # modulus 97 less 55
    assert not vat_check_digits_fit("GB123456789")
    assert vat_check_digits_fit("GBGD123")


def test_a_gln_is_thirteen_digits_with_its_check_digit():
    assert is_gln("5012345678900")
    assert not is_gln("5012345678901")
    assert not is_gln("501234567890")


def test_a_party_without_any_number_has_no_peppol_address():
    assert InvoiceParty("A", Address("1", "B", "C")).endpoint() is None
