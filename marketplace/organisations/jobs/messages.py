"""E-mails: written from the template when they are sent, kept, and handed to the mail server once."""

import re
from typing import Any
from uuid import UUID

from marketplace.engine import db
from marketplace.engine.access import SYSTEM
from marketplace.engine.jobs import Lane, job, job_in
from marketplace.engine.messages import Message
from marketplace.gateways import mail, reply_addresses
from marketplace.organisations.actions import messages

_STOP = re.compile(r"https?://\S+/searches/stop/\S+")
"""The link to the page that ends e-mails of a kind, in the e-mails that come again and again."""


@job_in(Lane.LETTERS)
def send_email(
    outbox_id: UUID,
    person_id: str | None,
    template: str,
    ids: dict[str, object],
    to: str = "",
    act_id: str | None = None,
) -> None:
    """Write the e-mail if this entry has not yet, then send it if it has not been sent."""
    message = db.session.get(Message, outbox_id)
    if message is None:
        person = UUID(person_id) if person_id else None
        asked_by = UUID(act_id) if act_id else None
        message = messages.write_message(
            SYSTEM, None, outbox_id, person, template, ids, to, asked_by
        )
    if message is not None and message.sent_at is None and mail.is_connected():
        db.session.rollback()
        subject, body = messages.readable(message.subject), messages.readable(message.body)
        stop = _STOP.search(body)
        mail.send(
            str(message.id),
            message.address,
            subject,
            body,
            stop=stop[0] if stop else "",
            reply_to=reply_addresses.of_letter(ids, message.person_id),
            thread_id=str(ids.get("thread_id", "")),
        )
        messages.mark_sent(outbox_id)


@job
def send_receipt(outbox_id: UUID, **told: Any) -> None:
    """An e-mail that says what arrived: it does not wait behind the many that say what is new."""
    send_email(outbox_id, **told)
