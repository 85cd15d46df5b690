"""Once a day: the buyers of contracts that end in three months are told, once of each last day."""

from datetime import date, time, timedelta

from sqlalchemy import exists, select

from marketplace.contracts.actions.letters import tell_buyers
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.end_reminders import EndReminder
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.queries.directory import names_of
from procurement.contracts.contract import ContractState
from procurement.ground.calendar import london_moment

AHEAD = timedelta(days=90)
"""So long before its last day; a contract that runs for less is not told of."""

_IN_THE_MORNING = time(6)
_AT_ONCE = 500
"""Contracts of one day; what is beyond them is told the next."""


@action("ends.remind")
def remind_ends(act: Act, _: None) -> None:
    """Tell whoever buys for the buyer, and plan the next day."""
    rows = db.session.scalars(
        select(Contract)
        .where(
            Contract.state == ContractState.SIGNED,
            Contract.ends_on.between(act.today, act.today + AHEAD),
            Contract.ends_on - Contract.starts_on >= AHEAD.days,
            ~exists().where(
                EndReminder.contract_id == Contract.id, EndReminder.ends_on == Contract.ends_on
            ),
        )
        .order_by(Contract.ends_on, Contract.id)
        .limit(_AT_ONCE)
    ).all()
    names = names_of(row.supplier_id for row in rows)
    for row in rows:
        db.session.add(EndReminder(contract_id=row.id, ends_on=row.ends_on, told_at=act.now))
        tell_buyers(
            act,
            row,
            "contract_ends",
            supplier=names[row.supplier_id],
            last_day=f"{row.ends_on:%-d %B %Y}",
        )
    act.note(reminded=len(rows))
    tomorrow = date.fromordinal(act.today.toordinal() + 1)
    act.enqueue(
        "remind_of_ends",
        at=london_moment(tomorrow, _IN_THE_MORNING),
        once=f"remind-of-ends:{tomorrow}",
    )
