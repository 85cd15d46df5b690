"""A mail server that remembers what it was given, and how often."""

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from tests.kills.installation import Installation


class Mailbox:
    """Every e-mail that arrived, by its Message-ID."""

    def __init__(self) -> None:
        self.arrived: Counter[str] = Counter()
        self.url = ""

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802 named by aiosmtpd
        self.arrived[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 OK"

    def twice(self) -> int:
        """How often an e-mail came again: who hands it over is killed before it can note that."""
        return self.arrived.total() - len(self.arrived)

    def wrong(self, installation: Installation) -> Iterator[str]:
        """What was sent and did not come, or came and was not sent."""
        rows = installation.asked("SELECT id FROM messages WHERE sent_at IS NOT NULL")
        sent = {f"<{key}@localhost>" for (key,) in rows}
        if sent != set(self.arrived):
            yield f"e-mails that came, or were sent, alone: {sent ^ set(self.arrived)}"


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server on a free port of this machine."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.url = f"smtp://127.0.0.1:{port}"
    try:
        yield box
    finally:
        controller.stop()
