"""Do contracts, invoices, payments and their balances add up to the penny?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, select

from invoicing.billing.document_json import from_json
from invoicing.billing.invoice import InvoiceState, series_number
from invoicing.ground.split import split
from marketplace.contracts.models.contracts import Contract, ContractKind, ContractShare, Milestone
from marketplace.engine import db
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.invoices import Invoice, InvoiceKind, InvoiceNumber
from marketplace.payments.queries.invoices import accounts, settled_on
from procurement.contracts.contract import MilestoneState
from procurement.ground.compared import NOTHING, Compared, same_keys
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


def contracts() -> Iterator[Compared]:
    """A contract's milestones come to its value, and its members' shares to 100 per cent."""
    milestones = (
        select(func.sum(Milestone.amount))
        .where(Milestone.contract_id == Contract.id)
        .scalar_subquery()
    )
    shares = (
        select(func.sum(ContractShare.share))
        .where(ContractShare.contract_id == Contract.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Contract, milestones, shares)
        .where(Contract.kind != ContractKind.FRAMEWORK)
        .order_by(Contract.id)
    )
    for contract, of_milestones, of_shares in rows:
        what = f"Contract “{contract.title}”"
        yield Compared(f"{what}: milestones", str(contract.value), str(_money(of_milestones)))
        whole = of_shares is not None and of_shares == 100
        yield Compared(f"{what}: shares", "100%", "100%" if whole else f"{of_shares or 0}%")


def splits() -> Iterator[Compared]:
    """Each member's invoice is its share of the milestone; an invoiced one has every member's."""
    shares: dict[UUID, list[ContractShare]] = defaultdict(list)
    for share in db.session.scalars(select(ContractShare).order_by(ContractShare.position)):
        shares[share.contract_id].append(share)
    rows = db.session.execute(
        select(Milestone, Invoice)
        .join(Invoice, Invoice.milestone_id == Milestone.id)
        .where(Invoice.kind == InvoiceKind.INVOICE, Invoice.state != InvoiceState.CREDITED)
        .order_by(Milestone.id, Invoice.id)
    ).all()
    for milestone, group in groupby(rows, key=lambda row: row.Milestone):
        what = f"Milestone {milestone.number} ({milestone.id}), part of"
        kept = {str(row.Invoice.supplier_id): str(row.Invoice.net) for row in group}
        try:
            expected = _parts(milestone, shares[milestone.contract_id])
        except Refusal as no:
            yield Compared(f"{what} each member", "shares of 100%", str(no))
            continue
        if milestone.state is not MilestoneState.INVOICED:
            expected = {key: part for key, part in expected.items() if key in kept}
        yield from same_keys(what, expected, kept)


def _parts(milestone: Milestone, shares: Sequence[ContractShare]) -> dict[str, str]:
    parts = split(milestone.amount, [share.share for share in shares])
    return {
        str(share.organisation_id): str(part)
        for share, part in zip(shares, parts, strict=True)
        if part
    }


def totals() -> Iterator[Compared]:
    """The sums and the number of each invoice and credit note, from the document as it was frozen."""
    for row in db.session.scalars(
        select(Invoice).order_by(Invoice.id).execution_options(yield_per=500)
    ):
        what = f"Invoice {row.number} ({row.id})"
        try:
            document = from_json(row.document)
            worked_out = document.totals
        except (Refusal, ValueError, KeyError, TypeError) as no:
            yield Compared(f"{what}: document", "a whole document", f"{type(no).__name__}: {no}")
            continue
        expected = (document.number, document.issued_on.isoformat(), worked_out.net.pence,
                    worked_out.vat.pence, worked_out.gross.pence)  # fmt: skip
        kept = (row.number, row.issued_on.isoformat(), row.net.pence, row.vat.pence,
                 row.gross.pence)  # fmt: skip
        for name, expected_figure, kept_figure in zip(
            ("number", "day", "net pence", "VAT pence", "gross pence"), expected, kept, strict=True
        ):
            yield Compared(f"{what}: {name}", str(expected_figure), str(kept_figure))


def numbers() -> Iterator[Compared]:
    """Each series of an organisation runs from its first number to its last, each used once."""
    used: dict[tuple[UUID, InvoiceKind, str], set[str]] = defaultdict(set)
    for supplier_id, kind, number in db.session.execute(
        select(Invoice.supplier_id, Invoice.kind, Invoice.number)
    ):
        used[supplier_id, kind, number.rpartition("-")[0]].add(number)
    in_use = {
        (row.organisation_id, row.kind, row.beginning): range(row.first, row.last + 1)
        for row in db.session.scalars(select(InvoiceNumber))
    }
    names = {
        row.id: row.name for row in db.session.execute(select(Organisation.id, Organisation.name))
    }
    for key in sorted({*used, *in_use}, key=str):
        supplier_id, _, prefix = key
        wanted = {series_number(prefix, n) for n in in_use.get(key) or _former(used[key])}
        missing, beyond = sorted(wanted - used[key]), sorted(used[key] - wanted)
        yield Compared(
            f"Series {prefix} of {names.get(supplier_id, supplier_id)}",
            f"{len(wanted)} without gaps",
            f"{len(wanted)} without gaps"
            if not missing and not beyond
            else f"missing {', '.join(missing) or NOTHING}; beyond {', '.join(beyond) or NOTHING}",
        )


def _former(numbers: set[str]) -> range:
    """From the first to the last of a series that is no longer in use."""
    given = [int(number.rpartition("-")[2]) for number in numbers]
    return range(min(given, default=1), max(given, default=0) + 1)


def states() -> Iterator[Compared]:
    """An invoice is paid or credited where its sums say so, and paid on the day of the last part."""
    settled = settled_on(db.session.scalars(select(Invoice.id)))
    for account in accounts(select(Invoice).where(Invoice.kind == InvoiceKind.INVOICE)):
        row, verb = account.invoice, account.balance.verb
        what = f"Invoice {row.number} ({row.id})"
        expected = {"pay": "paid", "credit": "credited"}.get(verb or "", "open")
        is_open = row.state not in (InvoiceState.PAID, InvoiceState.CREDITED)
        yield Compared(f"{what}: state", expected, "open" if is_open else str(row.state))
        if row.state is InvoiceState.PAID:
            said = row.paid_on.isoformat() if row.paid_on else NOTHING
            day = settled.get(row.id)
            yield Compared(f"{what}: paid on", day.isoformat() if day else NOTHING, said)


def _money(amount: Money | int | None) -> Money:
    return amount if isinstance(amount, Money) else Money(int(amount or 0))
