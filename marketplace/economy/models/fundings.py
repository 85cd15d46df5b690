"""Which grants and other funding were received?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from invoicing.economy.local_economy import Source
from marketplace.engine.access import Actor, PlaceRole, Role
from marketplace.engine.db import Row, choice
from marketplace.organisations.models.directory import address_on
from marketplace.organisations.models.documents import are_own, are_shared_with, readers
from marketplace.organisations.models.organisations import TradingAddress
from marketplace.organisations.models.places import PlaceWard
from procurement.ground.money import Money


class Funding(Row):
    """A grant or other funding received, entered by hand with its evidence."""

    __tablename__ = "fundings"
    __table_args__ = (Index("ix_fundings_funder", text("md5(funder_name)")),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    funder_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    funder_name: Mapped[str] = mapped_column(info={"personal": True})
    source: Mapped[Source] = mapped_column(choice(Source))
    amount: Mapped[Money]
    received_on: Mapped[date]
    theme: Mapped[str]
    purpose: Mapped[str] = mapped_column(info={"personal": True})
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("documents.id"))
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    entered_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str] = mapped_column(default="", info={"personal": True})


@readers("funding")
def _readers(actor: Actor) -> ColumnElement[bool]:
    """The enterprise's own people, and the broker who confirms it."""
    return are_own(actor) | are_shared_with(actor)


def fundings_visible_to(actor: Actor) -> Select[Funding]:
    """Those of the person's own enterprise, those entered by the person, and, for a broker,
    those received by enterprises that traded inside the broker's place on the day."""
    held = [place_id for place_id, role in actor.place_roles if role is PlaceRole.BROKER]
    return select(Funding).where(
        or_(
            Funding.organisation_id.in_(actor.organisations_as(Role.FINANCE)),
            Funding.entered_by == actor.person_id,
            select(TradingAddress.id)
            .join(PlaceWard, PlaceWard.ward_code == TradingAddress.ward_code)
            .where(
                TradingAddress.organisation_id == Funding.organisation_id,
                address_on(Funding.received_on),
                PlaceWard.place_id.in_(held),
            )
            .exists(),
        )
    )
