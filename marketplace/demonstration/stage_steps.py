"""What every step of the story stands on: a stage that keeps the time."""

from datetime import date, timedelta
from typing import Any

from marketplace.organisations.queries.law import known_holidays
from procurement.ground.calendar import london_day


class StageSteps:
    """The day it is in the story, and how it moves on."""

    def __init__(self, stage: Any) -> None:
        self.stage = stage

    @property
    def today(self) -> date:
        return london_day(self.stage.now)

    def to_a_banking_day(self) -> None:
        """The next day on which banks are open, if this is none."""
        while not known_holidays().is_working_day(self.today):
            self.stage.after(days=1)


def working_day(day: date) -> date:
    """The day itself, or the next on which banks are open."""
    while not known_holidays().is_working_day(day):
        day += timedelta(days=1)
    return day
