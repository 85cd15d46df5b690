import os
import threading
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from invoicing.ubl.einvoice import check, read, write
from invoicing.ubl.ubl_names import NAMES
from procurement.ground.refusal import Refusal
from tests.invoicing.billing.billing_examples import CATERER, HOSPITAL, invoice

EMPTY = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
SECRET = "the-content-of-another-file"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not XML"),
        (b"number,amount\n1,2", "not XML"),
        (b"<Invoice>", "not XML"),
        (b"\xff\xfe\x00", "not XML"),
        (b"<Invoice/>", "not a UBL 2.1 invoice or credit note"),
        (EMPTY.replace(b"Invoice", b"Order"), "not a UBL 2.1 invoice or credit note"),
        (b" " * (20 * 1024 * 1024) + EMPTY, "larger than 20 MB"),
    ],
)
def test_what_is_not_an_invoice_is_refused(content, sentence):
    with pytest.raises(Refusal, match=sentence):
        check(content)


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE Invoice [<!ENTITY x SYSTEM "{file}">]>',
        '<!DOCTYPE Invoice SYSTEM "{file}">',
        '<!DOCTYPE Invoice [<!ENTITY % x SYSTEM "{file}"> %x;]>',
        '<!DOCTYPE Invoice [<!ENTITY x "harmless">]>',
    ],
)
def test_entities_and_outside_references_are_never_followed(declaration, tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text(SECRET)
    xml = write(invoice(number="ENTITY")).replace(b"ENTITY", b"&x;")
    head, _, body = xml.partition(b"\n")
    with pytest.raises(Refusal) as no:
        check(head + declaration.format(file=file.as_uri()).encode() + body)
    assert SECRET not in str(no.value)


def test_a_thousand_million_laughs_are_refused_at_once():
    levels = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    bomb = f"<!DOCTYPE Invoice [{levels}]>".encode() + EMPTY.replace(b"/>", b">&l9;</Invoice>")
    with pytest.raises(Refusal):
        check(bomb)


def test_an_included_file_is_not_read(tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text(SECRET)
    include = (
        '<x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text" '
        f'href="{file.as_uri()}"/></Invoice>'
    )
    found = check(EMPTY.replace(b"/>", b">" + include.encode()))
    assert not found.is_valid
    assert SECRET not in str(found)


def test_the_schema_is_part_of_validity_and_its_messages_are_readable():
    xml = write(invoice()).replace(b"<cbc:ID>INV-000001</cbc:ID>", b"", 1)
    faults = [fault.text for fault in check(xml).faults if fault.rule == "UBL-XSD"]
    assert faults == [
        "Element 'IssueDate': This element is not expected. "
        "Expected is one of ( ProfileExecutionID, ID )."
    ]


def test_what_the_schema_allows_twice_and_the_rules_only_once_is_a_fault():
    root = etree.fromstring(write(invoice()))
    name = root.find(".//cac:PartyLegalEntity", NAMES)
    name.addnext(etree.fromstring(etree.tostring(name)))
    faults = check(etree.tostring(root)).faults
    assert [fault.rule for fault in faults] == ["EN-16931"]
    assert "stands twice that may stand once" in faults[0].text


@pytest.mark.parametrize("amount", ["much", "", "1E5", "NaN", "٠"])
def test_an_amount_that_is_no_number_is_a_fault_of_the_schema(amount):
    xml = write(invoice()).replace(b">71.96<", f">{amount}<".encode())
    found = check(xml)
    assert {fault.rule for fault in found.faults} == {"UBL-XSD"}
    assert found.advice[0].text.startswith("Its rules can be applied once")


def test_two_totals_are_a_fault_of_the_schema():
    root = etree.fromstring(write(invoice()))
    total = root.find("cac:LegalMonetaryTotal", NAMES)
    total.addnext(etree.fromstring(etree.tostring(total)))
    assert {fault.rule for fault in check(etree.tostring(root)).faults} == {"UBL-XSD"}


@settings(deadline=None)
@given(st.data())
def test_a_damaged_file_is_judged_or_refused_and_never_breaks_the_check(data):
    xml = bytearray(write(invoice()))
    for _ in range(data.draw(st.integers(1, 4))):
        xml[data.draw(st.integers(0, len(xml) - 1))] = data.draw(st.integers(0, 255))
    for judge in (check, read):
        with suppress(Refusal):
            judge(bytes(xml))


def test_a_faults_text_is_told_without_its_number():
    xml = write(invoice()).replace(b"<cbc:ID>INV-000001</cbc:ID>", b"", 1)
    assert ("BR-02", "An Invoice shall have an Invoice number (BT-1).") in [
        (fault.rule, fault.text) for fault in check(xml).faults
    ]


def advised(xml: bytes) -> set[str]:
    found = check(xml)
    assert found.is_valid, found.faults
    return {remark.rule for remark in found.advice}


NOT_CALLED_PEPPOL = {"PEPPOL-EN16931-R001", "PEPPOL-EN16931-R004"}
"""Of an invoice that is written without what Peppol needs, and so does not say that it is one."""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"purchase_order": ""}, {"PEPPOL-EN16931-R003", "UK-PURCHASE-ORDER", *NOT_CALLED_PEPPOL}),
        ({"purchase_order": "", "buyer_reference": "Ward 4"}, {"UK-PURCHASE-ORDER"}),
        (
            {"buyer": replace(HOSPITAL, gln="", vat_number="")},
            {"PEPPOL-EN16931-R010", *NOT_CALLED_PEPPOL},
        ),
        ({"buyer": replace(HOSPITAL, gln="5012345678901")}, {"PEPPOL-COMMON-R040"}),
        ({"supplier": replace(CATERER, vat_number="GB123456789")}, {"UK-VAT-NUMBER"}),
        ({"supplier": replace(CATERER, vat_number="GB12345678")}, {"UK-VAT-NUMBER"}),
        (
            {"supplier": replace(CATERER, address=replace(CATERER.address, postcode=""))},
            {"UK-ADDRESS"},
        ),
    ],
)
def test_what_a_uk_buyer_or_peppol_would_miss_is_advice(changes, expected):
    assert advised(write(invoice(**changes))) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (b"poacc:billing:01:1.0", b"poacc:billing:02:1.0", "PEPPOL-EN16931-R001"),
        (b"#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", b"", "PEPPOL-EN16931-R004"),
        (
            b"<cbc:DocumentCurrencyCode>",
            b"<cbc:Note>a</cbc:Note><cbc:Note>b</cbc:Note><cbc:DocumentCurrencyCode>",
            "PEPPOL-EN16931-R002",
        ),
        (b"<cbc:Name>Icknield Kitchen CIC</cbc:Name>", b"<cbc:Name/>", "PEPPOL-EN16931-R008"),
        (b"GBP", b"EUR", "UK-STERLING"),
    ],
)
def test_habits_of_peppol_and_the_uk_are_advice(before, after, expected):
    xml = write(invoice())
    assert before in xml
    assert advised(xml.replace(before, after)) == {expected}


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (b"poacc:billing:01:1.0", b"poacc:billing:01", "PEPPOL-EN16931-R007"),
        (
            b"<cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>",
            b"<cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>"
            b"<cbc:TaxCurrencyCode>GBP</cbc:TaxCurrencyCode>",
            "PEPPOL-EN16931-R005",
        ),
        (b">19.99</cbc:PriceAmount>", b">29.99</cbc:PriceAmount>", "PEPPOL-EN16931-R120"),
        (
            b"</cbc:PriceAmount>",
            b'</cbc:PriceAmount><cbc:BaseQuantity unitCode="HUR">1</cbc:BaseQuantity>',
            "PEPPOL-EN16931-R130",
        ),
        (
            b"</cbc:PriceAmount>",
            b"</cbc:PriceAmount><cbc:BaseQuantity>-1</cbc:BaseQuantity>",
            "PEPPOL-EN16931-R121",
        ),
        (
            b">30</cbc:PaymentMeansCode>",
            b">59</cbc:PaymentMeansCode>",
            "PEPPOL-EN16931-R061",
        ),
        (b'schemeID="9932"', b'schemeID="EM"', "PEPPOL-EN16931-CL008"),
        (b'currencyID="GBP">19.99', b'currencyID="EUR">19.99', "PEPPOL-EN16931-R051"),
    ],
)
def test_a_fatal_rule_of_peppol_alone_leaves_the_invoice_valid_and_not_peppols(before, after, rule):
    xml = write(invoice())
    assert check(xml).is_peppol
    assert before in xml
    found = check(xml.replace(before, after))
    assert rule in {remark.rule for remark in found.advice}
    assert not found.is_peppol


def test_what_is_only_a_habit_is_still_peppols():
    xml = write(invoice()).replace(b"poacc:billing:01:1.0", b"poacc:billing:02:1.0")
    found = check(xml)
    assert found.advice
    assert found.is_peppol


def test_what_is_not_valid_is_not_peppols():
    assert not check(EMPTY).is_peppol


def test_a_foreign_currency_with_vat_in_pounds_is_fine():
    total = b'<cac:TaxTotal><cbc:TaxAmount currencyID="GBP">10.00</cbc:TaxAmount></cac:TaxTotal>'
    xml = (
        write(invoice())
        .replace(b"GBP", b"EUR")
        .replace(
            b"<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>",
            b"<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
            b"<cbc:TaxCurrencyCode>GBP</cbc:TaxCurrencyCode>",
        )
        .replace(b"<cac:LegalMonetaryTotal>", total + b"<cac:LegalMonetaryTotal>")
    )
    assert advised(xml) == set()


def test_two_vat_breakdowns_are_against_peppol_and_en_16931_alike():
    root = etree.fromstring(write(invoice()))
    total = root.find("cac:TaxTotal", NAMES)
    total.addnext(etree.fromstring(etree.tostring(total)))
    found = check(etree.tostring(root))
    assert "PEPPOL-EN16931-R053" in {remark.rule for remark in found.advice}
    assert not found.is_valid


def test_a_warning_of_the_rules_is_advice():
    xml = write(invoice()).replace(
        b"<cbc:IssueDate>", b"<cbc:CopyIndicator>false</cbc:CopyIndicator><cbc:IssueDate>"
    )
    assert advised(xml) == {"UBL-CR-004"}


def test_many_threads_may_check_at_once():
    good, bad = write(invoice()), EMPTY
    found = {}

    def judge(number):
        found[number] = check(bad if number % 2 else good).is_valid

    threads = [threading.Thread(target=judge, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: number % 2 == 0 for number in range(8)}


def test_a_forked_worker_may_check_after_its_parent_did():
    xml = write(invoice())
    assert check(xml).is_valid
    child = os.fork()
    if child == 0:
        os._exit(0 if check(xml).is_valid else 1)
    assert os.waitpid(child, 0)[1] == 0
