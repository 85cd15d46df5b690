"""What a test reads in the e-mails that were kept."""

import re

from sqlalchemy import select

from marketplace.engine import db, jobs
from marketplace.engine.messages import Message
from marketplace.organisations.actions.messages import readable


def letters() -> list[Message]:
    """Every e-mail kept so far, after doing what is due; the oldest first."""
    db.session.remove()  # what the test holds stays as it was read
    jobs.run_due()
    return list(db.session.scalars(select(Message).order_by(Message.written_at, Message.id)))


def letters_to(address: str) -> list[Message]:
    """The e-mails to one address, the oldest first."""
    return [letter for letter in letters() if letter.address == address]


def link_in(letter: Message, path: str) -> str:
    """The secret at the end of the link ``/path/…`` in an e-mail."""
    match = re.search(rf"/{path}/(\S+)", readable(letter.body))
    assert match is not None, letter.body
    return match[1]
