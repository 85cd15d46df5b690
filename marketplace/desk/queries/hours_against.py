"""Which hours were returned against a promise that is a share of all hours?"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from marketplace.contracts.models.contracts import Contract, ContractClause
from marketplace.contracts.queries.labour_returns import labour_record_of
from marketplace.desk.queries.supply_chain import chain_below
from marketplace.engine import clock
from marketplace.engine.access import Actor
from procurement.ground.exact import Exact, exact, two_places


@dataclass(frozen=True, slots=True)
class HoursAgainst:
    """What a person may see of them; of everybody down the chain where all of it is theirs to see."""

    worked: Decimal
    confirmed: Exact
    """Of ``worked``, by people furthest from the labour market, and confirmed by the buyer."""
    waiting: Exact
    """The same, not confirmed yet."""
    is_whole: bool
    """Whether the hours of those below the contract are in it."""
    has_below: bool
    """Whether the person may read what is below."""

    @property
    def share(self) -> str:
        """Per cent of the hours that the confirmed ones are, with two places; empty without hours."""
        if not self.worked:
            return ""
        return two_places(Fraction(100) * self.confirmed / exact(self.worked))


def hours_against(actor: Actor, contract: Contract, promise: ContractClause) -> HoursAgainst | None:
    """None for a promise of anything else."""
    if not promise.is_share_of_hours:
        return None
    chain = chain_below(actor, contract)
    if chain and chain.is_whole and not chain.is_part:
        hours = chain.hours
        return HoursAgainst(chain.worked, hours.delivered, hours.not_evidenced, True, True)
    own = labour_record_of(contract, clock.today())
    return HoursAgainst(
        own.worked, own.hours.delivered, own.hours.not_evidenced, False, chain is not None
    )
