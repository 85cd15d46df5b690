"""What does the law say of a change of a contract?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from marketplace.bidding.models.bids import BidPrice
from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.call_offs import award_behind
from marketplace.engine.db import session
from marketplace.organisations.queries.directory import organisation_named_by
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.regimes import regime_facts
from marketplace.tendering.queries.tenders import tender_of
from procurement.contracts.change_proposal import ChangeState
from procurement.contracts.contract_change import (
    ChangeGround,
    ChangeJudgement,
    ContractChange,
    judged,
    law_of,
)
from procurement.contracts.permitted_change import PermittedGround, ground_faults
from procurement.ground.exact import half_up
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.regime import Regime, RegimeFacts, Subject, threshold_of


@dataclass(frozen=True, slots=True)
class ChangeLaw:
    """What the law of a contract's changes hangs on, whatever the change."""

    tender: Tender | None
    """The tender that it came of; None where it came of none."""
    facts: RegimeFacts | None
    vat_per_price: tuple[int, int]
    """VAT and price of the winning bid, in pence: what a value includes of VAT."""
    beyond: str
    """What the contract was awarded with of options and extensions; empty where with none."""
    agreed: Sequence[Change]
    """The changes in force, the oldest first."""

    def with_vat(self, value: Money) -> Money:
        """A value with the share of VAT that the winning bid had, half up to whole pence."""
        vat, price = self.vat_per_price
        return Money(value.pence + half_up(Fraction(value.pence * vat, price)))


def change_law(contract: Contract, today: date) -> ChangeLaw:
    """Read whole, in a fixed number of queries."""
    agreed = session.scalars(
        select(Change)
        .where(Change.contract_id == contract.id, Change.state == ChangeState.AGREED)
        .order_by(Change.number)
    ).all()
    beyond = "\n".join(contract.beyond)
    award = award_behind(contract)
    if award is None:
        return ChangeLaw(None, None, (0, 1), beyond, agreed)
    tender = tender_of(award.tender_id)
    facts = regime_facts(tender, organisation_named_by(tender.buyer_id).kind, today)
    bid = session.scalars(
        select(BidPrice).where(BidPrice.bid_id == award.bid_id, BidPrice.lot_id == award.lot_id)
    ).one()
    return ChangeLaw(tender, facts, (bid.vat.pence, max(bid.price.pence, 1)), beyond, agreed)


@dataclass(frozen=True, slots=True)
class ChangeSaid:
    """What a buyer says of a change for the law; None where the Act does not ask."""

    changes_scope: bool | None = None
    favours_supplier: bool | None = None
    ground: PermittedGround | None = None
    ground_why: str = ""
    made_with_id: UUID | None = None
    """The earlier change with which it could reasonably have been made as one (s75(4))."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a change moves: values without VAT, and last days."""

    value_before: Money
    value_after: Money
    ends_before: date
    ends_after: date


def moved_by(change: Change) -> Moved:
    """What a change that was proposed moves."""
    return Moved(change.value_before, change.value_after, change.ends_before, change.ends_after)


def as_judged(contract: Contract, law: ChangeLaw, moved: Moved, said: ChangeSaid) -> ContractChange:
    """The change as the rules look at it, under the law that holds for it."""
    first_end = law.agreed[0].ends_before if law.agreed else moved.ends_before
    change = ContractChange(
        regime=Regime(contract.regime),
        subject=law.facts.subject if law.facts else Subject.SERVICES,
        value_before=law.with_vat(moved.value_before),
        value_after=law.with_vat(moved.value_after),
        term_before=_days(contract.starts_on, moved.ends_before),
        term_after=_days(contract.starts_on, moved.ends_after),
        changes_scope_materially=bool(said.changes_scope),
        favours_supplier=bool(said.favours_supplier),
        threshold=_threshold(contract, law.facts),
        earlier_small_changes=_small_so_far(law),
        schedule_8_reason=said.ground.in_words if said.ground else "",
        term_awarded=_days(contract.starts_on, first_end),
    )
    return replace(change, regime=law_of(change))


def judgement_of(change: ContractChange, law: ChangeLaw, said: ChangeSaid) -> ChangeJudgement:
    """Refuses a change that needs a new competition, or of which the Act asks more."""
    if change.regime is Regime.PUBLIC:
        refuse_if_any(_unsaid(said))
        if said.ground is not None:
            risks = (law.tender.risks if law.tender else None) or ""
            refuse_if_any(
                ground_faults(said.ground, said.ground_why, change, options=law.beyond, risks=risks)
            )
    if said.made_with_id is None:
        return judged(change)
    earlier = next((row for row in law.agreed if row.id == said.made_with_id), None)
    if earlier is None:
        raise Refusal("Choose a change of this contract that is in force.", field="made_with")
    return judged(change, _as_one_with(change, law, earlier))


def _as_one_with(change: ContractChange, law: ChangeLaw, earlier: Change) -> ContractChange:
    """The change together with an earlier one."""
    return replace(
        change,
        value_before=law.with_vat(earlier.value_before),
        term_before=change.term_before + (earlier.ends_before - earlier.ends_after).days,
    )


def _unsaid(said: ChangeSaid) -> list[Refusal]:
    asked = {"changes_scope": said.changes_scope, "favours_supplier": said.favours_supplier}
    return [
        Refusal("Answer this: by it the law decides whether the change is substantial (s74(3)).",
                field=field)
        for field, answer in asked.items()
        if answer is None
    ]  # fmt: skip


def _threshold(contract: Contract, facts: RegimeFacts | None) -> Money | None:
    """With VAT; None where no law has one."""
    if facts is None or Regime(contract.regime) is Regime.PRIVATE:
        return None
    return Money(int(threshold_of(facts).value))


def _small_so_far(law: ChangeLaw) -> Money:
    """What changes that were permitted as below-threshold ones alone come to, with VAT."""
    return Money.total(
        law.with_vat(Money(abs(row.value_after.pence - row.value_before.pence)))
        for row in law.agreed
        if row.grounds == [ChangeGround.BELOW_THRESHOLD]
    )


def _days(first: date, last: date) -> int:
    return (last - first).days + 1
