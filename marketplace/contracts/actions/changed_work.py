"""What becomes of a contract once both sides have signed a change of it?"""

from sqlalchemy import delete

from marketplace.assessment.queries.awards import award_of
from marketplace.bidding.models.bids import Bid
from marketplace.contracts.actions.keeping import keep_contract
from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.contracts.queries.changes import can_change
from marketplace.contracts.queries.contracts import milestones_of
from marketplace.engine import db
from marketplace.engine.act import Act
from procurement.contracts.change_proposal import CHANGE, PlannedWork, refuse_changed_work


def put_in_force(act: Act, contract: Contract, change: Change) -> None:
    """Within the act of the second signature: the contract stands as changed."""
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
    _add(contract, added, after=max(row.number for row in rows))
    contract.value, contract.ends_on = change.value_after, change.ends_after
    change.state = CHANGE.after(change.state, "agree")
    _keep_longer(act, contract)


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


def _keep_longer(act: Act, contract: Contract) -> None:
    """Its records, and the winning bid, are kept at least as long as they were to be."""
    before = contract.keep_until
    until = keep_contract(contract, act.today)
    contract.keep_until = max(until, before or until)
    if contract.award_id is not None:
        winner = db.session.get_one(Bid, award_of(contract.award_id).bid_id)
        winner.keep_until = max(winner.keep_until or contract.keep_until, contract.keep_until)
