"""Which e-mails were kept in a demonstration?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine.db import session
from marketplace.engine.messages import Message
from marketplace.engine.outbox import OutboxEntry
from marketplace.gateways import reply_addresses


def newest_messages(limit: int) -> Sequence[Message]:
    """The newest e-mails, the newest first."""
    return session.scalars(
        select(Message).order_by(Message.written_at.desc(), Message.id.desc()).limit(limit)
    ).all()


def message_by_id(message_id: UUID) -> Select[Message]:
    """One e-mail: in a demonstration everybody reads them."""
    return select(Message).where(Message.id == message_id)


def answered_at(message: Message) -> str:
    """To which address a kept e-mail is answered; empty where none is taken."""
    order = session.get(OutboxEntry, message.id)
    ids = order.values.get("ids", {}) if order else {}
    return reply_addresses.of_letter(ids, message.person_id)
