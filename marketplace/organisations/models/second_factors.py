"""With what does a person show, beside the password, that it is they?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import REMOVABLE, Row


class Authenticator(Row):
    """The app that shows a person's one-time codes (RFC 6238); its secret is kept encrypted."""

    __tablename__ = "authenticators"
    __table_args__ = REMOVABLE

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), unique=True)
    sealed: Mapped[bytes] = mapped_column(info={"sealed": True})
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The half minute of the last code that was used: no code of it or before counts again."""
    added_at: Mapped[datetime]
    last_used_at: Mapped[datetime]


class RecoveryCode(Row):
    """One of ten codes on paper, each good once; kept as a fingerprint made with the key."""

    __tablename__ = "recovery_codes"
    __table_args__ = REMOVABLE

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    code_hash: Mapped[str] = mapped_column(info={"personal": True})
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FactorMiss(Row):
    """A wrong code, by the machine's own time: so many are let pass, then none for a while."""

    __tablename__ = "factor_misses"
    __table_args__ = REMOVABLE

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    at: Mapped[datetime]
