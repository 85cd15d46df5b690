"""``calc due``, ``late-payment``, ``split``, ``vat``, ``cis``, ``payer``: sums to check by hand."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import click

from invoicing.billing.construction_tax import CisStatus, subcontract_payment
from invoicing.billing.vat import Vat, totals, vat_rate
from invoicing.ground.split import split as share_out
from invoicing.payments.late_payment import interest_starts, reference_rate
from invoicing.payments.late_payment import late_payment as work_out_late_payment
from invoicing.payments.payer_performance import InvoiceRecord, payer_performance
from invoicing.payments.payment_terms import SEVEN_DAYS
from invoicing.payments.payment_terms import due as work_out_due
from marketplace.commands.answers import Answer, Unusable, answers, read_object, read_table
from procurement.ground.exact import in_full, two_places
from procurement.ground.money import Money, priced
from procurement.tendering.regime import Regime

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHARE = re.compile(r"-?\d{1,12}(\.\d{1,12})?")
_AMOUNT = r"^-?\d{1,15}(\.\d{1,12})?$"
_PENCE = {"type": "integer", "minimum": 0, "maximum": 10**15}

_VAT_SHAPE: Answer = {
    "type": "object",
    "additionalProperties": False,
    "required": ["lines"],
    "properties": {
        "lines": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["quantity", "unit_price", "vat"],
                "properties": {
                    "quantity": {"type": "string", "pattern": _AMOUNT},
                    "unit_price": {"type": "string", "pattern": _AMOUNT},
                    "vat": {"enum": [str(vat) for vat in Vat]},
                },
            },
        }
    },
}

_CIS_SHAPE: Answer = {
    "type": "object",
    "additionalProperties": False,
    "required": ["labour_pence", "materials_pence", "status", "vat"],
    "properties": {
        "labour_pence": _PENCE,
        "materials_pence": _PENCE,
        "status": {"enum": [str(status) for status in CisStatus]},
        "vat": {"enum": ["standard", "reverse_charge", "not_registered"]},
    },
}


def _said(answer: Answer) -> str:
    """Each figure on its own line: pence as pounds, lists row by row."""
    return "\n".join(_rows(answer))


def _rows(answer: Answer) -> list[str]:
    rows = []
    for key, value in answer.items():
        if isinstance(value, list):
            rows += [f"{key}:"] + [f"  {_item(item)}" for item in value]
        else:
            rows.append(_figure(key, value))
    return rows


def _item(item: object) -> str:
    if isinstance(item, dict):
        return ", ".join(_figure(key, value) for key, value in item.items())
    return str(Money(item)) if isinstance(item, int) else str(item)


def _figure(key: str, value: object) -> str:
    name = key.removesuffix("_pence").replace("_", " ")
    if key.endswith("_pence") and isinstance(value, int):
        return f"{name}: {Money(value)}"
    return f"{name}: {'none' if value is None else value}"


def _day(text: str, name: str) -> date:
    try:
        if _DAY.fullmatch(text) is None:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{name}: “{text}” is not a date such as 2026-11-20.") from None


@click.command()
@click.option("--received", required=True, help="The day the invoice was received, YYYY-MM-DD.")
@click.option("--regime", required=True, type=click.Choice([str(law) for law in Regime]))
@click.option("--terms", type=int, default=SEVEN_DAYS, show_default=True, help="Days agreed.")
@answers(_said)
def due(received: str, regime: str, terms: int) -> Answer:
    """The agreed due date and the last day that the law allows.

    Agreed: receipt plus the term, moved to the banking day before where England's
    banks are shut, never later than the legal latest. Legal latest: the thirtieth
    day beginning with the day of receipt; for a private buyer, sixty days after it.
    """
    dates = work_out_due(_day(received, "received"), Regime(regime), terms)
    return {
        "agreed_due": dates.agreed_due.isoformat(),
        "legal_latest": dates.legal_latest.isoformat(),
        "regime": dates.regime,
    }


@click.command()
@click.option("--amount", required=True, help="The debt in pounds with VAT, such as 6000.00.")
@click.option("--due", "due_on", required=True, help="The last day that was in time, YYYY-MM-DD.")
@click.option("--paid", required=True, help="The day it was paid, YYYY-MM-DD.")
@answers(_said)
def late_payment(amount: str, due_on: str, paid: str) -> Answer:
    """Statutory interest and the fixed sum on a debt paid late.

    The rate is 8 percentage points above the Bank Rate of the 31 December or 30
    June before interest began, and does not move after that. Paid in time: zeros and no rate, whatever
    the rate would have been.
    """
    if len(amount) > 30:
        raise Unusable("amount: it has too many digits.")
    debt = work_out_late_payment(Money.parse(amount), _day(due_on, "due"), _day(paid, "paid"))
    rate = debt.rate_percent
    if rate is not None:
        bank_rate = reference_rate(interest_starts(_day(due_on, "due")))
        margin = in_full(rate - bank_rate.value)
        click.echo(
            f"{margin} percentage points above the Bank Rate.{bank_rate.mark.caution()}", err=True
        )
    return {
        "days": debt.days,
        "rate_percent": None if rate is None else f"{rate:.2f}",
        "interest_pence": debt.interest.pence,
        "fixed_sum_pence": debt.fixed_sum.pence,
        "total_pence": debt.total.pence,
    }


@click.command()
@click.option("--amount-pence", required=True, type=int, help="The sum in pence.")
@click.option("--shares", required=True, help="Percentages that add up to 100, such as 50,30,20.")
@answers(_said)
def split(amount_pence: int, shares: str) -> Answer:
    """Share a sum out to the penny.

    Largest remainder, ties to the earlier. A share may be 0. A negative sum (a
    credit) is split as its mirror image.
    """
    said = [share.strip() for share in shares.split(",")]
    for share in said:
        if _SHARE.fullmatch(share) is None:
            raise Unusable(f"“{share}” is not a percentage such as 33.3.")
    parts = share_out(Money(amount_pence), [Decimal(share) for share in said])
    return {"parts": [part.pence for part in parts]}


@click.command()
@click.argument("file")
@answers(_said)
def vat(file: str) -> Answer:
    """The VAT on invoice lines, by the newest rates known.

    FILE: {"lines": [{"quantity": "3", "unit_price": "19.99", "vat": "standard"}]};
    vat is standard, reduced, zero, exempt, outside, reverse_charge or
    not_registered. A line rounds half up to the penny; VAT is worked out once per
    rate on the sum. The rate is 0 wherever no VAT is charged.
    """
    given = read_object(file, _VAT_SHAPE)["lines"]
    nets = [priced(Decimal(line["unit_price"]), Decimal(line["quantity"])) for line in given]
    kinds = [Vat(line["vat"]) for line in given]
    sums = totals((net, vat, vat_rate(vat)) for net, vat in zip(nets, kinds, strict=True))
    return {
        "lines": [{"net_pence": net.pence} for net in nets],
        "rates": [
            {
                "vat": str(rate.vat),
                "rate_percent": f"{rate.rate_percent:f}",
                "net_pence": rate.net.pence,
                "vat_pence": rate.charged.pence,
            }
            for rate in sums.rates
        ],
        "net_pence": sums.net.pence,
        "vat_pence": sums.vat.pence,
        "gross_pence": sums.gross.pence,
    }


@click.command()
@click.argument("file")
@answers(_said)
def cis(file: str) -> Answer:
    """What a contractor deducts for the Construction Industry Scheme, and what it pays.

    FILE: {"labour_pence": 200000, "materials_pence": 50000, "status": "registered",
    "vat": "reverse_charge"}; status is gross, registered or unverified; vat is
    standard, reverse_charge or not_registered. The deduction is worked out on
    labour, without VAT, and rounds half up to the penny.
    """
    given = read_object(file, _CIS_SHAPE)
    payment = subcontract_payment(
        Money(given["labour_pence"]),
        Money(given["materials_pence"]),
        CisStatus(given["status"]),
        Vat(given["vat"]),
    )
    return {
        "deduction_pence": payment.deduction.pence,
        "vat_pence": payment.vat.pence,
        "payable_pence": payment.payable.pence,
    }


_COLUMNS = ["received", "agreed_due", "paid", "amount_pence", "small"]


@click.command()
@click.argument("file")
@click.option("--period-end", required=True, help="The last day of the period, YYYY-MM-DD.")
@answers(_said)
def payer(file: str, period_end: str) -> Answer:
    """How fast a buyer pays.

    FILE is a CSV with the header received,agreed_due,paid,amount_pence,small; paid
    is empty where unpaid; small is yes or no. The day after receipt is day 1. A
    payment after the period's end is not yet made. Figures with nothing to measure
    are null; an unpaid invoice is not judged by a limit that it may still meet.
    """
    performance = payer_performance(_records(file), _day(period_end, "period-end"))
    return {
        "invoices": performance.invoices,
        "paid": performance.paid,
        "mean_days": _places(performance.mean_days),
        "within_7_percent": _places(performance.within_7_percent),
        "within_30_percent": _places(performance.within_30_percent),
        "days_31_to_60_percent": _places(performance.days_31_to_60_percent),
        "over_60_percent": _places(performance.over_60_percent),
        "not_paid_in_period_percent": _places(performance.not_paid_in_period_percent),
        "tier": str(performance.tier),
    }


def _places(exact: Fraction | None) -> str | None:
    return None if exact is None else two_places(exact)


def _records(file: str) -> list[InvoiceRecord]:
    rows = read_table(file)
    if not rows or sorted(rows[0]) != sorted(_COLUMNS):
        raise Unusable(f"The header must be {','.join(_COLUMNS)}.")
    records, faults = [], []
    for number, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        try:
            records.append(_record(dict(zip(rows[0], row, strict=True))))
        except ValueError:
            faults.append(f"Row {number}: it must have {len(_COLUMNS)} columns.")
        except Unusable as wrong:
            faults += [f"Row {number}: {fault}" for fault in wrong.faults]
    if faults:
        raise Unusable(*faults)
    return records


def _record(row: dict[str, str]) -> InvoiceRecord:
    if re.fullmatch(r"\d{1,15}", row["amount_pence"]) is None:
        raise Unusable(f"amount_pence: “{row['amount_pence']}” is not a sum in whole pence.")
    if row["small"] not in {"yes", "no"}:
        raise Unusable(f"small: “{row['small']}” is neither yes nor no.")
    return InvoiceRecord(
        received=_day(row["received"], "received"),
        agreed_due=_day(row["agreed_due"], "agreed_due"),
        paid=_day(row["paid"], "paid") if row["paid"] else None,
        amount=Money(int(row["amount_pence"])),
        is_small=row["small"] == "yes",
    )
