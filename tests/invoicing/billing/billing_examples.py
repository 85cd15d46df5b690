"""Invoices for tests: one plain, and a strategy that makes them over every VAT case."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from invoicing.billing.billing_document import BankAccount, Line
from invoicing.billing.credit_note import CreditNote
from invoicing.billing.invoice import Invoice
from invoicing.billing.party import Address, InvoiceParty
from invoicing.billing.vat import Vat, vat_rate

CATERER = InvoiceParty(
    "Icknield Kitchen CIC",
    Address("1 Spring Hill", "Birmingham", "B18 7BH"),
    vat_number="GB123456782",
    org_id="GB-COH-01234567",
)
UNREGISTERED = InvoiceParty(
    "Soho Menders", Address("2 Soho Road", "Birmingham", "B21 9SN"), org_id="MARKETPLACE-000007"
)
HOSPITAL = InvoiceParty(
    "Sandwell Example Hospital",
    Address("3 Grove Lane", "Smethwick", "B66 2QT"),
    vat_number="GB987654353",
    org_id="GB-NHS-RX0",
    gln="5012345678900",
)
BANK = BankAccount("Icknield Kitchen CIC", "112233", "00112233")


def billed(
    description: str, quantity: Decimal, unit_price: Decimal, vat: Vat, unit: str = "C62"
) -> Line:
    """With the rate that is shipped."""
    return Line(description, quantity, unit_price, vat, vat_rate(vat), unit)


def invoice(**changes: Any) -> Invoice:
    """Three lunches at £19.99 and standard rate, due in seven days; all of it may be changed."""
    given: dict[str, Any] = {
        "number": "INV-000001",
        "issued_on": date(2026, 11, 20),
        "supplier": CATERER,
        "buyer": HOSPITAL,
        "lines": (billed("Lunch for ten", Decimal(3), Decimal("19.99"), Vat.STANDARD),),
        "due_on": date(2026, 11, 27),
        "purchase_order": "PO-4711",
        "bank": BANK,
        "payment_reference": "INV-000001",
    }
    return Invoice(**{**given, **changes})


def lines_of(vat: Vat) -> tuple[Line, ...]:
    return (billed("Work done", Decimal(2), Decimal("50.05"), vat),)


def invoice_of(vat: Vat) -> Invoice:
    """One line under a VAT treatment, from a supplier that may use it."""
    supplier = UNREGISTERED if vat is Vat.NOT_REGISTERED else CATERER
    return invoice(supplier=supplier, lines=lines_of(vat))


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" £é"),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip() != "")
_MAYBE = st.just("") | _TEXT
_DAY = st.dates(date(2021, 3, 1), date(2026, 12, 31))
_PRICE = st.decimals(0, 100_000, places=4, allow_nan=False)
_QUANTITY = st.decimals("0.001", 1000, places=3, allow_nan=False)
_ADDRESS = st.builds(
    Address, _TEXT, _TEXT, st.sampled_from(["B18 7BH", "B66 2QT"]), st.sampled_from(["GB", "IE"])
)
_TAXED = [vat for vat in Vat if vat not in {Vat.OUTSIDE, Vat.NOT_REGISTERED}]


def _lines(kinds: list[Vat]) -> st.SearchStrategy[tuple[Line, ...]]:
    lines = st.builds(
        billed, _TEXT, _QUANTITY, _PRICE, st.sampled_from(kinds), st.sampled_from(["C62", "HUR"])
    )
    return st.lists(lines, min_size=1, max_size=6).map(tuple)


def _documents(kind: type, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    registered = st.builds(
        InvoiceParty,
        _TEXT,
        _ADDRESS,
        st.sampled_from(["GB123456782", "GBGD123", "XI123456789"]),
        st.sampled_from(["", "GB-COH-01234567", "GB-CHC-1234567"]),
    )
    buyer = st.builds(
        InvoiceParty,
        _TEXT,
        _ADDRESS,
        st.just("GB987654353"),
        st.sampled_from(["", "GB-NHS-RX0"]),
        st.sampled_from(["", "5012345678900"]),
    )
    plain_buyer = st.builds(
        InvoiceParty, _TEXT, _ADDRESS, org_id=st.sampled_from(["", "GB-LAE-BIR"])
    )
    plain_supplier = st.builds(InvoiceParty, _TEXT, _ADDRESS, org_id=st.just("GB-COH-07654321"))
    shared: dict[str, Any] = {
        "number": _TEXT,
        "issued_on": _DAY,
        "tax_point_on": st.none() | _DAY,
        "purchase_order": _MAYBE,
        "buyer_reference": _MAYBE,
        "contract_reference": _MAYBE,
        "bank": st.none() | st.just(BANK),
        "payment_reference": _MAYBE,
        **more,
    }
    return st.one_of(
        st.builds(kind, supplier=registered, buyer=buyer, lines=_lines(_TAXED), **shared),
        st.builds(
            kind,
            supplier=plain_supplier,
            buyer=plain_buyer,
            lines=st.sampled_from([Vat.OUTSIDE, Vat.NOT_REGISTERED]).flatmap(
                lambda vat: _lines([vat])
            ),
            **shared,
        ),
    )


INVOICES: st.SearchStrategy[Invoice] = _documents(Invoice, terms=_MAYBE, note=_MAYBE).flatmap(
    lambda made: st.integers(0, 60).map(
        lambda days: Invoice(
            **{
                **{name: getattr(made, name) for name in Invoice.__dataclass_fields__},
                "due_on": made.issued_on + timedelta(days=days),
            }
        )
    )
)
CREDIT_NOTES: st.SearchStrategy[CreditNote] = _documents(
    CreditNote, invoice_number=_TEXT, invoice_issued_on=_DAY, reason=_TEXT
)


_ROUGH = st.text(st.sampled_from(" \t\n£é<&a\u200b\u00a0"), max_size=4)
_ROUGH_PARTY = st.builds(
    InvoiceParty,
    st.sampled_from(["A name"] * 9 + ["\u00a0"]),
    st.builds(Address, _ROUGH, st.just("Town"), _ROUGH, st.sampled_from(["GB", "IE"] * 8 + ["ZZ"])),
    st.sampled_from(["", "GB123456782"]),
    st.sampled_from(["", " ", "GB-COH-01234567", "GB-CHC-1234567", "GB-CHC-1234568"]),
    st.sampled_from(["", "5012345678900"]),
)


def _rough_lines(vats: list[Vat]) -> st.SearchStrategy[tuple[Line, ...]]:
    lines = st.builds(
        billed,
        st.sampled_from(["Work", "<&é>"] * 9 + [" "]),
        st.decimals("-0.1", 1000, places=3),
        _PRICE,
        st.sampled_from(vats),
        st.sampled_from(["C62", "HUR", "EA", "DAY"] * 4 + ["QQ"]),
    )
    return st.lists(lines, min_size=1, max_size=3).map(tuple)


def _rough(vat: Vat, kind: type, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Documents with whatever a file may hold: fit ones, and many that are not."""
    return st.builds(
        kind,
        number=st.sampled_from(["1", "é<"] * 9 + [""]),
        issued_on=_DAY,
        supplier=_ROUGH_PARTY,
        buyer=_ROUGH_PARTY,
        lines=_rough_lines([vat]),
        tax_point_on=st.none() | _DAY,
        purchase_order=_ROUGH,
        buyer_reference=_ROUGH,
        contract_reference=_ROUGH,
        bank=st.none() | st.just(BANK),
        payment_reference=_ROUGH,
        **more,
    )


def rough_documents(vat: Vat) -> st.SearchStrategy[Invoice | CreditNote]:
    """Invoices and credit notes under a VAT treatment, of suppliers registered and not."""
    return _rough(
        vat, Invoice, due_on=st.none() | st.just(date(2027, 1, 1)), terms=_ROUGH, note=_ROUGH
    ) | _rough(
        vat,
        CreditNote,
        invoice_number=st.just("1"),
        invoice_issued_on=_DAY,
        reason=st.sampled_from(["r", " "]),
    )
