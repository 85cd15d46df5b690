"""Which searches does a person keep, and what of their finds were they told?"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor
from marketplace.engine.db import REMOVABLE, Row, choice


class Among(StrEnum):
    """What is searched."""

    TENDERS = "tenders"
    NOTICES = "notices"


class SavedSearch(Row):
    """A search that a person keeps under a name, for themselves alone."""

    __tablename__ = "saved_searches"
    __table_args__ = (
        Index("ix_saved_searches_person", "person_id", "id"),
        Index(
            "ix_saved_searches_daily",
            "person_id",
            postgresql_where=text("is_daily AND deleted_at IS NULL"),
        ),
        REMOVABLE,
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    among: Mapped[Among] = mapped_column(choice(Among))
    name: Mapped[str] = mapped_column(info={"personal": True})
    query: Mapped[dict[str, Any]] = mapped_column(info={"personal": True})
    """What is asked for, in words under names, as in an address (``wanted_in``)."""
    is_daily: Mapped[bool]
    """Whether what is new or changed is told by e-mail, once a day."""
    begun_at: Mapped[datetime]
    """What came before this moment is not told."""
    looked_at: Mapped[datetime]
    """When it was last looked what to tell."""
    deleted_at: Mapped[datetime | None]
    """Since when it is in no list and tells nothing, until it is brought back."""
    revision: Mapped[int] = mapped_column(default=1)


class ToldFind(Row):
    """That a person was told of a tender or a notice as it stood: nobody is told that twice."""

    __tablename__ = "told_finds"
    __table_args__ = (UniqueConstraint("person_id", "found_id", "version"), REMOVABLE)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    found_id: Mapped[UUID]
    """Of a tender or a notice."""
    version: Mapped[str]
    """The number of its version, or the id of its release."""
    told_at: Mapped[datetime]


def saved_searches_visible_to(actor: Actor) -> Select[SavedSearch]:
    """A person's own, and nobody else's."""
    return select(SavedSearch).where(SavedSearch.person_id == actor.person_id)
