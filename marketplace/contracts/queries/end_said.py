"""What of the end of a contract is recorded for its termination notice, and where?"""

from collections.abc import Iterator

from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.breaches import breaches_of
from marketplace.contracts.queries.contract_ends import end_of
from marketplace.engine.shown import day
from marketplace.tendering.queries.notice_said import Recorded, said
from procurement.contracts.breach import BreachKind, in_words
from procurement.contracts.contract import ContractState
from procurement.contracts.contract_end import EndGround


def said_of_end(contract: Contract) -> Recorded:
    """Why and when it ended; nothing while it goes on."""
    end = end_of(contract.id)
    if end is None or contract.state not in (ContractState.COMPLETED, ContractState.TERMINATED):
        return {}
    ground = end.ground.in_words + "." if end.ground else "It has run its course."
    return {
        **said("ended_because=contract_ends.ground", ground, end.reasons),
        **said("ended_on=contract_ends.last_day", day(end.last_day)),
        **said("ended_breach=contract_breaches.event", *_ending_breach(contract, end)),
    }


def lacks_account(contract: Contract, end: ContractEnd) -> bool:
    """Whether it ended for a breach of which no account is recorded."""
    return not list(_ending_breach(contract, end))


def _ending_breach(contract: Contract, end: ContractEnd) -> Iterator[str]:
    """The account of the breaches for which it ended."""
    if end.ground is not EndGround.BREACH:
        yield "It did not end for a breach."
        return
    for one in reversed(breaches_of(contract)):
        if one.row.kind is BreachKind.TERMINATED:
            yield from in_words(one.row.said, one.row.consequence)
