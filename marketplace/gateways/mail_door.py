"""How does an e-mail arrive where no mail server hands it over? By SMTP (RFC 5321), at our own door.

Nothing is acknowledged before it is kept. Whatever goes wrong here is answered with “try again”, so
that no e-mail is lost by it: the server that brings it does, for days.
"""

import asyncio
import signal
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

_MOST_CONNECTIONS = 100
_MOST_RECIPIENTS = 20
_MOST_COMMANDS = 200
"""Of one kind on one connection."""
_COMMAND_SECONDS = 120
_CONNECTION_SECONDS = 900
_AT_ONCE = 4
"""E-mails that are put away at the same time; the others wait."""
_LATER = "451 4.3.0 Try again later."

log = structlog.get_logger()


@dataclass(frozen=True)
class Household:
    """What the door asks: why nobody answers to an address (given the address and the sender; empty
    where somebody does), and to keep what was brought for some addresses before it returns."""

    refuses: Callable[[str, str], str]
    keeps: Callable[[bytes, Collection[str]], object]
    largest: int
    """Bytes of one e-mail."""


class MailDoor:
    """Takes e-mails at one address of this machine until it is asked to stop."""

    def __init__(self, household: Household, name: str) -> None:
        self._household = household
        self._name = name
        self._workers = ThreadPoolExecutor(_AT_ONCE, "mail")
        self._open = 0

    async def stand_open(self, host: str, port: int, is_open: Callable[[], object]) -> None:
        """Until SIGTERM or SIGINT; what was brought whole is still kept. OSError: not this address."""
        loop, asked = asyncio.get_running_loop(), asyncio.Event()
        server = await loop.create_server(self._meet, host, port)
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, asked.set)
        is_open()
        await asked.wait()
        server.close()
        await loop.run_in_executor(None, self._workers.shutdown)

    def _meet(self) -> asyncio.BaseProtocol:
        if self._open >= _MOST_CONNECTIONS:
            return _Full()
        self._open += 1
        return _Conversation(
            self,
            self._left,
            hostname=self._name,
            ident="ESMTP",
            data_size_limit=self._household.largest,
            enable_SMTPUTF8=True,
            timeout=_COMMAND_SECONDS,
            command_call_limit=_MOST_COMMANDS,
        )

    def _left(self) -> None:
        self._open -= 1

    async def handle_RCPT(  # noqa: N802 named by aiosmtpd
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients."
        no = await self._apart(self._household.refuses, address, envelope.mail_from or "")
        if no:
            return f"550 5.1.1 {no}"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 likewise
        sender = (envelope.mail_from or "").strip("<>")
        content = f"Return-Path: <{sender}>\r\n".encode(errors="replace") + _bytes(envelope)
        await self._apart(self._household.keeps, content, set(envelope.rcpt_tos))
        return "250 2.0.0 It arrived."

    async def handle_exception(self, error: Exception) -> str:
        """Whatever it was, it may be mended before the e-mail comes again."""
        log.error("mail_not_taken", reason=type(error).__name__, exc_info=error)
        return _LATER

    async def _apart(self, does: Callable[..., Any], *given: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._workers, does, *given)


class _Conversation(SMTP):
    """One connection, which lasts no longer than so long whatever is said."""

    def __init__(self, door: MailDoor, left: Callable[[], None], **told: Any) -> None:
        super().__init__(door, **told)
        self._has_left = left

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._end = self.loop.call_later(_CONNECTION_SECONDS, transport.abort)

    def connection_lost(self, error: Exception | None) -> None:
        self._end.cancel()
        self._has_left()
        super().connection_lost(error)


class _Full(asyncio.Protocol):
    """One connection too many."""

    def connection_made(self, transport: Any) -> None:
        transport.write(b"421 4.3.2 Too many connections. Try again later.\r\n")
        transport.close()


def _bytes(envelope: Envelope) -> bytes:
    return envelope.content if isinstance(envelope.content, bytes) else b""
