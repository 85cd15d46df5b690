"""What is said by e-mail.

The secret of a link stands in the outbox and in the kept e-mail encrypted, so
that a copy of the database alone opens no account; so does the address of an
e-mail to somebody who has no account.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select

from marketplace.engine import clock, db, shown, trail
from marketplace.engine.access import SYSTEM
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.messages import Message
from marketplace.engine.outbox import OutboxEntry
from marketplace.engine.plain import plain
from marketplace.gateways import keys, reply_addresses
from marketplace.organisations.models.people import PersonDetails
from marketplace.settings import ROOT, from_environment

_templates = Environment(  # noqa: S701 plain text, nothing to escape
    loader=FileSystemLoader(ROOT / "templates" / "email"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters.update(shown.FILTERS)
_OF_ONES_OWN_ACCOUNT = {"address_changed", "finds", "password_changed", "password_reset"}
"""The e-mails that tell of nothing done between two sides: no mark stands in them."""

_SECRET = re.compile("⟦([\\w=-]+)⟧")
_IN_LINK = re.compile("(?<=[/=])⟦[\\w=-]+⟧")


def secret(text: str) -> str:
    """A word that only ``readable`` turns back into the text."""
    return f"⟦{urlsafe_b64encode(keys.encrypt('message', text.encode())).decode()}⟧"


def readable(text: str) -> str:
    """The text with its secrets opened: what the person gets to read."""
    return _SECRET.sub(_opened, text)


def _opened(match: re.Match[str]) -> str:
    plain = keys.decrypt("message", urlsafe_b64decode(match[1]))
    return "" if plain is None else plain.decode()


def notify_address(act: Act, address: str, template: str, **ids: object) -> None:
    """Ask for an e-mail to an address that need not be a person’s here."""
    act.enqueue(
        "send_email",
        person_id=None,
        template=template,
        ids=plain(ids),
        to=secret(address),
        act_id=act.id,
    )


@action("message.write")
def write_message(
    act: Act,
    _: None,
    message_id: UUID,
    person_id: UUID | None,
    template: str,
    ids: dict[str, object],
    to: str = "",
    act_id: UUID | None = None,
) -> Message | None:
    """Write and keep one e-mail, to a person or to an address; none for a person who was erased.

    The template ``templates/email/<template>.txt`` has the subject as its first
    line; it is given ``name``, ``base_url``, the ids' values as they were enqueued, and
    ``answer_above`` where it can be answered. What was done between two sides ends in the
    mark of its record.
    """
    details = db.session.scalars(
        select(PersonDetails).where(PersonDetails.person_id == person_id)
    ).one_or_none()
    if details is None and not to:
        return None
    text = _templates.get_template(f"{template}.txt").render(
        name=details.name if details else "",
        base_url=from_environment().base_url,
        site_name=shown.NAME,
        answer_above=reply_addresses.MARK if reply_addresses.of_letter(ids, person_id) else "",
        **ids,
    )
    subject, __, body = text.partition("\n")
    mark = None if template in _OF_ONES_OWN_ACCOUNT else trail.mark_of(act_id)
    if mark:
        body = f"{body.strip()}\n\n{_mark_in_words(mark)}"
    act.note(template=template)
    return act.add(
        Message(
            id=message_id,
            person_id=person_id,
            address=details.email if details else readable(to),
            template=template,
            subject=" ".join(subject.split()),
            body=body.strip() + "\n",
            written_at=act.now,
        )
    )


def _mark_in_words(mark: str) -> str:
    page = f"{from_environment().base_url}/record?mark={mark}"
    return _templates.get_template("parts/mark.txt").render(mark=mark, page=page)


def mark_sent(message_id: UUID) -> None:
    """Note that the mail server took it: nobody needs the secrets of its links here any more."""
    message = db.session.get_one(Message, message_id)
    has_secrets = _IN_LINK.search(message.body) is not None
    db.session.rollback()
    if has_secrets:
        strike_message(SYSTEM, message_id)
    with db.transaction():
        message = db.session.get_one(Message, message_id)
        message.sent_at = clock.now()


@action("message.strike")
def strike_message(act: Act, message: Message) -> None:
    """Take the secrets of its links out of an e-mail that was sent, and out of its order."""
    message.body = _IN_LINK.sub("…", message.body)
    entry = db.session.get(OutboxEntry, message.id)
    if entry is not None:
        ids = {**entry.values["ids"], "token": "…"}
        entry.values = {**entry.values, "ids": ids | ({"next": "…"} if ids.get("next") else {})}
