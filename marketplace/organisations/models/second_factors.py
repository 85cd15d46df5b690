"""With what does a person show, beside the password, that it is they?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor
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


class Passkey(Row):
    """What a telephone, a computer or a key holds for this site alone (WebAuthn); several a person."""

    __tablename__ = "passkeys"
    __table_args__ = REMOVABLE

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    name: Mapped[str] = mapped_column(info={"personal": True})
    credential_id: Mapped[bytes] = mapped_column(unique=True, info={"personal": True})
    public_key: Mapped[bytes] = mapped_column(info={"personal": True})
    count: Mapped[int] = mapped_column(BigInteger)
    """How often it says it was used, where it counts: a copy would fall behind."""
    challenge_at: Mapped[int] = mapped_column(BigInteger)
    """When the last question that it answered was asked: an answer to an older one is none."""
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


class FactorReset(Row):
    """That a lost second factor is to be taken away: by whom, why, and from when on it is."""

    __tablename__ = "factor_resets"
    __table_args__ = REMOVABLE

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    reason: Mapped[str] = mapped_column(info={"personal": True})
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    @property
    def is_over(self) -> bool:
        return self.stopped_at is not None or self.done_at is not None


def factor_resets_visible_to(actor: Actor) -> Select[FactorReset]:
    """Those about the person, and those the person asked for; all, to an operator."""
    if actor.is_operator:
        return select(FactorReset)
    return select(FactorReset).where(
        (FactorReset.person_id == actor.person_id) | (FactorReset.asked_by == actor.person_id)
    )


class FactorMiss(Row):
    """A wrong code, by the machine's own time: so many are let pass, then none for a while."""

    __tablename__ = "factor_misses"
    __table_args__ = REMOVABLE

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    at: Mapped[datetime]
