"""Which bank holidays are known here?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, Select

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.organisations.models.holidays import AddedHolidays, holidays_visible_to
from marketplace.organisations.models.people import PersonDetails


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
