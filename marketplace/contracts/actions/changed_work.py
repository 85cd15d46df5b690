"""What becomes of a contract once a change of it is signed by both sides, or of the change otherwise?"""

from sqlalchemy import delete

from marketplace.assessment.queries.awards import award_of
from marketplace.contracts.actions.framework_limits import refuse_outside_framework
from marketplace.contracts.actions.keeping import keep_contract, keep_with_its_bid
from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.contracts.queries.change_law import (
    ChangeSaid,
    as_judged,
    change_law,
    moved_by,
)
from marketplace.contracts.queries.changes import can_change
from marketplace.contracts.queries.contracts import milestones_of
from marketplace.engine import db
from marketplace.engine.act import Act
from procurement.contracts.change_proposal import CHANGE, PlannedWork, refuse_changed_work


def put_in_force(act: Act, contract: Contract, change: Change) -> None:
    """Within the act of the second signature: the contract stands as changed, under the law that its
    new value brings it (s74(1))."""
    refuse_outside_framework(contract, change.value_after, change.ends_after, act.today)
    rows = milestones_of(contract.id)
    planned = {row.id: row for row in rows if can_change(row)}
    refuse_changed_work(planned, change.planned)
    for work in change.planned:
        if work.milestone_id is not None and work.is_dropped:
            db.session.execute(delete(Milestone).where(Milestone.id == work.milestone_id))
        elif work.milestone_id is not None:
            row = planned[work.milestone_id]
            row.title, row.due_on, row.amount = work.title, work.due_on, work.amount
    added = [work for work in change.planned if work.milestone_id is None]
    _add(contract, added, after=max((row.number for row in rows), default=0))
    law = as_judged(contract, change_law(contract, act.today), moved_by(change), ChangeSaid())
    contract.value, contract.ends_on = change.value_after, change.ends_after
    contract.regime = str(law.regime)
    change.state = CHANGE.after(change.state, "agree")
    if contract.award_id is not None:
        keep_with_its_bid(contract, award_of(contract.award_id), act.today)
    else:
        keep_contract(contract, act.today)


def end_change(act: Act, change: Change, verb: str) -> None:
    """Within an act: it is declined or withdrawn, and the contract stays as it is."""
    change.state = CHANGE.after(change.state, verb)
    change.ended_at, change.ended_by = act.now, act.person_id
    act.note(change=change.id)


def _add(contract: Contract, added: list[PlannedWork], *, after: int) -> None:
    db.session.add_all(
        Milestone(
            contract_id=contract.id,
            number=number,
            title=work.title,
            due_on=work.due_on,
            amount=work.amount,
        )
        for number, work in enumerate(added, after + 1)
    )
