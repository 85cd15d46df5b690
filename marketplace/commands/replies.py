"""An e-mail that answers one of ours: handed over by the mail server, or brought to our own door."""

import asyncio
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import DBAPIError

from marketplace import embedded
from marketplace.commands.answers import Answer, answers, say
from marketplace.commands.working import working_database
from marketplace.engine import db
from marketplace.settings import Settings
from procurement.contracts.message import MOST_BYTES

P = ParamSpec("P")
R = TypeVar("R")

_ROOM = 1_000
"""Bytes for what is put over an e-mail that is brought here: whence it came."""

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


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Say one JSON object once it listens.")
def listen_for_replies(as_json: bool) -> None:
    """Take e-mails that answer ours over SMTP, until Ctrl-C.

    Where no mail server hands them to take-reply. It listens at REPLY_LISTENER,
    and takes what is for the mailbox REPLY_ADDRESS and all addresses within it.
    """
    with working_database() as settings:
        if settings.reply_address is None:
            raise embedded.CannotStart(
                "No mailbox takes answers. Name one with REPLY_ADDRESS, such as answers@example.org."
            )
        try:
            asyncio.run(_listen(settings, as_json))
        except (OSError, ValueError) as fault:
            raise embedded.CannotStart(
                f"E-mails cannot be taken where REPLY_LISTENER says: {fault}. It names an address of "
                "this machine and a free port, such as 127.0.0.1:8025."
            ) from None


async def _listen(settings: Settings, as_json: bool) -> None:
    from marketplace.contracts.actions import replies  # noqa: PLC0415 help stays quick
    from marketplace.gateways.mail_door import Household, MailDoor  # noqa: PLC0415 likewise

    household = Household(
        _apart(replies.why_refused), _apart(replies.take_for_each), MOST_BYTES - _ROOM
    )
    host, port = settings.listens_at
    door = MailDoor(household, str(settings.reply_address).rpartition("@")[2])
    answer = {"address": f"{host}:{port}"}
    await door.stand_open(
        host, port, lambda: say(answer, as_json, lambda _: f"E-mails are taken at {host}:{port}.")
    )


def _apart(does: Callable[P, R]) -> Callable[P, R]:
    """The same, in a session of its own: a thread of the door does one after the other."""

    def done(*given: P.args, **told: P.kwargs) -> R:
        try:
            return does(*given, **told)
        finally:
            db.session.remove()

    return done
