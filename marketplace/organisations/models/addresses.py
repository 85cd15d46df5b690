"""Whose e-mail addresses are proved? Links sent to them, followed by whoever reads what comes there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import REMOVABLE, Row


class AddressProof(Row):
    """A link sent to an address, good for a day and for one use.

    Without a person it opens the form for a new account; with one it proves the
    person's address, or another one that the person wants to use. Of a change the old
    address gets a link too, which stops it, or takes it back for some days after.
    """

    __tablename__ = "address_proofs"
    __table_args__ = REMOVABLE

    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    email: Mapped[str] = mapped_column(info={"personal": True})
    old_email: Mapped[str | None] = mapped_column(info={"personal": True})
    token_hash: Mapped[str] = mapped_column(unique=True, info={"personal": True})
    stop_hash: Mapped[str | None] = mapped_column(unique=True, info={"personal": True})
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
