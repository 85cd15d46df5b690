"""Which e-mails were sent, to whom and when? What was sent is kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row


class Message(Row):
    """One e-mail. Its id is that of the outbox entry that asked for it."""

    __tablename__ = "messages"

    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    address: Mapped[str] = mapped_column(info={"personal": True})
    template: Mapped[str]
    subject: Mapped[str] = mapped_column(info={"personal": True})
    body: Mapped[str] = mapped_column(info={"personal": True})
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
