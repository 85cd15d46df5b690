"""How far does a change move a contract, how far may it, and when may it be signed?"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.change_law import (
    ChangeLaw,
    ChangeSaid,
    Moved,
    as_judged,
    change_law,
    moved_by,
)
from marketplace.contracts.queries.changes import signed_from
from marketplace.engine import db
from marketplace.organisations.queries.law import known_holidays
from marketplace.tendering.models.official_notices import OfficialNotice
from marketplace.tendering.queries.official_notices import NoticeShown, shown_as
from procurement.contracts.contract_change import (
    TERM_PERCENT,
    ContractChange,
    changed_contract_copy_due,
)
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.tendering.regime import Regime


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that a change moves: by how many per cent, of how many that stay small."""

    moved: Decimal
    allowed: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A change beside the limits of the law; values with VAT."""

    change: ContractChange
    value: Measure
    term: Measure
    tender_id: UUID | None
    """The tender whose notices tell of it; None where there is none."""
    notice: NoticeShown | None
    signed_from: date | None
    """The first day of signing, by its notice; None while none is recorded."""
    copy_due: date | None
    """The last day to publish the changed contract, where that is owed (s77); None before it is in
    force."""


def measured(contract: Contract, change: Change, today: date) -> Measured:
    """A change with what the law looks at, in a fixed number of queries."""
    law = _law_before(change_law(contract, today), change)
    said = ChangeSaid(change.changes_scope, change.favours_supplier, change.ground)
    judged = as_judged(contract, law, moved_by(change), said)
    notice = db.session.get(OfficialNotice, change.notice_id) if change.notice_id else None
    more, longer = (
        judged.value_after.pence - judged.value_before.pence,
        judged.term_after - judged.term_before,
    )
    return Measured(
        judged,
        Measure(_percent(more, judged.value_before.pence), judged.percent_allowed),
        Measure(_percent(longer, judged.longest_term), TERM_PERCENT),
        law.tender.id if law.tender else None,
        shown_as(notice) if notice else None,
        signed_from(change, known_holidays()),
        changed_contract_copy_due(judged, london_day(change.in_force_at))
        if change.needs_notice and change.in_force_at
        else None,
    )


@dataclass(frozen=True, slots=True)
class Room:
    """How far the contract may move before the law asks for more."""

    regime: Regime
    percent: int
    value: Money
    """Without VAT: this much more or less stays within the per cent."""
    days: int
    """This many more or fewer stay within a tenth of the term."""
    small_so_far: Money
    """With VAT, as the threshold."""
    threshold: Money | None


def room_left(contract: Contract, law: ChangeLaw) -> Room:
    """The limits for a change of the contract as it stands."""
    stands = Moved(contract.value, contract.value, contract.ends_on, contract.ends_on)
    change = as_judged(contract, law, stands, ChangeSaid())
    return Room(
        change.regime,
        change.percent_allowed,
        Money(contract.value.pence * change.percent_allowed // 100),
        change.longest_term * TERM_PERCENT // 100,
        change.earlier_small_changes,
        change.threshold,
    )


def _law_before(law: ChangeLaw, change: Change) -> ChangeLaw:
    """What stood when a change was proposed: the changes before it."""
    before = [row for row in law.agreed if row.number < change.number]
    return replace(law, agreed=before)


def _percent(part: int, whole: int) -> Decimal:
    """To two places, half up."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)
