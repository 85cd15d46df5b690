"""By which words is an organisation found, and by what else? One document for each that is here."""

from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import REMOVABLE
from marketplace.engine.search import AT_ONCE, Document
from procurement.ground.money import Money

SUPPLIES, VERIFIED = "supplies", "verified"
"""The marks of who may be asked for an offer, and of whom a verification stands that is not revoked
(whether it is good today, its row says)."""


def kind_mark(kind: str) -> str:
    """The mark of one kind of organisation."""
    return f"kind:{kind}"


def theme_mark(theme: str) -> str:
    """The mark of who works in a theme."""
    return f"theme:{theme}"


def place_mark(slug: str) -> str:
    """The mark of who trades from inside a place."""
    return f"place:{slug}"


def cell_mark(cell: str) -> str:
    """The mark of who trades from inside a cell of the grid."""
    return f"cell:{cell}"


class SearchedOrganisation(Document):
    """The document of an organisation, with what of its profile a search compares."""

    __tablename__ = "searched_organisations"
    __table_args__ = (
        Index("ix_searched_organisations_name", "sorted_name", "organisation_id"),
        Index(
            "ix_searched_organisations_words",
            "words",
            "marks",
            postgresql_using="gin",
            postgresql_with=AT_ONCE,
        ),
        Index(
            "ix_searched_organisations_near",
            text("point(longitude, latitude)"),
            postgresql_using="gist",
        ),
        REMOVABLE,
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    sorted_name: Mapped[str] = mapped_column(TEXT)
    """The name in small letters: the order of the directory."""
    text: Mapped[str] = mapped_column(TEXT, info={"personal": True})
    marks: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    """What it can be filtered by: kind, themes, places, cells, the beginnings of CPV codes."""
    is_public: Mapped[bool]
    """Whether everybody sees it, verified or not."""
    largest_contract: Mapped[Money | None]
    people: Mapped[int | None]
    miles: Mapped[int | None]
    latitude: Mapped[float | None] = mapped_column(Float(53))
    """Of where it trades from now; empty where that is not known."""
    longitude: Mapped[float | None] = mapped_column(Float(53))
