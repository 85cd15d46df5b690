"""Was this receipt given by the marketplace? Neither a database nor a secret is needed."""

import click

from marketplace.commands.answers import Answer, Unusable, answers, read_bytes
from procurement.bidding.receipt_check import text_faults


def _in_words(answer: Answer) -> str:
    return "The receipt was given by this key." if answer["given"] else answer["reasons"][0]


@click.command()
@click.argument("file")
@click.option(
    "--key", required=True, help="The marketplace’s public key, from its page of receipts."
)
@answers(_in_words)
def check_receipt(file: str, key: str) -> Answer:
    """Check the signature on a receipt of a bid, a file downloaded from its page."""
    try:
        text = read_bytes(file).decode()
    except UnicodeDecodeError:
        raise Unusable(f"{file} is not text in UTF-8.") from None
    reasons = text_faults(text, [key.strip()])
    return {"given": not reasons, "reasons": reasons}
