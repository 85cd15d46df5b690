"""What stands around a contract: where it came from, what is below it, where it is shown, what was paid?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.contracts.models.set_ups import SetUp
from marketplace.contracts.queries.call_offs import facts_of_its_framework
from marketplace.contracts.queries.changes import ChangesSoFar, changes_so_far
from marketplace.contracts.queries.contract_ends import end_of
from marketplace.contracts.queries.set_ups import set_up_of
from marketplace.contracts.queries.threads import thread_of_contract
from marketplace.desk.queries.stages import Stages, stages_of
from marketplace.desk.queries.supply_chain import Chain, chain_below
from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.packages.models.package_readers import package_seen_behind
from marketplace.packages.queries.links import Showing, showing_of
from procurement.contracts.call_off import FrameworkFacts


@dataclass(frozen=True, slots=True)
class Around:
    """What the page of a contract says beside its own record."""

    package: tuple[UUID, str] | None
    """The package that it came of, with its title, where the person may read it."""
    chain: Chain | None
    showing: Showing | None
    stages: Stages
    """What of its work is invoiced, held back and paid."""
    set_up: SetUp | None
    """Since when the buyer’s own system can pay the supplier, where the buyer has said it."""
    changes: ChangesSoFar
    has_thread: bool
    """Whether the two sides have begun to write to each other."""
    end: ContractEnd | None
    framework: FrameworkFacts | None
    """Of a framework, or of the one that a call-off is under."""


def around_contract(actor: Actor, contract: Contract, milestones: Sequence[Milestone]) -> Around:
    """The package one query, the rest as they say."""
    row = db.session.execute(package_seen_behind(actor, clock.today(), contract.id)).one_or_none()
    return Around(
        None if row is None else (row[0], row[1]),
        chain_below(actor, contract),
        showing_of(contract),
        stages_of(contract, milestones),
        set_up_of(contract),
        changes_so_far(contract.id),
        thread_of_contract(contract.id) is not None,
        end_of(contract.id),
        facts_of_its_framework(contract),
    )
