"""Is coming work described well enough that enterprises can prepare for it?"""

import re
from dataclasses import dataclass
from datetime import date

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any


@dataclass(frozen=True, slots=True)
class ComingWork:
    """Work that a development will want done, before anybody is asked for a price.

    ``month`` is the first day of the month in which it is expected to begin; ``cpv`` is eight
    digits, or empty; ``phase`` names a phase of the development, or none. Sums are without VAT.
    """

    title: str
    month: date
    about: str = ""
    cpv: str = ""
    value_from: Money | None = None
    value_to: Money | None = None
    phase: str = ""


def check_coming(work: ComingWork, ends_on: date, today: date) -> None:
    """Refuses work without a title, of a past month or one after the development is finished, of
    values the wrong way round, and what is no CPV code."""
    faults = []
    if not work.title.strip():
        faults.append(Refusal("Say what work is coming.", field="title"))
    if work.month < today.replace(day=1):
        faults.append(Refusal("This month is over.", field="month"))
    elif work.month > ends_on:
        faults.append(Refusal("The development is finished before this month.", field="month"))
    if work.cpv and not re.fullmatch(r"[0-9]{8}", work.cpv):
        faults.append(
            Refusal("This is not a CPV code: use eight digits, such as 45262500.", field="cpv")
        )
    lower, upper = work.value_from, work.value_to
    if lower is not None and lower < Money(0):
        faults.append(Refusal("A value cannot be below £0.", field="value_from"))
    if upper is not None and upper < (lower or Money(0)):
        faults.append(Refusal("The highest value is below the lowest.", field="value_to"))
    refuse_if_any(faults)
