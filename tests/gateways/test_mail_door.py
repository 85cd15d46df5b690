"""The door hands what was brought to whoever keeps it."""

import asyncio
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd.smtp import Envelope

from marketplace.gateways.mail_door import Household, MailDoor


def test_for_several_recipients_an_e_mail_is_kept_once_and_for_each_of_them_once() -> None:
    kept: list[tuple[bytes, Collection[str]]] = []
    household = Household(lambda *_: "", lambda *brought: kept.append(brought), 1_000)
    envelope = Envelope()
    envelope.mail_from, envelope.content = "bea@baker.example", b"words"
    envelope.rcpt_tos = ["a@market.example", "b@market.example", "a@market.example"]
    door = MailDoor(household, "market.example")
    with ThreadPoolExecutor() as aside:  # where no other loop runs
        told = aside.submit(lambda: asyncio.run(door.handle_DATA(None, None, envelope)))  # type: ignore[arg-type]
    said = told.result()
    assert said.startswith("250")
    ((_, recipients),) = kept
    assert sorted(recipients) == ["a@market.example", "b@market.example"]
