"""Which bank holidays and which figures of law are known here?"""

from dataclasses import dataclass

from sqlalchemy import false, select

from invoicing.ground.figures import SHIPPED as SHIPPED_FIGURES
from marketplace.engine import db
from marketplace.organisations.models.figures import AddedFigure
from marketplace.organisations.models.holidays import AddedHolidays
from procurement.ground.figures import Figures
from procurement.ground.holidays import SHIPPED as SHIPPED_HOLIDAYS
from procurement.ground.holidays import Holidays

_KEPT = "law"
_ADDED = select(AddedHolidays, AddedFigure).join(AddedFigure, false(), full=True)
"""Rows of the one or of the other: two short lists in one question, since each act asks for both."""


@dataclass(frozen=True, slots=True)
class Law:
    """What is shipped and what an operator has added."""

    holidays: Holidays
    figures: Figures


def known_holidays() -> Holidays:
    """The bank holidays."""
    return _known().holidays


def known_figures() -> Figures:
    """The figures of law."""
    return _known().figures


def forget_law() -> None:
    """What was read before a year or a figure was added or taken away is read again."""
    db.session.info.pop(_KEPT, None)


def _known() -> Law:
    """Read once for each request, job or command."""
    known: Law | None = db.session.info.get(_KEPT)
    if known is None:
        known = db.session.info[_KEPT] = _read()
    return known


def _read() -> Law:
    holidays, figures = [], []
    for year, figure in db.session.execute(_ADDED):
        if year is not None:
            holidays.append((year.part, year.year, year.days))
        if figure is not None:
            figures.append((figure.in_table, figure.figure))
    return Law(
        SHIPPED_HOLIDAYS.with_added(holidays) if holidays else SHIPPED_HOLIDAYS,
        SHIPPED_FIGURES.with_added(figures) if figures else SHIPPED_FIGURES,
    )
