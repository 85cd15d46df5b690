"""Which columns of a sheet of spending hold supplier, amount and date?

Headings are judged by the words in them. Where net and gross both stand, net is
taken; where billed and original currency both stand, billed. The date is the
payment's, else the document's.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the three stand (from 0), and how their headings are written.

    ``dates`` holds the payment's date first, then the document's, where both stand.
    """

    supplier: int
    amount: int
    dates: tuple[int, ...]
    headings: tuple[str, str, str]
    currency: int | None = None


Words = tuple[str, ...]

_PARTY = ("supplier", "vendor", "payee", "beneficiary", "merchant", "creditor", "recipient")
_NOT_A_NAME = frozenset(
    {
        "id",
        "number",
        "no",
        "code",
        "ref",
        "reference",
        "type",
        "category",
        "postcode",
        "address",
        "vat",
        "registered",
        "town",
        "sme",
        "status",
        "account",
        "group",
        "country",
        "original",
        "site",
        "charity",
        "voluntary",
        "class",
        "sector",
    }
)
_NOT_AN_AMOUNT = frozenset(
    {
        "annual",
        "contract",
        "total_contract",
        "rate",
        "code",
        "desc",
        "description",
        "type",
        "budget",
        "unit",
        "quantity",
        "id",
        "number",
        "no",
        "ref",
        "reference",
        "date",
        "year",
        "period",
        "band",
        "range",
        "currency",
        "cur",
        "status",
        "key",
        "percent",
    }
)
_NOT_A_DATE = frozenset(
    {
        "start",
        "end",
        "expiry",
        "expires",
        "award",
        "awarded",
        "review",
        "due",
        "order",
        "month",
        "year",
        "signed",
        "from",
        "to",
        "until",
        "period",
        "renewal",
        "extension",
        "created",
    }
)
_REGISTER = frozenset({"end", "expiry", "expires", "start", "renewal"})


def words(heading: Any) -> Words:
    """The words of a heading in small letters; a pound sign is the word ``pounds``."""
    text = "" if heading is None else str(heading)
    return tuple(re.findall(r"[a-z]+", text.lower().replace("£", " pounds ")))


def columns(header: Sequence[Any]) -> Columns | None:
    """The columns of a header row, or None where it does not hold all three."""
    said = [words(heading) for heading in header]
    supplier = _best(said, _supplier)
    amount = _best(said, _amount)
    payment, document = _best(said, _payment_date), _best(said, _document_date)
    dates = tuple(at for at in (payment, document) if at is not None)
    if supplier is None or amount is None or not dates:
        return None
    if len({supplier, amount, *dates}) < 2 + len(dates):
        return None
    headings = (
        str(header[supplier]).strip(),
        str(header[amount]).strip(),
        str(header[dates[0]]).strip(),
    )
    return Columns(supplier, amount, dates, headings, _best(said, _currency))


def is_contract_register(header: Sequence[Any]) -> bool:
    """Whether a header is that of a list of contracts: contracts that start and end."""
    said = [words(heading) for heading in header]
    ends = any(set(w) & _REGISTER for w in said)
    return ends and any("contract" in w or "contracts" in w for w in said)


def _best(said: list[Words], rank: Callable[[Words], int | None]) -> int | None:
    """The first column of the lowest rank; None where no column has one."""
    ranked = [(r, at) for at, w in enumerate(said) if w and (r := rank(w)) is not None]
    return min(ranked)[1] if ranked else None


def _supplier(w: Words) -> int | None:
    heading = set(w)
    if w in {("paid", "to"), ("payable", "to"), ("company", "name"), ("organisation", "paid")}:
        return 50
    if not heading & {*_PARTY, *(f"{party}s" for party in _PARTY)}:
        return None
    if "name" in heading:
        return 0 if not heading & (_NOT_A_NAME - {"registered"}) else 20
    if not heading & _NOT_A_NAME:
        return 5 + len(w)
    # Some publish the name under a heading such as “Supplier ID(T)”: T for text.
    return 60 if w == ("supplier", "id", "t") else None


def _amount(w: Words) -> int | None:
    heading = set(w)
    if heading & _NOT_AN_AMOUNT:
        return None
    net = _is_net(w)
    if heading & {"vat", "tax"} and not net and not heading & {"inc", "incl", "including", "gross"}:
        return None
    known = heading & {"amount", "amt", "spend", "value", "sum", "cost", "price", "payment", "paid"}
    total = heading & {"total", "pounds", "gbp", "net", "gross", "debit"}
    if not known and not total:
        return None
    if (heading & {"payment", "paid", "invoice"}) and not (known | total) - {"payment", "paid"}:
        return None
    rank = 0 if net else 40 if heading & {"gross", "inc", "incl", "including"} else 20
    rank += 100 if heading & {"original", "foreign"} else 0
    rank -= 5 if heading & {"billing", "billed"} else 0
    rank += 0 if known else 5
    return rank + (3 if "number" in heading else 0)


def _is_net(w: Words) -> bool:
    text = " ".join(w)
    return bool(re.search(r"\bnet\b|\bex(c|cl|cluding|clusive)?( of)? vat\b|\bless vat\b", text))


def _payment_date(w: Words) -> int | None:
    heading = set(w)
    if heading & _NOT_A_DATE:
        return None
    if (
        heading & {"payment", "paid", "pay", "clearing", "cleared", "remittance"}
        and "date" in heading
    ):
        return 0
    return 1 if w == ("paid", "on") else None


def _document_date(w: Words) -> int | None:
    heading = set(w)
    if heading & _NOT_A_DATE or _payment_date(w) is not None:
        return None
    if "date" in heading or "dated" in heading:
        if w == ("date",):
            return 0
        if heading & {"transaction", "trans", "posting", "posted", "effective"}:
            return 1
        return 2 if heading & {"invoice", "doc", "document", "gl", "tax"} else 3
    return 4 if w in {("updated",), ("posted",), ("day",)} else None


def _currency(w: Words) -> int | None:
    heading = set(w)
    if not heading & {"currency", "cur", "ccy"} or heading & {"original", "amount", "amt", "rate"}:
        return None
    return 0 if heading & {"billing", "billed"} else 1
