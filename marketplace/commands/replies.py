"""An e-mail that answers one of ours, handed over by the mail server."""

import sys

import click
from sqlalchemy.exc import DBAPIError

from marketplace.commands.answers import Answer, answers
from marketplace.commands.working import working_database
from procurement.contracts.message import MOST_BYTES

_TRY_AGAIN = 75
"""What a mail server takes for “try again later” (EX_TEMPFAIL of sysexits.h)."""


@click.command()
@click.option(
    "--to", default="", help="The address it was delivered to, as the mail server has it."
)
@answers(lambda answer: str(answer["said"]))
def take_reply(to: str) -> Answer:
    """Put one e-mail, read from the input, into the thread that it answers.

    A pipe of the mail server for the mailbox REPLY_ADDRESS and all addresses within it, with
    anything behind a plus. It exits with 0 whatever became of the e-mail, and with 75 where the
    database does not answer, so that the mail server tries again.
    """
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    from marketplace.contracts.actions.replies import take_reply as take  # noqa: PLC0415 help stays quick

    try:
        with working_database():
            outcome = take(content, to)
    except DBAPIError as fault:
        click.echo(f"The database does not answer: {type(fault.orig).__name__}.", err=True)
        sys.exit(_TRY_AGAIN)
    return {"taken": outcome.is_taken, "said": outcome.said}
