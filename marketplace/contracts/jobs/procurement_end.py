"""A contract that was prepared ends with the award it came of."""

from uuid import UUID

from marketplace.contracts.actions.unsigned import end_contract
from marketplace.contracts.queries.contracts import contracts_from
from marketplace.engine import db
from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import job


@job
def end_prepared_contract(outbox_id: UUID, award_id: str) -> None:
    """Nothing where none was prepared, or where it has ended."""
    contract = contracts_from([UUID(award_id)]).get(UUID(award_id))
    db.session.rollback()
    if contract is not None:
        with once_for(outbox_id):
            end_contract(SYSTEM, contract.id)
