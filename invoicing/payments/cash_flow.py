"""When will the money come, by how each payer has really paid?

An open invoice is expected after as many days as its payer took for what it
paid before: the middle of them, with a quick and a slow case beside it. Where a
payer has paid too little to tell, the invoice's due date is taken and said so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

ENOUGH = 3
"""As many paid invoices tell how a payer pays."""


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """What a payer did before."""

    payer: str
    received_on: date
    paid_on: date

    @property
    def days(self) -> int:
        return (self.paid_on - self.received_on).days


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """What is still owed; negative for a credit note not yet set off."""

    reference: str
    payer: str
    received_on: date
    due_on: date
    owed: Money


@dataclass(frozen=True, slots=True)
class PaymentHabit:
    """Days from receipt to payment: a quarter within ``quick``, half, three quarters."""

    quick: int
    middle: int
    slow: int
    invoices: int


@dataclass(frozen=True, slots=True)
class Expected:
    """When an open invoice is expected; ``rests_on`` 0 paid invoices means its due date."""

    reference: str
    payer: str
    owed: Money
    quick_on: date
    middle_on: date
    slow_on: date
    rests_on: int


@dataclass(frozen=True, slots=True)
class Week:
    """Money expected in the week from a Monday, in each of the three cases."""

    monday: date
    quick: Money
    middle: Money
    slow: Money


def payment_habit(paid: Sequence[PaidInvoice]) -> PaymentHabit:
    """How a payer pays, from at least one paid invoice."""
    days = sorted(invoice.days for invoice in paid)
    if not days or days[0] < 0:
        raise Refusal("A payment habit needs invoices paid on or after the day they came.")
    quick, middle, slow = (_quantile(days, quarters) for quarters in (1, 2, 3))
    return PaymentHabit(quick, middle, slow, len(days))


def expected(
    open_invoices: Iterable[OpenInvoice], paid: Iterable[PaidInvoice], today: date
) -> tuple[Expected, ...]:
    """When each open invoice is expected, never before today, the earliest first."""
    history: dict[str, list[PaidInvoice]] = {}
    for invoice in paid:
        history.setdefault(invoice.payer, []).append(invoice)
    expectations = [
        _expect(invoice, history.get(invoice.payer, []), today) for invoice in open_invoices
    ]
    return tuple(sorted(expectations, key=lambda e: (e.middle_on, e.reference)))


def weeks(forecast: Iterable[Expected]) -> tuple[Week, ...]:
    """What is expected week by week, with the empty weeks in between."""
    sums: dict[date, list[Money]] = {}
    for line in forecast:
        for case, day in enumerate((line.quick_on, line.middle_on, line.slow_on)):
            sums.setdefault(_monday(day), [Money(0)] * 3)[case] += line.owed
    if not sums:
        return ()
    first, last = min(sums), max(sums)
    mondays = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    return tuple(Week(monday, *sums.get(monday, [Money(0)] * 3)) for monday in mondays)


def _expect(invoice: OpenInvoice, before: Sequence[PaidInvoice], today: date) -> Expected:
    if len(before) >= ENOUGH:
        habit = payment_habit(before)
        days = [
            invoice.received_on + timedelta(days=number)
            for number in (habit.quick, habit.middle, habit.slow)
        ]
    else:
        days = [invoice.due_on] * 3
    quick, middle, slow = (max(day, today) for day in days)
    rests_on = len(before) if len(before) >= ENOUGH else 0
    return Expected(invoice.reference, invoice.payer, invoice.owed, quick, middle, slow, rests_on)


def _quantile(days: Sequence[int], quarters: int) -> int:
    """The smallest number of days within which so many quarters of invoices were paid."""
    return days[-(-len(days) * quarters // 4) - 1]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
