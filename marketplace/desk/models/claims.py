"""Who says that an organisation known from a notice is theirs?"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import REMOVABLE, Row, choice
from procurement.ground.transitions import Transitions


class ClaimState(StrEnum):
    """Where a claim to an organisation stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


CLAIM: Transitions[ClaimState] = Transitions(
    "claim",
    {
        "approve": ({ClaimState.ASKED}, ClaimState.APPROVED),
        "refuse": ({ClaimState.ASKED}, ClaimState.REFUSED),
    },
)


class Claim(Row):
    """A person says: this organisation, made from a notice, is ours. The broker decides."""

    __tablename__ = "claims"
    __table_args__ = REMOVABLE

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    grounds: Mapped[str] = mapped_column(info={"personal": True})
    state: Mapped[ClaimState] = mapped_column(choice(ClaimState), default=ClaimState.ASKED)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
