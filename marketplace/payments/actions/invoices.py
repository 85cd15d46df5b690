"""Asking for money: an accepted milestone is invoiced, and the buyer approves."""

from datetime import date, time
from uuid import UUID

from sqlalchemy import select

from invoicing.billing import document_json
from invoicing.billing import invoice as rules
from invoicing.billing.invoice import INVOICE_TRANSITIONS, InvoiceState
from invoicing.billing.party import Party
from invoicing.billing.vat import Vat
from invoicing.ground.split import split
from invoicing.payments import payment_terms
from invoicing.payments.late_payment import interest_starts
from marketplace.contracts.models.contracts import Contract, ContractShare, Milestone
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_as
from marketplace.payments.actions import billing
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.queries.bank_accounts import current_account
from marketplace.payments.queries.invoices import group_of, invoices_for
from procurement.contracts.contract import MILESTONE, ContractState
from procurement.ground.calendar import london_moment, working_day_on_or_before
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime

MORNING = time(9)
"""Reminders go out at nine in London."""


@action("milestone.invoice")
def invoice_milestone(
    act: Act,
    contract: Contract,
    *,
    milestone_id: UUID,
    vat: Vat = Vat.STANDARD,
    note: str = "",
) -> list[Invoice]:
    """Invoice an accepted milestone: one invoice for each member's share, all sent together.

    ``vat`` is how VAT treats the supply of those members that are registered; the
    others show none. A member whose earlier invoice still stands gets no second one.
    """
    milestone = _milestone(contract, milestone_id)
    if contract.state is not ContractState.SIGNED:
        raise Refusal("An invoice can be sent once both sides have signed the contract.")
    milestone.state = MILESTONE.after(milestone.state, "invoice")
    owed = _parts(contract, milestone)
    due = payment_terms.due(act.today, Regime(contract.regime), contract.payment_days)
    named = billing.parties([contract.buyer_id, *(share.organisation_id for share, _ in owed)])
    numbers = {
        supplier: billing.next_number(supplier, InvoiceKind.INVOICE)
        for supplier in sorted(share.organisation_id for share, _ in owed)
    }
    sent = []
    for share, pence in owed:
        document = billing.invoice_document(
            numbers[share.organisation_id],
            named[share.organisation_id],
            named[contract.buyer_id],
            contract,
            milestone,
            net_pence=pence,
            work=share.work if len(owed) > 1 else "",
            vat=vat,
            due=due,
            note=note,
        )
        version = _versions(milestone.id, share.organisation_id) + 1
        sent.append(
            _send(act, contract, milestone.id, share.organisation_id, document, due, version)
        )
    act.note(milestone=milestone.number, invoices=[row.id for row in sent])
    _tell_buyer(act, contract.buyer_id, sent, named)
    return sent


def _milestone(contract: Contract, milestone_id: UUID) -> Milestone:
    found = db.session.scalars(
        select(Milestone)
        .where(Milestone.id == milestone_id, Milestone.contract_id == contract.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotThere("Milestone")
    return found


def _parts(contract: Contract, milestone: Milestone) -> list[tuple[ContractShare, int]]:
    """Each member's share of the milestone in pence, without those already invoiced."""
    shares = db.session.scalars(
        select(ContractShare)
        .where(ContractShare.contract_id == contract.id)
        .order_by(ContractShare.position)
    ).all()
    parts = split(milestone.amount.pence, [share.share for share in shares])
    standing = {row.supplier_id for row in db.session.scalars(invoices_for([milestone.id]))}
    return [
        (share, part)
        for share, part in zip(shares, parts, strict=True)
        if part and share.organisation_id not in standing
    ]


def _versions(milestone_id: UUID, supplier_id: UUID) -> int:
    """How many invoices this supplier has sent for the milestone, the credited ones among them."""
    versions = db.session.scalars(
        select(Invoice.version).where(
            Invoice.milestone_id == milestone_id,
            Invoice.supplier_id == supplier_id,
            Invoice.kind == InvoiceKind.INVOICE,
        )
    ).all()
    return max(versions, default=0)


def _send(
    act: Act,
    contract: Contract,
    milestone_id: UUID,
    supplier_id: UUID,
    document: rules.Invoice,
    due: payment_terms.Due,
    version: int,
) -> Invoice:
    row = act.add(
        Invoice(
            number=document.number,
            supplier_id=supplier_id,
            buyer_id=contract.buyer_id,
            contract_id=contract.id,
            milestone_id=milestone_id,
            version=version,
            issued_on=document.issued_on,
            received_at=act.now,
            net=Money(document.totals.net_pence),
            vat=Money(document.totals.vat_pence),
            gross=Money(document.totals.gross_pence),
            document=document_json.as_json(document),
            due_on=due.agreed_due,
            latest_on=due.legal_latest,
            regime=contract.regime,
            payment_reference=document.payment_reference,
        )
    )
    render(act, row)
    for kind, day in _reminders(due.agreed_due).items():
        at = london_moment(day, MORNING)
        if at > act.now:
            once = f"remind:{row.id}:{kind}"
            act.enqueue("send_reminder", at=at, once=once, invoice_id=row.id, kind=kind)
    return row


def _reminders(due_on: date) -> dict[str, date]:
    """Two banking days before the due date, on it, and on the day after."""
    before = due_on
    for _ in range(2):
        before = working_day_on_or_before(date.fromordinal(before.toordinal() - 1))
    return {"before": before, "today": due_on, "overdue": interest_starts(due_on)}


def render(act: Act, row: Invoice) -> None:
    """Ask for the XML and the PDF, with the bank account that two people have confirmed by now."""
    account = current_account(row.supplier_id)
    act.enqueue(
        "render_invoice",
        once=f"render:{row.id}",
        invoice_id=row.id,
        bank_account_id=account.id if account else None,
    )


def _tell_buyer(act: Act, buyer_id: UUID, sent: list[Invoice], named: dict[UUID, Party]) -> None:
    said = [
        {"number": row.number, "supplier": named[row.supplier_id].name, "gross": row.gross}
        for row in sent
    ]
    for person_id in people_as(buyer_id, Role.FINANCE, Role.OWNER):
        act.notify(
            person_id,
            "invoice_received",
            invoice_id=sent[0].id,
            invoices=said,
            total=Money.total(row.gross for row in sent),
            due_on=sent[0].due_on,
        )


@action("invoice.approve")
def approve_invoice(act: Act, invoice: Invoice, *, together: bool = False) -> list[Invoice]:
    """Agree that the invoice is right and will be paid.

    ``together`` also approves the other members' invoices for the same milestone
    that await approval. Called with the first invoice of the group (by id).
    """
    rows = [invoice]
    if together:
        waiting = group_of(invoice).where(
            Invoice.state == InvoiceState.SENT, Invoice.buyer_id == invoice.buyer_id
        )
        rows = list(db.session.scalars(waiting.with_for_update()))
        if not rows:
            raise Refusal("None of these invoices awaits approval.")
    for row in rows:
        row.state = INVOICE_TRANSITIONS.after(row.state, "approve")
        row.approved_at, row.approved_by = act.now, act.person_id
        row.disputed = None
        tell_supplier(act, row, "invoice_approved", due_on=row.due_on, gross=row.gross)
    act.note(approved=[row.id for row in rows])
    return rows


def tell_supplier(act: Act, invoice: Invoice, template: str, **values: object) -> None:
    """An e-mail to those who look after the supplier's money."""
    buyer = db.session.get_one(Organisation, invoice.buyer_id)
    for person_id in people_as(invoice.supplier_id, Role.FINANCE, Role.OWNER):
        act.notify(
            person_id,
            template,
            invoice_id=invoice.id,
            number=invoice.number,
            buyer=buyer.name,
            **values,
        )
