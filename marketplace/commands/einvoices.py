"""``invoice-xml`` and ``check-invoice``: write an electronic invoice, and judge anybody's."""

import json

import click

from invoicing.billing.credit_note import form_faults
from invoicing.billing.document_json import DOCUMENT_SCHEMA, from_json, with_rates
from invoicing.billing.invoice import Invoice, invoice_faults
from invoicing.ground.figures import SHIPPED
from invoicing.ubl.einvoice import check, write
from marketplace.commands.answers import Answer, answers, read_bytes, read_object
from marketplace.gateways.confined import read_apart
from procurement.ground.refusal import refuse_if_any


def _xml(answer: Answer) -> str:
    return str(answer["xml"]).rstrip("\n")


def _verdict(answer: Answer) -> str:
    said = ["Valid." if answer["valid"] else "Not valid."]
    said += ["Fit for Peppol."] if answer["peppol"] else []
    for heading in ("faults", "advice"):
        said += [f"{heading.capitalize()}:"] if answer[heading] else []
        said += [f"  {remark['rule']}: {remark['text']}" for remark in answer[heading]]
    return "\n".join(said)


def _print_schema(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(json.dumps(DOCUMENT_SCHEMA, indent=2))
        context.exit()


@click.command()
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON Schema of FILE and stop.",
)
@click.argument("file")
@answers(_xml)
def invoice_xml(file: str) -> Answer:
    """Write an invoice or credit note as UBL 2.1.

    Peppol takes it where both sides have an address there: a GLN or a VAT number.
    FILE holds the document as JSON (see --schema). A line without a rate_percent bears
    the rate of the tax point. The XML goes to standard output; with --json it is the
    value of "xml". A document that lacks what the
    VAT Regulations 1995 or EN 16931 ask for is not written: its faults are told.
    """
    document = from_json(with_rates(read_object(file, DOCUMENT_SCHEMA), figures=SHIPPED))
    if isinstance(document, Invoice):
        refuse_if_any(invoice_faults(document))
    else:
        refuse_if_any(form_faults(document))
    return {"xml": write(document).decode()}


@click.command()
@click.argument("file")
@answers(_verdict)
def check_invoice(file: str) -> Answer:
    """Judge a UBL 2.1 invoice or credit note, from any country and in any currency.

    Valid means the UBL schema and the fatal rules of EN 16931. Everything else,
    UK and Peppol habits included, is advice; fit for Peppol means that no fatal
    rule of Peppol BIS Billing 3.0 fails beside. Entities and outside references are
    never followed; a file with a document type declaration is not taken.
    """
    verdict = read_apart(check, read_bytes(file))
    return {
        "valid": verdict.is_valid,
        "peppol": verdict.is_peppol,
        "faults": [{"rule": fault.rule, "text": fault.text} for fault in verdict.faults],
        "advice": [{"rule": remark.rule, "text": remark.text} for remark in verdict.advice],
    }
