"""The bank holidays of a year that was published since this version was made are added."""

from collections.abc import Collection
from datetime import date

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.holidays import AddedHolidays
from marketplace.organisations.queries.law import forget_law, known_holidays


@action("holiday.add")
def add_holiday(
    act: Act, _: None, *, part: str, year: int, days: Collection[date], source: str
) -> AddedHolidays:
    """Add every bank holiday of the year after the last one known in a part of the UK."""
    known_holidays().refuse_unfit(part, year, frozenset(days), source)
    forget_law()
    return act.add(
        AddedHolidays(
            part=part,
            year=year,
            days=sorted(days),
            source=source.strip(),
            entered_by=act.person_id,
            entered_at=act.now,
        )
    )


@action("holiday.withdraw")
def withdraw_holiday(act: Act, holidays: AddedHolidays) -> None:
    """Take back what was entered wrong: until it is entered right, the year is not known."""
    forget_law()
    db.session.delete(holidays)
