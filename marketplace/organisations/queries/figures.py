"""Which figures of law are known here, and which of them run out soon?"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Row, Select

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.organisations.models.figures import AddedFigure, figures_visible_to
from marketplace.organisations.models.people import PersonDetails
from marketplace.organisations.queries.law import known_figures, known_holidays

_RUNS_OUT = {
    "reference_rates": (
        "The reference rate of statutory interest is",
        "What is owed for invoices that turn late after that day",
    ),
    "thresholds": (
        "The thresholds of the Procurement Act are",
        "Which law applies to a tender that begins after that day",
    ),
    "living_wage": (
        "The real Living Wage is",
        "What a package may pay for an hour after that day",
    ),
    "vat_rates": (
        "The rates of VAT are",
        "VAT on what is supplied after that day",
    ),
    "late_payment_figures": (
        "The margin and the fixed sums of late payment are",
        "What is owed for invoices that turn late after that day",
    ),
}


def figure_warnings(today: date) -> list[str]:
    """A sentence for each table that runs out within sixty days, or has."""
    sentences = []
    for table, last in known_figures().running_out(today):
        what, needs_it = _RUNS_OUT[table]
        sentences.append(
            f"{what} known only to {last:%-d %B %Y}. {needs_it} cannot be worked out here until an "
            "operator has entered what comes next."
        )
    holidays = known_holidays().warning(today)
    return [*sentences, holidays] if holidays else sentences


def added_figures(actor: Actor) -> Sequence[Row[AddedFigure, str | None]]:
    """What was added, the newest first, with the name of who entered it; none once erased."""
    return db.session.execute(
        figures_visible_to(actor)
        .add_columns(PersonDetails.name)
        .join(PersonDetails, PersonDetails.person_id == AddedFigure.entered_by, isouter=True)
        .order_by(AddedFigure.entered_at.desc())
    ).all()


def added_figure(actor: Actor, figure_id: UUID) -> Select[AddedFigure]:
    """One of them."""
    return figures_visible_to(actor).where(AddedFigure.id == figure_id)
