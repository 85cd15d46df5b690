"""Where is an organisation paid? Kept encrypted, changed only by two people."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor
from marketplace.engine.db import Row


class BankAccount(Row):
    """Where an organisation is paid. Changed only with a second person's confirmation."""

    __tablename__ = "bank_accounts"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(info={"sealed": True})
    """Account name, sort code and number, encrypted with the key outside the database."""
    ending: Mapped[str]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    confirmed_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    payable_from: Mapped[date | None]
    """The first day in London on which it may be paid into; known once it is confirmed."""
    hastened_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Who of the organisation has said, with a second factor, that it need not wait."""
    hastened_by_broker: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))


def bank_accounts_visible_to(actor: Actor) -> Select[BankAccount]:
    """Known to the organisation's own people and to the broker."""
    accounts = select(BankAccount)
    if actor.is_broker:
        return accounts
    return accounts.where(BankAccount.organisation_id.in_(actor.organisations))
