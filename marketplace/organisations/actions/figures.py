"""A figure of law that was published since this version was made is added by an operator."""

from datetime import date
from decimal import Decimal

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.figures import AddedFigure
from marketplace.organisations.queries.law import forget_law, known_figures


@action("figure.add")
def add_figure(
    act: Act,
    _: None,
    *,
    table: str,
    key: str,
    since: date,
    until: date | None,
    value: Decimal,
    source: str,
) -> AddedFigure:
    """Add what is in force from a day after the last one known; with its source.

    What was issued before keeps the figure it was issued with.
    """
    row = AddedFigure(
        in_table=table,
        key=key,
        since=since,
        until=until,
        value=value,
        source=source.strip(),
        entered_by=act.person_id,
        entered_at=act.now,
    )
    known_figures().refuse_unfit(table, row.figure)
    forget_law()
    return act.add(row)


@action("figure.withdraw")
def withdraw_figure(act: Act, figure: AddedFigure) -> None:
    """Take back what was entered wrong; what is not issued yet is worked out anew."""
    forget_law()
    db.session.delete(figure)
