"""What of each stage of a contract is invoiced, held back, paid and still to be paid?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from invoicing.billing.staged_price import held_of
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.engine import db
from marketplace.packages.models.packages import Package
from marketplace.payments.queries.invoices import Account, accounts, invoices_for
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class StageMoney:
    """One stage with its invoices."""

    stage: Milestone
    held: Money
    """Without VAT: what of its work is paid with the stages that release it."""
    invoices: Sequence[Account]
    """Those that stand, in the order they were sent."""

    @property
    def invoiced(self) -> Money:
        """With VAT, less what was credited."""
        return Money.total(row.balance.gross - row.balance.credited for row in self.invoices)

    @property
    def paid(self) -> Money:
        """With VAT, less what was given back; by the payer's word, too."""
        return Money.total(row.balance.paid for row in self.invoices)

    @property
    def outstanding(self) -> Money:
        """With VAT, of what is invoiced."""
        return Money.total(row.outstanding for row in self.invoices)

    @property
    def words(self) -> str:
        """Where the invoices of a stage that is invoiced stand."""
        if self.invoices and not self.outstanding:
            return "Paid"
        return "Invoiced, paid in part" if self.paid else "Invoiced, not paid yet"

    @property
    def owed_back(self) -> Money:
        """What was paid before a credit note made it too much: with ``outstanding``, the difference
        between what is invoiced and what is paid."""
        return Money.total(row.balance.refundable for row in self.invoices)


@dataclass(frozen=True, slots=True)
class Stages:
    """All stages of a contract, and their sums."""

    rows: Sequence[StageMoney]

    def of(self, stage_id: UUID) -> StageMoney:
        return next(row for row in self.rows if row.stage.id == stage_id)

    @property
    def price(self) -> Money:
        """Without VAT: the stages and what they release."""
        return Money.total(row.stage.amount for row in self.rows)

    @property
    def held(self) -> Money:
        return Money.total(row.held for row in self.rows)

    @property
    def invoiced(self) -> Money:
        return Money.total(row.invoiced for row in self.rows)

    @property
    def paid(self) -> Money:
        return Money.total(row.paid for row in self.rows)

    @property
    def outstanding(self) -> Money:
        return Money.total(row.outstanding for row in self.rows)

    @property
    def owed_back(self) -> Money:
        return Money.total(row.owed_back for row in self.rows)


def stages_of(contract: Contract, milestones: Sequence[Milestone]) -> Stages:
    """Two queries: its invoices, and the package that says how much of each stage is held back."""
    by_stage: dict[UUID | None, list[Account]] = defaultdict(list)
    for row in accounts(invoices_for([stage.id for stage in milestones])):
        by_stage[row.invoice.milestone_id].append(row)
    work = [stage for stage in milestones if not stage.is_retention]
    released = Money.total(stage.amount for stage in milestones if stage.is_retention)
    percent = db.session.scalar(select(Package.retention).where(Package.contract_id == contract.id))
    held = dict(
        zip(
            [stage.id for stage in work],
            held_of([stage.amount for stage in work], percent or Decimal(0), released),
            strict=True,
        )
    )
    return Stages(
        [
            StageMoney(stage, held.get(stage.id, Money(0)), by_stage[stage.id])
            for stage in milestones
        ]
    )
