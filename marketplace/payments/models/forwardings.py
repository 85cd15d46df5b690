"""What has a host forwarded to a group, of what it was paid under a contract for it?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from invoicing.payments.forwarding import ForwardingState
from marketplace.engine.db import Row, choice
from procurement.ground.money import Money


class Forwarding(Row):
    """A sum, said by the host; the group says that it came, or that it did not.

    It stands in no ledger: the money was received once, by the host.
    """

    __tablename__ = "forwardings"
    __table_args__ = (
        Index("ix_forwardings_contract", "contract_id", "id"),
        Index("ix_forwardings_organisation", "organisation_id", "state", "id"),
        Index(
            "ix_forwardings_denied",
            "contract_id",
            "id",
            postgresql_where=text("state = 'denied'"),
        ),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    """The group."""
    amount: Mapped[Money]
    forwarded_on: Mapped[date]
    evidence: Mapped[str] = mapped_column(default="", info={"personal": True})
    """The reference of the bank, or where a receipt lies."""
    state: Mapped[ForwardingState] = mapped_column(
        choice(ForwardingState), default=ForwardingState.SAID
    )
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
