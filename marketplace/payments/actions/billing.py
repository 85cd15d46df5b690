"""What stands on the invoice for a member's part of a milestone, and under which number?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from invoicing.billing import invoice as rules
from invoicing.billing.billing_document import Line
from invoicing.billing.joint_invoicing import MemberTerms, terms_faults, treatment
from invoicing.billing.party import Address, InvoiceParty, normal_vat_number
from invoicing.billing.vat import Vat, vat_rate
from invoicing.payments import payment_terms
from invoicing.payments.payment_terms import Due
from marketplace.contracts.models.contracts import Contract, ContractShare, Milestone
from marketplace.engine import db
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.organisations.queries.law import known_figures, known_holidays
from marketplace.payments.models.invoices import Invoice, InvoiceKind, InvoiceNumber
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.regime import Regime


def next_number(organisation_id: UUID, kind: InvoiceKind) -> str:
    """The next number of a series. Its row stays locked until the transaction ends, so that a
    number is used once, and given back where the transaction fails."""
    series = db.session.scalars(_NEXT, {"of": organisation_id, "in_series": kind}).one()
    return rules.series_number(series.beginning, series.last)


_NEXT = (
    insert(InvoiceNumber)
    .values(organisation_id=bindparam("of"), kind=bindparam("in_series"), first=1, last=1)
    .on_conflict_do_update(
        index_elements=["organisation_id", "kind"], set_={"last": InvoiceNumber.last + 1}
    )
    .returning(InvoiceNumber)
    .execution_options(populate_existing=True)
)


def refuse_credit_note(invoice: Invoice) -> None:
    """A credit note stands beside its invoice and has no steps of its own."""
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        raise Refusal("This is a credit note: there is nothing to approve, to dispute or to pay.")


def parties(ids: Iterable[UUID]) -> dict[UUID, InvoiceParty]:
    """Organisations as an invoice names them, by id."""
    return {
        row.id: InvoiceParty(
            name=row.name,
            address=Address(row.street, row.town, row.postcode),
            vat_number=normal_vat_number(row.vat_number) if row.vat_number else "",
            org_id=org_id or "",
            gln=row.gln or "",
        )
        for row, org_id in db.session.execute(_named(), {"ids": list(ids)})
    }


@cache
def _named() -> Select[Organisation, str | None]:
    scheme = OrganisationIdentifier.scheme
    identifier = (
        select(scheme + "-" + OrganisationIdentifier.identifier)
        .where(OrganisationIdentifier.organisation_id == Organisation.id)
        .order_by(scheme != "GB-COH", scheme)
        .limit(1)
        .scalar_subquery()
    )
    return select(Organisation, identifier).where(
        Organisation.id.in_(bindparam("ids", expanding=True))
    )


def treatments(
    contract: Contract,
    shares: Sequence[ContractShare],
    named: Mapping[UUID, InvoiceParty],
    vat: Vat | None,
) -> dict[UUID, Vat]:
    """How VAT treats each member's work; refuses where a member has not said or not agreed."""
    members = {
        share.organisation_id: MemberTerms(
            name=named[share.organisation_id].name,
            is_registered=bool(named[share.organisation_id].vat_number),
            vat=vat if share.organisation_id == contract.supplier_id else share.vat,
            is_sender=share.organisation_id == contract.supplier_id,
            has_agreed=share.invoicing_agreed_at is not None,
        )
        for share in shares
    }
    refuse_if_any([fault for member in members.values() for fault in terms_faults(member)])
    return {member_id: treatment(member) for member_id, member in members.items()}


def due_of(contract: Contract, received: date) -> Due:
    """When an invoice that arrives on this day is to be paid, by the contract and by law."""
    return payment_terms.due(
        received, Regime(contract.regime), contract.payment_days, known_holidays()
    )


def invoice_document(
    number: str,
    supplier: InvoiceParty,
    buyer: InvoiceParty,
    contract: Contract,
    milestone: Milestone,
    *,
    price: Decimal,
    work: str,
    vat: Vat,
    due: Due,
    tax_point: date,
    note: str,
) -> rules.Invoice:
    """The frozen invoice for a price in pounds of a milestone; a Refusal where it is not fit to send.

    A supplier that is not registered for VAT shows none, whatever ``vat`` says. The rate is
    that of the tax point.
    """
    treatment = vat if supplier.vat_number else Vat.NOT_REGISTERED
    rate = vat_rate(treatment, tax_point, known_figures())
    names_tax_point = treatment is not Vat.NOT_REGISTERED and tax_point != due.received
    said = f"{contract.title}: {milestone.title}"
    document = rules.Invoice(
        number=number,
        issued_on=due.received,
        supplier=supplier,
        buyer=buyer,
        lines=(
            Line(f"{said} ({work})" if work else said, Decimal(1), price, treatment, rate),
        ),
        tax_point_on=tax_point if names_tax_point else None,
        purchase_order=contract.order_number,
        contract_reference=contract.title,
        payment_reference=number,
        due_on=due.agreed_due,
        terms=payment_terms.terms_in_words(due, contract.payment_days),
        note=note,
    )  # fmt: skip
    rules.refuse_unfit(document)
    return document
