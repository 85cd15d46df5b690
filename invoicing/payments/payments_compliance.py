"""What must an authority's payments compliance notice say, and by when?

Procurement Act 2023 s69; Procurement Regulations 2024 (SI 2024/692) reg 38; notice
UK17. Its periods, of half a year but the first: ``payments_compliance_period``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from invoicing.payments.payer_performance import SIXTY, THIRTY
from procurement.ground.exact import two_places
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any


@dataclass(frozen=True, slots=True)
class ComplianceCounts:
    """What the figures are worked out from: invoices under public contracts that were paid in the
    period, how many days each took (the day after receipt is day 1), what fell due in the period
    including VAT, and what of that was not paid by its end."""

    paid: int
    days: Fraction
    within_30: int
    days_31_to_60: int
    over_60: int
    payable: Money
    not_paid: Money

    def __add__(self, other: "ComplianceCounts") -> "ComplianceCounts":
        return ComplianceCounts(
            self.paid + other.paid,
            self.days + other.days,
            self.within_30 + other.within_30,
            self.days_31_to_60 + other.days_31_to_60,
            self.over_60 + other.over_60,
            self.payable + other.payable,
            self.not_paid + other.not_paid,
        )

    @property
    def mean_days(self) -> Fraction | None:
        """None, as of each figure below: there is nothing to measure."""
        return self.days / self.paid if self.paid else None

    @property
    def within_30_percent(self) -> Fraction | None:
        return self._percent(self.within_30)

    @property
    def days_31_to_60_percent(self) -> Fraction | None:
        return self._percent(self.days_31_to_60)

    @property
    def over_60_percent(self) -> Fraction | None:
        return self._percent(self.over_60)

    @property
    def not_paid_percent(self) -> Fraction | None:
        """Of the sums that became payable in the period, those not paid in it."""
        return Fraction(100 * self.not_paid.pence, self.payable.pence) if self.payable else None

    def _percent(self, part: int) -> Fraction | None:
        return Fraction(100 * part, self.paid) if self.paid else None


def counted(taken: Mapping[int, int], payable: Money, not_paid: Money) -> ComplianceCounts:
    """From how many of the invoices paid in the period took how many days."""
    return ComplianceCounts(
        paid=sum(taken.values()),
        days=Fraction(sum(days * count for days, count in taken.items())),
        within_30=sum(count for days, count in taken.items() if days <= THIRTY),
        days_31_to_60=sum(count for days, count in taken.items() if THIRTY < days <= SIXTY),
        over_60=sum(count for days, count in taken.items() if days > SIXTY),
        payable=payable,
        not_paid=not_paid,
    )


@dataclass(frozen=True, slots=True)
class LedgerFigures:
    """What an authority says of its other invoices, from its own ledger; the mean is of those paid."""

    paid: int
    mean_days: Decimal
    within_30: int
    days_31_to_60: int
    over_60: int
    payable: Money
    not_paid: Money

    def counts(self) -> ComplianceCounts:
        return ComplianceCounts(
            self.paid,
            Fraction(self.mean_days) * self.paid,
            self.within_30,
            self.days_31_to_60,
            self.over_60,
            self.payable,
            self.not_paid,
        )


NOTHING_ELSE = LedgerFigures(0, Decimal(0), 0, 0, 0, Money(0), Money(0))
"""Said by an authority all of whose invoices under public contracts are recorded here."""


def check_ledger(said: LedgerFigures) -> None:
    """Refuses figures that contradict each other, each fault at its field."""
    faults = []
    if said.within_30 + said.days_31_to_60 + said.over_60 != said.paid:
        faults.append(
            Refusal(
                "The invoices paid within 30 days, in 31 to 60 days and later must add up to all "
                "that were paid.",
                field="paid",
            )
        )
    elif wrong := _mean_wrong(said):
        faults.append(Refusal(wrong, field="mean_days"))
    faults += [
        Refusal("This cannot be below 0.", field=name)
        for name, value in (
            ("payable", said.payable),
            ("not_paid", said.not_paid),
        )
        if value < Money(0)
    ]
    if said.not_paid > said.payable:
        faults.append(
            Refusal("More cannot be unpaid than became payable (reg 38).", field="not_paid")
        )
    refuse_if_any(faults)


_ROUNDED = Fraction(1, 200)
"""By how many days a mean that is given to two places may differ from the exact one."""

_LONGEST_MEAN = 3650
"""Days: ten years are taken for a slip of the pen."""


def _mean_wrong(said: LedgerFigures) -> str:
    """What the days of all invoices together, as the mean has them, say against how many took how
    long; empty where nothing does."""
    if said.mean_days < 0:
        return "This cannot be below 0."
    if not said.paid:
        return "Nothing was paid, so there is no mean." if said.mean_days else ""
    if said.mean_days > _LONGEST_MEAN:
        return f"Enter days: a mean of more than {_LONGEST_MEAN:,} cannot be right."
    mean, paid = Fraction(said.mean_days), said.paid
    least = Fraction((THIRTY + 1) * said.days_31_to_60 + (SIXTY + 1) * said.over_60, paid)
    if mean + _ROUNDED < least:
        return (
            f"With so many paid after more than {THIRTY} days, the mean is {two_places(least)} days "
            "or more."
        )
    most = Fraction(THIRTY * said.within_30 + SIXTY * said.days_31_to_60, paid)
    if not said.over_60 and mean - _ROUNDED > most:
        return (
            f"With none paid after more than {SIXTY} days, and so many within {THIRTY}, the mean is "
            f"{two_places(most)} days or less."
        )
    return ""


def refuse_unapproved(approver: str, title: str) -> None:
    """Refuse a notice without the finance director (or the like) who approved it (reg 38)."""
    faults = []
    if not approver.strip():
        faults.append(Refusal("Name the director who approved the figures.", field="approver"))
    if not title.strip():
        faults.append(Refusal("Give the title of who approved the figures.", field="title"))
    refuse_if_any(faults)
