"""What is below a contract, tier by tier, and is what it passes on kept?

The contractor's people see all of it; the buyer's people once a pass-down is agreed; a member of a
consortium the packages that it posted. What stands below a contractor further down is shown where
a pass-down is agreed with that contractor too. Nobody sees an offer here, nor a price but what was
paid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from marketplace.contracts.models.contracts import Contract, contracts_visible_to
from marketplace.contracts.queries.contracts import milestones_of
from marketplace.contracts.queries.labour_returns import hours_by_month
from marketplace.contracts.queries.pass_downs import pass_down_in_force
from marketplace.contracts.rights import reads_all_below
from marketplace.desk.queries.hours_below import HoursBelow, hours_below
from marketplace.desk.queries.supply_chain_rows import (
    Below,
    InvoiceBelow,
    PackageBelow,
    tiers_below,
)
from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.engine.paging import Beside, Stretch
from marketplace.packages.models.package_readers import packages_seen_among
from procurement.contracts.pass_down import PassDownTerms, labour_delivery, social_spending
from procurement.contracts.social_delivery import ClauseDelivery
from procurement.ground.exact import half_up
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class Chain:
    """Everything below one contract that a person may see, and how it stands."""

    asked: PassDownTerms | None
    """What the contract asks to be passed on; None where nothing is agreed."""
    is_whole: bool
    """Whether this person sees the packages of every one of its suppliers."""
    below: Sequence[PackageBelow]
    """Those of one page, the highest tier first."""
    directly: Stretch[tuple[UUID]]
    """Those directly below the contract, of which there may be further pages."""
    is_cut: bool
    """Whether more stand further down than are read."""
    spending: ClauseDelivery
    """In pence; of what was due of the contract's milestones."""
    hours: ClauseDelivery
    worked: Decimal
    hours_by_contract: Sequence[HoursBelow]
    """Of each contract with returns, its own and those below."""
    names: Mapping[UUID, str]
    today: date

    @property
    def is_part(self) -> bool:
        """Whether there is more than its figures are of."""
        return self.is_cut or not self.directly.is_whole

    @property
    def spent(self) -> Money:
        """What verified social enterprises were paid."""
        return Money(half_up(self.spending.delivered))

    @property
    def to_spend(self) -> Money:
        """The share of the whole contract that is asked to be spent with them."""
        return Money(half_up(self.spending.committed))

    @property
    def to_spend_by_now(self) -> Money:
        """The same of the milestones that were due."""
        return Money(half_up(self.spending.due))

    @property
    def opportunities(self) -> Sequence[PackageBelow]:
        """The supply-chain opportunities: packages of which the work is given to somebody."""
        return [row for row in self.below if row.contract is not None]

    @property
    def invoices(self) -> Sequence[InvoiceBelow]:
        return [invoice for row in self.below for invoice in row.invoices]

    @property
    def paid(self) -> Sequence[InvoiceBelow]:
        return [invoice for invoice in self.invoices if invoice.paid_on]

    @property
    def judged(self) -> Sequence[InvoiceBelow]:
        """Those that were paid, and those that are not though their day has passed."""
        return [row for row in self.invoices if row.paid_on or row.due_on < self.today]

    @property
    def in_time(self) -> int:
        """How many were paid within the term that the contract asks for, or else their own."""
        days = self.asked.payment_days if self.asked else None
        return sum(
            row.days <= days if days is not None and row.days is not None
            else row.paid_on is not None and row.paid_on <= row.due_on
            for row in self.paid
        )  # fmt: skip


def chain_below(actor: Actor, contract: Contract, beside: Beside | None = None) -> Chain | None:
    """One page of it, in a fixed number of queries; None where this person sees nothing below, or
    nothing is there and nothing is asked. Every sum is that of its page."""
    in_force, today = pass_down_in_force(contract.id), clock.today()
    is_whole = reads_all_below(actor, contract, is_agreed=in_force is not None)
    found = tiers_below(contract, None if is_whole else actor.organisations, beside or Beside())
    tiers = found.rows
    if not tiers and not (is_whole and in_force):
        return None
    asked = in_force.terms if in_force else None
    contracts = {row.id: row for _, _, row in tiers if row} | {contract.id: contract}
    read = Below(contract, tiers, contracts, today)
    below = read.rows()
    hours, by_contract = hours_below(contract, contracts, is_whole=is_whole)
    share = asked.labour_share if asked else None
    return Chain(
        asked,
        is_whole,
        below,
        found.directly,
        found.is_cut,
        social_spending(
            asked.social_share if asked else None,
            [(row.due_on, row.amount) for row in milestones_of(contract.id)],
            [part for row in below for part in row.social],
            today,
        ),
        labour_delivery(share, hours_by_month(hours), today),
        sum((row.hours for row in hours), Decimal(0)),
        by_contract,
        read.names,
        today,
    )


def opened_by(actor: Actor, chain: Chain) -> set[UUID]:
    """The packages and contracts of a chain whose own pages this person may read: two queries."""
    packages = [row.package.id for row in chain.below]
    contracts = [row.contract.id for row in chain.hours_by_contract]
    return {
        *db.session.scalars(packages_seen_among(actor, clock.today(), packages)),
        *db.session.scalars(
            contracts_visible_to(actor)
            .where(Contract.id.in_(contracts))
            .with_only_columns(Contract.id)
        ),
    }
