"""Which columns of a sheet of spending may hold supplier, amount and date?

Headings are judged by the words in them. Where net and gross both stand, net is
taken; where billed and original currency both stand, billed. The date is the
payment's, else the document's. Of several columns that may hold the amount all
are proposed, the likeliest first: their cells decide.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple


class AmountColumn(NamedTuple):
    """A column that may hold the amount.

    Of two kinds, the lower goes before: net before gross, billed before original. Of two
    of a kind, the lower rank is the better name. One is doubtful where its heading has
    words that are not of money: “Cost Centre”.
    """

    at: int
    heading: str
    kind: int
    name_rank: int
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the three stand (from 0), and how their headings are written.

    ``dates`` holds the payment's date first, then the document's, where both stand;
    ``amounts`` those that may be the amount, the likeliest first.
    """

    supplier: int
    amounts: tuple[AmountColumn, ...]
    dates: tuple[int, ...]
    header: tuple[str, ...]
    currency: int | None = None

    @property
    def amount(self) -> int:
        return self.amounts[0].at

    @property
    def headings(self) -> tuple[str, str, str]:
        """The headings of supplier, amount and date."""
        return self.header[self.supplier], self.amounts[0].heading, self.header[self.dates[0]]

    def of_amount(self, amount: AmountColumn) -> "Columns":
        """The same, now that one is known to hold the amount."""
        return replace(self, amounts=(amount,))


Words = tuple[str, ...]


def _each(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTY = ("supplier", "vendor", "payee", "beneficiary", "merchant", "creditor", "recipient")
_NOT_A_NAME = _each(
    """
    id number no code ref reference type category postcode address vat registered town sme
    status account group country original site charity voluntary class sector
    """
)
_NOT_AN_AMOUNT = _each(
    """
    annual contract total_contract rate code desc description type budget unit quantity id
    number no ref reference date year period band range currency cur status key percent
    centre center element category
    """
)
_OF_MONEY = _each(
    """
    amount amt spend spent expenditure value sum cost price payment payments paid pay total
    pounds gbp sterling net gross debit credit inc incl including inclusive ex exc excl
    excluding exclusive vat tax less of the in and or for to invoice invoiced line item
    transaction trans billing billed original foreign actual supplier vendor ledger document
    doc posted base local
    """
)
_NOT_A_DATE = _each(
    """
    start end expiry expires award awarded review due order month year signed from to until
    period renewal extension created
    """
)
_REGISTER = frozenset({"end", "expiry", "expires", "start", "renewal"})
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_JOINED = re.compile(
    r"(supplier|vendor|payee|beneficiary|merchant|creditor|recipient|payment|invoice|transaction"
    r"|posting|document|net|gross|amount|paid)"
    r"(name|date|amount|value|number|no|id|code|ref|reference|postcode|type|paid)"
)


def words(heading: Any) -> Words:
    """The words of a heading in small letters; a pound sign is the word ``pounds``.

    Words written as one are parted: “SupplierName”, “VATAmount”, “paymentdate”.
    """
    text = "" if heading is None else str(heading).replace("£", " pounds ")
    parted: list[str] = []
    for word in map(str.lower, _CAMEL.findall(text)):
        joined = _JOINED.fullmatch(word)
        parted += joined.groups() if joined else [word]
    return tuple(parted)


def columns(header: Sequence[Any]) -> Columns | None:
    """The columns of a header row, or None where it does not hold all three."""
    said = [words(heading) for heading in header]
    texts = tuple("" if heading is None else str(heading).strip() for heading in header)
    supplier = _best(said, _supplier)
    payment, document = _best(said, _payment_date), _best(said, _document_date)
    dates = tuple(at for at in (payment, document) if at is not None)
    if supplier is None or not dates or supplier in dates:
        return None
    amounts = [
        AmountColumn(at, texts[at], *judged)
        for at, heading in enumerate(said)
        if at not in {supplier, *dates} and (judged := _amount(heading)) is not None
    ]
    if not amounts:
        return None
    # Of those as likely as each other, the first.
    amounts.sort(key=lambda column: (column.is_doubtful, column.kind, column.name_rank))
    return Columns(supplier, tuple(amounts), dates, texts, _best(said, _currency))


def is_contract_register(header: Sequence[Any]) -> bool:
    """Whether a header is that of a list of contracts: contracts that start and end."""
    said = [words(heading) for heading in header]
    ends = any(set(heading) & _REGISTER for heading in said)
    return ends and any("contract" in heading or "contracts" in heading for heading in said)


def _best(said: list[Words], rank: Callable[[Words], int | None]) -> int | None:
    """The first column of the lowest rank; None where no column has one."""
    ranked = [
        (r, at) for at, heading in enumerate(said) if heading and (r := rank(heading)) is not None
    ]
    return min(ranked)[1] if ranked else None


def _supplier(heading: Words) -> int | None:
    said = set(heading)
    if heading in {
        ("paid", "to"),
        ("payable", "to"),
        ("company", "name"),
        ("organisation", "paid"),
    }:
        return 50
    if not said & {*_PARTY, *(f"{party}s" for party in _PARTY)}:
        return None
    if "name" in said:
        return 0 if not said & (_NOT_A_NAME - {"registered"}) else 20
    if not said & _NOT_A_NAME:
        return 5 + len(heading)
    # Some publish the name under a heading such as “Supplier ID(T)”: T for text.
    return 60 if heading == ("supplier", "id", "t") else None


def _amount(heading: Words) -> tuple[int, int, bool] | None:
    """Kind, rank of the name and whether it is doubtful; None where it is no amount."""
    said = set(heading)
    if said & _NOT_AN_AMOUNT:
        return None
    net, gross = _is_net(heading), bool(said & {"inc", "incl", "including", "inclusive", "gross"})
    if said & {"vat", "tax"} and not net and not gross:
        return None
    known = said & {
        "amount", "amt", "spend", "spent", "expenditure", "value", "sum", "cost", "price",
        "payment", "paid",
    }  # fmt: skip
    total = said & {"total", "pounds", "gbp", "net", "gross", "debit"}
    if not (known | total) - {"payment", "paid"}:
        return None
    # A total beside an amount is of more than one line, or has VAT in it; a price is of one unit.
    kind = 0 if net else 40 if gross else 30 if "total" in said else 20
    kind += 5 if "price" in said else 0
    kind += 100 if said & {"original", "foreign"} else 0
    kind -= 5 if said & {"billing", "billed"} else 0
    rank = 0 if said & {"amount", "amt"} else 1 if known else 2
    return kind, rank, any(len(word) > 1 and word not in _OF_MONEY for word in heading)


def _is_net(heading: Words) -> bool:
    text = " ".join(heading)
    return bool(re.search(r"\bnet\b|\bex(c|cl|cluding|clusive)?( of)? vat\b|\bless vat\b", text))


def _payment_date(heading: Words) -> int | None:
    said = set(heading)
    if said & _NOT_A_DATE:
        return None
    if said & {"payment", "paid", "pay", "clearing", "cleared", "remittance"} and "date" in said:
        return 0
    return 1 if heading == ("paid", "on") else None


def _document_date(heading: Words) -> int | None:
    said = set(heading)
    if said & _NOT_A_DATE or _payment_date(heading) is not None:
        return None
    if "date" in said or "dated" in said:
        if heading == ("date",):
            return 0
        if said & {"transaction", "trans", "posting", "posted", "effective"}:
            return 1
        return 2 if said & {"invoice", "doc", "document", "gl", "tax"} else 3
    return 4 if heading in {("updated",), ("posted",), ("day",)} else None


def _currency(heading: Words) -> int | None:
    said = set(heading)
    if not said & {"currency", "cur", "ccy"} or said & {"original", "amount", "amt", "rate"}:
        return None
    return 0 if said & {"billing", "billed"} else 1
