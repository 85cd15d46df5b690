import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from lxml import etree

from invoicing.billing.credit_note import credit_in_full, form_faults
from invoicing.billing.document_json import DOCUMENT_SCHEMA, as_json, from_json
from invoicing.billing.invoice import Invoice, invoice_faults
from invoicing.billing.retention import retention
from invoicing.billing.vat import Vat
from invoicing.ubl.einvoice import check, read, write
from invoicing.ubl.ubl_names import CUSTOMIZATION, EN_16931, NAMES
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from tests.invoicing.billing.billing_examples import (
    CREDIT_NOTES,
    HOSPITAL,
    INVOICES,
    UNREGISTERED,
    billed,
    invoice,
    invoice_of,
    rough_documents,
)

FEW = settings(deadline=None, max_examples=60)
THE_500 = settings(
    deadline=None,
    max_examples=500,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def broken(xml: bytes, path: str, change) -> bytes:
    """A copy of which the element at ``path`` was changed; ``None`` removes it."""
    root = etree.fromstring(xml)
    element = root.find(path, NAMES)
    if change is None:
        element.getparent().remove(element)
    else:
        element.text = change(element.text)
    return etree.tostring(root)


def a_pound_more(amount: str) -> str:
    return str(Decimal(amount) + 1)


MUTATIONS = {
    "line sum": ("cac:LegalMonetaryTotal/cbc:LineExtensionAmount", a_pound_more, "BR-CO-10"),
    "tax total": ("cac:TaxTotal/cbc:TaxAmount", a_pound_more, "BR-CO-14"),
    "payable amount": ("cac:LegalMonetaryTotal/cbc:PayableAmount", a_pound_more, "BR-CO-16"),
    "missing number": ("cbc:ID", None, "BR-02"),
    "unknown VAT category": (
        "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID",
        lambda _: "Q",
        "BR-CL-17",
    ),
}


def rules(xml: bytes) -> set[str]:
    return {fault.rule for fault in check(xml).faults}


def test_500_invoices_over_every_tax_case_pass_and_none_of_the_broken_do():
    seen: set[Vat] = set()

    @THE_500
    @given(INVOICES)
    def passes_and_its_broken_copy_does_not(made):
        assert invoice_faults(made) == []
        xml = write(made)
        found = check(xml)
        assert found.is_valid, found.faults
        names = sorted(MUTATIONS)
        path, change, rule = MUTATIONS[names[made.gross.pence % len(names)]]
        assert rule in rules(broken(xml, path, change))
        seen.update(line.vat for line in made.lines)

    passes_and_its_broken_copy_does_not()
    assert seen == set(Vat)


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("vat", list(Vat))
def test_each_mutation_is_caught_under_each_vat_treatment(mutation, vat):
    path, change, rule = MUTATIONS[mutation]
    assert rule in rules(broken(write(invoice_of(vat)), path, change))


@FEW
@given(INVOICES)
def test_an_invoice_read_back_equals_what_was_written(made):
    assert read(write(made)) == made


@FEW
@given(CREDIT_NOTES)
def test_a_credit_note_is_valid_and_read_back_equals_what_was_written(made):
    assert form_faults(made) == []
    xml = write(made)
    assert check(xml).is_valid, check(xml).faults
    assert read(xml) == made


@pytest.mark.parametrize("vat", list(Vat))
def test_whatever_is_fit_to_be_written_passes_its_judge(vat):
    outcomes: set[bool] = set()

    @settings(THE_500, max_examples=100)
    @given(rough_documents(vat))
    def passes_or_is_refused(made):
        is_refused = bool(invoice_faults(made) if isinstance(made, Invoice) else form_faults(made))
        outcomes.add(is_refused)
        if not is_refused:
            verdict = check(xml := write(made))
            assert verdict.faults == ()
            assert verdict.is_peppol == (CUSTOMIZATION.encode() in xml)
            assert verdict.is_peppol == (verdict.lacks_for_peppol == ())

    passes_or_is_refused()
    assert outcomes == {True, False}


@FEW
@given(INVOICES | CREDIT_NOTES)
def test_json_read_back_equals_what_was_written(made):
    form = json.loads(json.dumps(as_json(made)))
    Draft202012Validator(DOCUMENT_SCHEMA).validate(form)
    assert from_json(form) == made


def test_a_date_that_is_none_is_refused():
    form = as_json(invoice()) | {"due_on": "2026-02-30"}
    with pytest.raises(Refusal, match="due_on: “2026-02-30” is not a date"):
        from_json(form)


def test_the_same_invoice_gives_the_same_bytes():
    assert write(invoice()) == write(invoice())


@pytest.mark.parametrize("vat", list(Vat))
def test_an_invoice_to_a_hospital_needs_no_advice_unless_its_supplier_has_no_address(vat):
    advised = {remark.rule for remark in check(write(invoice_of(vat))).advice}
    no_address = {f"PEPPOL-EN16931-{rule}" for rule in ("R001", "R004", "R020")}
    assert advised == (no_address if vat is Vat.NOT_REGISTERED else set())


def test_the_reverse_charge_is_category_ae_with_its_reference():
    root = etree.fromstring(write(invoice_of(Vat.REVERSE_CHARGE)))
    category = root.find("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory", NAMES)
    assert category.findtext("cbc:ID", namespaces=NAMES) == "AE"
    assert category.findtext("cbc:Percent", namespaces=NAMES) == "0"
    assert "customer to pay the VAT to HMRC" in category.findtext(
        "cbc:TaxExemptionReason", namespaces=NAMES
    )


def test_a_supplier_that_is_not_registered_shows_no_rate_and_no_vat_number():
    xml = write(invoice_of(Vat.NOT_REGISTERED))
    root = etree.fromstring(xml)
    assert root.find(".//cbc:Percent", NAMES) is None
    assert root.find(".//cac:PartyTaxScheme", NAMES) is None
    assert read(xml).supplier == UNREGISTERED


def test_only_what_peppol_can_deliver_calls_itself_peppols():
    def calls_itself(made):
        root = etree.fromstring(write(made))
        names = ("cbc:CustomizationID", "cbc:ProfileID")
        return [root.findtext(name, namespaces=NAMES) for name in names]

    assert calls_itself(invoice()) == [CUSTOMIZATION, "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"]
    without_address = replace(HOSPITAL, gln="", vat_number="")
    assert calls_itself(invoice(buyer=without_address)) == [EN_16931, None]
    assert calls_itself(invoice_of(Vat.NOT_REGISTERED)) == [EN_16931, None]
    assert calls_itself(invoice(purchase_order="", buyer_reference="")) == [EN_16931, None]


def test_a_gln_and_a_vat_number_are_peppol_addresses():
    root = etree.fromstring(write(invoice()))
    found = [(e.get("schemeID"), e.text) for e in root.iterfind(".//cbc:EndpointID", NAMES)]
    assert found == [("9932", "GB123456782"), ("0088", "5012345678900")]


def test_a_credit_note_names_its_invoice():
    note = credit_in_full(
        invoice(), number="CN-1", issued_on=date(2026, 11, 23), reason="Wrong number"
    )
    assert read(write(note)).invoice_number == "INV-000001"
    assert check(write(note)).advice == ()


@pytest.mark.parametrize(
    ("path", "change", "sentence"),
    [
        ("cbc:DocumentCurrencyCode", lambda _: "EUR", "It is in EUR; only pounds"),
        ("cbc:DocumentCurrencyCode", None, "It is in no currency"),
        ("cac:LegalMonetaryTotal/cbc:PayableAmount", a_pound_more, "do not add up"),
        ("cac:LegalMonetaryTotal/cbc:PayableAmount", lambda _: "much", "“much” is not a number"),
        ("cac:LegalMonetaryTotal/cbc:PayableAmount", lambda _: "1E+99", "is out of range"),
        ("cbc:IssueDate", None, "IssueDate is missing"),
        ("cbc:IssueDate", lambda _: "yesterday", "“yesterday” is not a date"),
        ("cac:AccountingSupplierParty", None, "The supplier or the buyer is missing."),
        ("cac:InvoiceLine/cac:Price/cbc:PriceAmount", lambda _: "", "PriceAmount “” is not"),
        (
            "cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory/cbc:ID",
            lambda _: "K",
            "VAT category K with its rate cannot be taken here",
        ),
        (
            "cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent",
            lambda _: "19",
            "VAT category S with its rate cannot be taken here",
        ),
    ],
)
def test_what_cannot_be_held_here_is_refused_and_never_dropped(path, change, sentence):
    with pytest.raises(Refusal, match=sentence):
        read(broken(write(invoice()), path, change))


def test_a_price_for_more_than_one_unit_is_refused():
    xml = write(invoice()).replace(
        b"</cbc:PriceAmount>",
        b'</cbc:PriceAmount><cbc:BaseQuantity unitCode="C62">10</cbc:BaseQuantity>',
    )
    with pytest.raises(Refusal, match="priced for more than one unit"):
        read(xml)


def test_a_company_number_alone_names_the_supplier():
    xml = broken(write(invoice()), ".//cac:PartyIdentification", None)
    assert read(xml).supplier.org_id == "GB-COH-01234567"


def test_a_tax_number_that_is_not_for_vat_is_no_vat_number():
    xml = write(invoice(buyer=replace(HOSPITAL, vat_number="")))
    vat, fiscal = (f"<cbc:ID>{kind}</cbc:ID>\n        </cac:TaxScheme>" for kind in ("VAT", "FC"))
    other = xml.replace(vat.encode(), fiscal.encode(), 1)
    assert other != xml
    assert read(other).supplier.vat_number == "GB123456782"  # from its Peppol address


def test_retention_stands_as_a_line_below_zero():
    held = retention(Money(500_000), Decimal(5)).held
    lines = (
        billed("Roof, stage 1", Decimal(1), Decimal(5000), Vat.REVERSE_CHARGE),
        billed("Less retention 5%", Decimal(-1), held.pounds, Vat.REVERSE_CHARGE),
    )
    stage = invoice(lines=lines)
    assert invoice_faults(stage) == []
    assert stage.gross == Money(475_000)
    assert check(write(stage)).is_valid
    assert read(write(stage)) == stage


def test_lines_keep_their_own_treatment_and_unit():
    lines = (
        billed("Fuel", Decimal("1.5"), Decimal("7.333"), Vat.REDUCED, "KGM"),
        billed("Bread", Decimal(1), Decimal("2"), Vat.ZERO),
        billed("Lesson", Decimal(1), Decimal("30"), Vat.EXEMPT, "HUR"),
    )
    assert read(write(invoice(lines=lines))).lines == lines
