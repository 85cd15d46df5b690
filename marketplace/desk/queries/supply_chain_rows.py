"""The packages below a contract with what became of each: who does it, on which terms, paid when?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, literal, select, union_all

from invoicing.billing.invoice import InvoiceState
from invoicing.payments.payment_chain import Link, LinkDue, down_the_chain
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.pass_downs import PassDown
from marketplace.engine import db
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.models.directory import counted_on
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.law import known_holidays
from marketplace.packages.models.packages import Package
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.queries.received_parts import ReceivedPart, parts_received
from procurement.contracts.pass_down import PassDownState
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.tendering.regime import Regime

_DEEPEST = 9
"""Tiers below a contract that are read."""

MOST_BELOW = 200
"""Packages that are read in all: those directly below that stand on one page, and what is below
them, the highest tier first."""


@dataclass(frozen=True, slots=True)
class InvoiceBelow:
    """One invoice of a tier: when it came, by when it was due, and when it was paid."""

    id: UUID
    number: str
    received_on: date
    due_on: date
    paid_on: date | None

    @property
    def days(self) -> int | None:
        """From receipt to payment."""
        return (self.paid_on - self.received_on).days if self.paid_on else None


@dataclass(frozen=True, slots=True)
class PackageBelow:
    """One package and what became of it. Money is without VAT."""

    package: Package
    tier: int
    contract: Contract | None
    """None while nobody is under contract for it."""
    is_social: bool
    """Whether who is under contract is a verified social enterprise today; of a group without a
    register, its host, who is paid and with whom it counts."""
    link: LinkDue | None
    longest: int | None
    """The longest term, in days, that the contracts above let it have."""
    invoices: Sequence[InvoiceBelow]
    paid: Money
    social: Sequence[tuple[date, Money]]
    """What was paid to it as a verified social enterprise, by the day; none where it is counted at
    another tier."""

    @property
    def terms(self) -> int:
        return self.contract.payment_days if self.contract else self.package.payment_days

    @property
    def is_too_long(self) -> bool:
        """Whether its term contradicts what a contract above asks to be passed on."""
        return self.longest is not None and self.terms > self.longest


Tiers = Sequence[tuple[Package, int, Contract | None]]


@dataclass(frozen=True, slots=True)
class TiersBelow:
    """The packages of one page, with their tier and contract."""

    rows: Tiers
    directly: Stretch[tuple[UUID]]
    """Those that stand directly below the contract."""
    is_cut: bool
    """Whether more stand further down than are read."""


def tiers_below(contract: Contract, posters: Iterable[UUID] | None, beside: Beside) -> TiersBelow:
    """One page of the packages directly below, in the order they were posted, and what is below
    them: two queries. Only those of some posters where named."""
    wanted = select(Package.id).where(Package.parent_contract_id == contract.id)
    if posters is not None:
        wanted = wanted.where(Package.poster_id.in_(posters))
    directly = stretch_of(wanted, (Package.id,), beside)
    rows = db.session.execute(_packages_below([key for (key,) in directly.rows])).all()
    tiers = [(package, tier, below) for package, tier, below in rows]
    return TiersBelow(tiers[:MOST_BELOW], directly, len(tiers) > MOST_BELOW)


def _packages_below(directly: Sequence[UUID]) -> Select[Package, int, Contract]:
    """Tier by tier, each with as many as are read at most."""
    columns = (Package.id.label("id"), Package.contract_id.label("contract_id"))
    tier = select(*columns).where(Package.id.in_(directly)).cte("tier_1")
    tiers = [select(tier.c.id, literal(1).label("tier"))]
    for number in range(2, _DEEPEST + 1):
        tier = (
            select(*columns)
            .join(tier, Package.parent_contract_id == tier.c.contract_id)
            .join(PassDown, PassDown.contract_id == tier.c.contract_id)
            .where(PassDown.state == PassDownState.AGREED)
            .order_by(Package.id)
            .limit(MOST_BELOW + 1)
            .cte(f"tier_{number}")
        )
        tiers.append(select(tier.c.id, literal(number)))
    every = union_all(*tiers).subquery()
    read = select(every).order_by(every.c.tier, every.c.id).limit(MOST_BELOW + 1).subquery()
    return (
        select(Package, read.c.tier, Contract)
        .join(read, read.c.id == Package.id)
        .outerjoin(Contract, Contract.id == Package.contract_id)
        .order_by(read.c.tier, Package.id)
    )


class Below:
    """What is read once for all packages of a chain."""

    def __init__(
        self,
        contract: Contract,
        tiers: Tiers,
        contracts: Mapping[UUID, Contract],
        today: date,
    ) -> None:
        self.root, self.tiers, self.today = contract, tiers, today
        self.contracts, self.holidays = contracts, known_holidays()
        self.above = {row.id: package for package, _, row in tiers if row}
        self.terms = _terms_of(contracts)
        self.names, self.social = _organisations(tiers, contract, today)
        self.invoices = _invoices(contracts)
        self.parts = _parts(contracts.keys() - {contract.id})
        self.counted = self._counted_once()

    def rows(self) -> list[PackageBelow]:
        return [self._row(package, tier, row) for package, tier, row in self.tiers]

    def _row(self, package: Package, tier: int, contract: Contract | None) -> PackageBelow:
        parts = self.parts.get(contract.id, ()) if contract else ()
        return PackageBelow(
            package,
            tier,
            contract,
            contract is not None and contract.supplier_id in self.social,
            self._link(package, contract) if contract else None,
            self._longest(package),
            self.invoices.get(contract.id, ()) if contract else (),
            Money.total(part.net for part in parts),
            self._social(contract.id) if contract and contract.id in self.counted else [],
        )

    def _social(self, contract_id: UUID) -> list[tuple[date, Money]]:
        """What was paid under a contract to whom was counted on the day of the payment."""
        parts = self.parts.get(contract_id, ())
        return [(part.allocation.counts_on, part.net) for part in parts if part.payment.is_counted]

    def _counted_once(self) -> set[UUID]:
        """The contracts whose payments to social enterprises are counted: what one of them passes
        on is counted with it, or with those below it where more has come to them by now."""
        sums: dict[UUID | None, Money] = defaultdict(lambda: Money(0))
        counted: dict[UUID | None, set[UUID]] = defaultdict(set)
        for package, _, contract in reversed(self.tiers):
            if contract is None:
                continue
            own = Money.total(net for _, net in self._social(contract.id))
            above = package.parent_contract_id
            is_own = own >= sums[contract.id]
            sums[above] += own if is_own else sums[contract.id]
            counted[above] |= {contract.id} if is_own else counted[contract.id]
        return counted[self.root.id]

    def _path(self, package: Package) -> list[Contract]:
        """The contracts above a package, the nearest first, up to the one that is looked at."""
        path, key = [], package.parent_contract_id
        while key is not None and key in self.contracts:
            path.append(self.contracts[key])
            key = self.above[key].parent_contract_id if key in self.above else None
        return path

    def _longest(self, package: Package) -> int | None:
        asked = (self.terms.get(row.id) for row in self._path(package))
        return min((days for days in asked if days is not None), default=None)

    def _link(self, package: Package, contract: Contract) -> LinkDue:
        links = [
            Link(self.names[row.supplier_id], self._received(row.id), row.payment_days)
            for row in (*reversed(self._path(package)), contract)
        ]
        return down_the_chain(links, Regime(self.root.regime), self.holidays)[-1]

    def _received(self, contract_id: UUID) -> date:
        """When its newest invoice came; where none has, as if one came today."""
        days = [row.received_on for row in self.invoices.get(contract_id, ())]
        return max(days, default=self.today)


def _terms_of(contracts: Mapping[UUID, Contract]) -> dict[UUID, int | None]:
    rows = db.session.scalars(
        select(PassDown).where(
            PassDown.contract_id.in_(contracts), PassDown.state == PassDownState.AGREED
        )
    )
    return {row.contract_id: row.payment_days for row in rows}


def _organisations(
    tiers: Tiers, contract: Contract, today: date
) -> tuple[Mapping[UUID, str], set[UUID]]:
    """The names of all of them, and which are verified social enterprises today."""
    ids = {package.poster_id for package, *_ in tiers}
    ids |= {row.supplier_id for *_, row in tiers if row} | {contract.supplier_id}
    ids |= {row.for_group_id for *_, row in tiers if row and row.for_group_id}
    rows = db.session.execute(
        select(Organisation.id, Organisation.name, counted_on(today)).where(
            Organisation.id.in_(ids)
        )
    ).all()
    return {key: name for key, name, _ in rows}, {key for key, _, counted in rows if counted}


def _invoices(contracts: Mapping[UUID, Contract]) -> dict[UUID, list[InvoiceBelow]]:
    """By contract, the oldest first; without those that a credit note took back."""
    below: dict[UUID, list[InvoiceBelow]] = defaultdict(list)
    rows = db.session.scalars(
        select(Invoice)
        .where(
            Invoice.contract_id.in_(contracts),
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.state != InvoiceState.CREDITED,
        )
        .order_by(Invoice.received_at, Invoice.id)
    )
    for row in rows:
        received_on = london_day(row.received_at)
        told = InvoiceBelow(row.id, row.number, received_on, row.due_on, row.paid_on)
        below[row.contract_id].append(told)
    return below


def _parts(contract_ids: Iterable[UUID]) -> dict[UUID, list[ReceivedPart]]:
    by_contract: dict[UUID, list[ReceivedPart]] = defaultdict(list)
    for part in parts_received(Invoice.contract_id.in_(list(contract_ids))):
        by_contract[part.contract.id].append(part)
    return by_contract
