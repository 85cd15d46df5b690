"""Electronic invoices on the command line."""

import json

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from invoicing.billing.document_json import as_json
from invoicing.billing.vat import Vat
from invoicing.ubl.einvoice import read, write
from marketplace.commands import marketplace
from tests.invoicing.billing.billing_examples import HOSPITAL, invoice, invoice_of


def run(*arguments, given=None):
    text = json.dumps(given) if isinstance(given, dict) else given
    result = CliRunner().invoke(marketplace, list(arguments), input=text)
    assert "Traceback" not in result.output
    return result


def test_invoice_xml_is_written_and_found_valid():
    written = run("invoice-xml", "-", given=as_json(invoice()))
    assert written.exit_code == 0
    assert read(written.stdout.encode()) == invoice()
    checked = run("check-invoice", "-", "--json", given=written.stdout)
    assert checked.exit_code == 0
    assert json.loads(checked.stdout) == {
        "valid": True,
        "peppol": True,
        "faults": [],
        "advice": [],
    }


def test_invoice_xml_as_json_holds_the_same():
    written = run("invoice-xml", "-", "--json", given=as_json(invoice()))
    assert json.loads(written.stdout)["xml"].encode() == write(invoice())


def test_the_schema_is_printed_and_describes_the_input():
    printed = run("invoice-xml", "--schema")
    assert printed.exit_code == 0
    schema = json.loads(printed.stdout)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(as_json(invoice()))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": ""}, "It has no number. Give it the next number of your series."),
        ({"colour": "red"}, "('colour' was unexpected)"),
        ({"issued_on": "2026-02-30"}, "“2026-02-30” is not a date"),
        (
            {
                "supplier": {
                    "name": "Acme CIC",
                    "address": {"street": "1 Road", "city": "Birmingham", "postcode": "B16 8QQ"},
                    "vat_number": "GB980780684",
                },
                "lines": [
                    {"description": "Work", "quantity": "1", "unit_price": "5", "vat": "outside"}
                ],
            },
            "The supplier has neither a VAT number nor a register number to show",
        ),
        ({"kind": "order"}, "'invoice' was expected"),
    ],
)
def test_an_invoice_that_cannot_be_sent_is_not_written(change, sentence):
    result = run("invoice-xml", "-", "--json", given=as_json(invoice()) | change)
    assert result.exit_code == 2
    assert any(sentence in fault for fault in json.loads(result.stdout)["faults"])


def test_a_credit_note_without_a_reason_is_not_written():
    note = as_json(invoice(due_on=None)) | {
        "kind": "credit_note",
        "invoice_number": "INV-000001",
        "invoice_issued_on": "2026-11-20",
        "reason": " ",
    }
    result = run("invoice-xml", "-", "--json", given=note)
    assert json.loads(result.stdout) == {"faults": ["Give the reason for the credit."]}
    assert run("invoice-xml", "-", given=note | {"reason": "Wrong"}).exit_code == 0


def test_an_invoice_that_is_not_valid_is_an_answer_with_its_faults():
    xml = write(invoice()).decode().replace(">71.96<", ">71.95<")
    result = run("check-invoice", "-", "--json", given=xml)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["valid"] is False
    assert "BR-CO-15" in [fault["rule"] for fault in found["faults"]]


def test_in_words_faults_and_advice_stand_apart():
    xml = write(invoice(purchase_order="", buyer_reference="Ward 4")).decode()
    said = run("check-invoice", "-", given=xml).stdout
    assert said.startswith("Valid.\nFit for Peppol.\nAdvice:\n  UK-PURCHASE-ORDER: ")
    said = run("check-invoice", "-", given=xml.replace("GBP", "XYZ")).stdout
    assert said.startswith("Not valid.\nFaults:\n  BR-CL-0")


def test_an_invoice_that_nobody_can_deliver_is_valid_and_not_called_peppol():
    xml = write(invoice_of(Vat.NOT_REGISTERED)).decode()
    found = json.loads(run("check-invoice", "-", "--json", given=xml).stdout)
    assert (found["valid"], found["peppol"]) == (True, False)
    assert "PEPPOL-EN16931-R020" in [remark["rule"] for remark in found["advice"]]
    assert "Peppol." not in run("check-invoice", "-", given=xml).stdout.split("Advice:")[0]


@pytest.mark.parametrize("given", ["", "hello", "<Invoice/>", "<!DOCTYPE a><a/>"])
def test_what_is_no_invoice_is_a_fault(given):
    result = run("check-invoice", "-", "--json", given=given)
    assert result.exit_code == 2
    assert len(json.loads(result.stdout)["faults"]) == 1


def test_a_file_that_is_not_there_is_a_fault():
    assert run("check-invoice", "nowhere.xml", "--json").exit_code == 2


def test_a_buyer_outside_peppol_is_advice():
    xml = write(invoice(buyer=type(HOSPITAL)(HOSPITAL.name, HOSPITAL.address))).decode()
    found = json.loads(run("check-invoice", "-", "--json", given=xml).stdout)
    assert found["valid"]
    rules = [remark["rule"] for remark in found["advice"]]
    assert rules == [f"PEPPOL-EN16931-{rule}" for rule in ("R001", "R004", "R010")]
