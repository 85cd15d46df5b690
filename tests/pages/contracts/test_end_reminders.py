"""Three months before a contract ends its buyer is told, once of each last day."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from marketplace.contracts.actions.end_reminders import AHEAD
from marketplace.contracts.jobs.end_reminders import remind_of_ends
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.end_reminders import EndReminder
from marketplace.engine import clock, db
from marketplace.engine.outbox import OutboxEntry
from marketplace.engine.planned import ensure_planned
from procurement.contracts.contract import ContractState
from tests.cast import Cast, Make
from tests.letters import letters


@pytest.fixture
def contract_id(make: Make, cast: Cast) -> UUID:
    """A contract of a year, whose last day is three months away tomorrow."""
    key: UUID = make.contract(cast.council, cast.bakery, "100.00").id
    db.session.remove()
    ensure_planned("remind_of_ends")
    clock.set_to(clock.now() + timedelta(days=365) - AHEAD - timedelta(days=1), stopped=True)
    return key


def told() -> list[str]:
    """Whom a reminder reached, after what is due today."""
    return [one.address for one in letters() if one.template == "contract_ends"]


def tomorrow() -> None:
    clock.set_to(clock.now() + timedelta(days=1), stopped=True)


def test_its_buyer_is_told_once_of_each_last_day(cast: Cast, contract_id: UUID) -> None:
    assert told() == []
    tomorrow()
    assert told() == ["bill.buyer@example.org"]
    tomorrow()
    assert told() == ["bill.buyer@example.org"]
    with db.transaction():
        db.session.execute(update(Contract).values(ends_on=Contract.ends_on + 30))
    tomorrow()
    assert told() == ["bill.buyer@example.org"]
    clock.set_to(clock.now() + timedelta(days=29), stopped=True)
    assert told() == ["bill.buyer@example.org"] * 2


@pytest.mark.parametrize(
    "values",
    [
        {"state": ContractState.TERMINATED},
        {"state": ContractState.COMPLETED},
        {"state": ContractState.AWAITING_SIGNATURE},
        {"starts_on": Contract.ends_on - 30},
    ],
)
def test_of_what_has_ended_or_is_short_nobody_is_told(
    contract_id: UUID, values: dict[str, object]
) -> None:
    with db.transaction():
        db.session.execute(update(Contract).where(Contract.id == contract_id).values(values))
    tomorrow()
    assert told() == []


def test_each_day_plans_the_next_and_no_day_is_told_twice(contract_id: UUID) -> None:
    tomorrow()
    told()
    db.session.remove()
    done = select(OutboxEntry).where(
        OutboxEntry.job == "remind_of_ends", OutboxEntry.done_at.is_(None)
    )
    [entry] = db.session.scalars(done).all()
    assert entry.due_at > clock.now()
    db.session.remove()
    remind_of_ends(entry.id)
    db.session.remove()
    assert db.session.scalar(select(func.count()).select_from(EndReminder)) == 1
