"""Which bank holidays are known here?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, Select, select

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.organisations.models.holidays import AddedHolidays, holidays_visible_to
from marketplace.organisations.models.people import PersonDetails
from procurement.ground.holidays import SHIPPED, Holidays

_KEPT = "holidays"


def known_holidays() -> Holidays:
    """What is shipped and what was added; read once for each request, job or command."""
    known: Holidays | None = db.session.info.get(_KEPT)
    if known is None:
        added = db.session.scalars(select(AddedHolidays))
        known = SHIPPED.with_added((row.part, row.year, row.days) for row in added)
        db.session.info[_KEPT] = known
    return known


def forget_holidays() -> None:
    """What was read before a year was added or taken away is read again."""
    db.session.info.pop(_KEPT, None)


def added_holidays(actor: Actor) -> Sequence[Row[AddedHolidays, str | None]]:
    """What was added, the latest year first, with the name of who entered it; none once erased."""
    return db.session.execute(
        holidays_visible_to(actor)
        .add_columns(PersonDetails.name)
        .join(PersonDetails, PersonDetails.person_id == AddedHolidays.entered_by, isouter=True)
        .order_by(AddedHolidays.year.desc(), AddedHolidays.part)
    ).all()


def added_year(actor: Actor, holidays_id: UUID) -> Select[AddedHolidays]:
    """One of them."""
    return holidays_visible_to(actor).where(AddedHolidays.id == holidays_id)
