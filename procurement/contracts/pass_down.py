"""What does a contract ask its contractor to pass on, and is it passed on?

Three things can be asked: a term in which those below are paid, a share of the value that is spent
with social enterprises, and a share of the hours that are worked by those furthest from the labour
market. None is of law: each is agreed between the two sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from operator import itemgetter

from procurement.contracts.social_delivery import ClauseDelivery, Delivered, Due, delivery_on
from procurement.ground.exact import Exact, exact, in_full
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions

LONGEST_TERM = 60
"""Days: no longer term is worth passing on. The law of payment may want a shorter one."""


_LEAST_SHARE = Decimal("0.01")
"""Per cent, and the step from one share to the next."""


class PassDownState(StrEnum):
    """Where one stands that was proposed."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    REPLACED = "replaced"


PASS_DOWN: Transitions[PassDownState] = Transitions(
    "pass-down",
    {
        "agree": ({PassDownState.PROPOSED}, PassDownState.AGREED),
        "decline": ({PassDownState.PROPOSED}, PassDownState.DECLINED),
        "replace": ({PassDownState.PROPOSED, PassDownState.AGREED}, PassDownState.REPLACED),
    },
)
"""``replace`` when another is proposed instead, or agreed instead: the former stays to be read."""


@dataclass(frozen=True, slots=True)
class PassDownTerms:
    """What is asked; None where nothing is. Shares in per cent, from 0.01 to 100."""

    payment_days: int | None = None
    """The longest term, in days, on which the contractor pays those below it."""
    social_share: Decimal | None = None
    """Of the contract's value without VAT, to be spent with verified social enterprises."""
    labour_share: Decimal | None = None
    """Of all hours worked under the contract, by those furthest from the labour market."""


def check_pass_down(terms: PassDownTerms) -> None:
    """Refuses one that asks nothing, a term of no days or very many, a share that is none."""
    faults = []
    if (terms.payment_days, terms.social_share, terms.labour_share) == (None, None, None):
        sentence = "Ask for at least one of the three; leave empty what is not asked."
        faults.append(Refusal(sentence))
    if terms.payment_days is not None and not 1 <= terms.payment_days <= LONGEST_TERM:
        sentence = f"Give a term from 1 to {LONGEST_TERM} days, such as 7."
        faults.append(Refusal(sentence, field="payment_days"))
    for field in ("social_share", "labour_share"):
        share = getattr(terms, field)
        if share is not None and not (_LEAST_SHARE <= share <= 100 and share % _LEAST_SHARE == 0):
            sentence = (
                "Give a share from 0.01 to 100 per cent, with two decimals at most, such as 10."
            )
            faults.append(Refusal(sentence, field=field))
    refuse_if_any(faults)


def before_proposing(*, buyer_signed: bool, supplier_signed: bool, for_buyer: bool) -> None:
    """Refuses while one signature is there and the other is not, and the supplier before both:
    what is signed with the terms is the buyer's to write, and stays as it was signed."""
    if buyer_signed != supplier_signed:
        raise Refusal(
            "One side has signed the contract as it stands. Propose this once both have signed."
        )
    if not for_buyer and not supplier_signed:
        raise Refusal("Until the contract is signed, its buyer proposes what is passed on.")


def before_declining(*, buyer_signed: bool, supplier_signed: bool, is_from_above: bool) -> None:
    """Refuses while exactly one side has signed: what it signed the contract with stays in it; and
    until both have what the contract above asks for, which is not the buyer's to leave out."""
    if buyer_signed != supplier_signed:
        raise Refusal(
            "One side has signed the contract with this in it. It can be declined before anybody "
            "signs; once both have, propose something else."
        )
    if is_from_above and not supplier_signed:
        raise Refusal(
            "The contract above asks for this, so it stays in this contract. Whoever does not want "
            "it does not sign; ask the buyer whether the contract above can be changed."
        )


def before_passing_on(payment_days: int, longest: int | None) -> None:
    """Refuses a term below a contract that is longer than the contracts above it let it be.

    ``longest`` in days; None where none of them asks for a term.
    """
    if longest is None or payment_days <= longest:
        return
    days = "1 day" if longest == 1 else f"{longest} days"
    raise Refusal(
        f"The contract above asks that everybody below it is paid within {days}. Give {days} or "
        "fewer; a longer term can be agreed with its buyer on the page of that contract.",
        field="payment_days",
    )


@dataclass(frozen=True, slots=True)
class Above:
    """What a contract above asks to be passed on, and how it is called by those below."""

    name: str
    terms: PassDownTerms


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a contract takes over from those above it: the strictest of each, and from which."""

    payment: tuple[int, str] | None
    social: tuple[Decimal, str] | None
    labour: tuple[Decimal, str] | None

    @property
    def is_any(self) -> bool:
        return any((self.payment, self.social, self.labour))

    @property
    def terms(self) -> PassDownTerms:
        return PassDownTerms(
            self.payment[0] if self.payment else None,
            self.social[0] if self.social else None,
            self.labour[0] if self.labour else None,
        )


def inherited(above: Sequence[Above], *, is_social: bool) -> Inherited:
    """``is_social``: the contractor is a verified social enterprise. What it is paid is spent with
    one already, so no share of that has to be passed on once more."""
    days = [(one.terms.payment_days, one.name) for one in above if one.terms.payment_days]
    social = [(one.terms.social_share, one.name) for one in above if one.terms.social_share]
    labour = [(one.terms.labour_share, one.name) for one in above if one.terms.labour_share]
    return Inherited(
        min(days, key=itemgetter(0), default=None),
        None if is_social else max(social, key=itemgetter(0), default=None),
        max(labour, key=itemgetter(0), default=None),
    )


def before_weakening(asked: PassDownTerms, taken_over: PassDownTerms) -> None:
    """Refuses, until a contract is signed, less than what it took over from the contract above."""
    above = inherited([Above("The contract above", taken_over)], is_social=False)
    before_asking_less(asked, above, days_field="payment_days")


def before_asking_less(
    asked: PassDownTerms, from_above: Inherited, *, days_field: str = "passed_days"
) -> None:
    """Refuses what contradicts the contracts above: a longer term, or a smaller share; each at its
    field."""
    faults = []
    if from_above.payment is not None:
        longest, name = from_above.payment
        if asked.payment_days is None or asked.payment_days > longest:
            days = "1 day" if longest == 1 else f"{longest} days"
            sentence = f"{name} asks that all below are paid within {days}. Give {days} or fewer."
            faults.append(Refusal(sentence, field=days_field))
    for part, share, field, of in (
        (from_above.social, asked.social_share, "social_share", "is spent with social enterprises"),
        (from_above.labour, asked.labour_share, "labour_share", "of the hours is worked so"),
    ):
        if part is not None and (share is None or share < part[0]):
            sentence = (
                f"{part[1]} asks that {in_full(part[0])}% {of}. Give {in_full(part[0])} or more."
            )
            faults.append(Refusal(sentence, field=field))
    refuse_if_any(faults)


@dataclass(frozen=True, slots=True)
class MonthOfHours:
    """What was returned for one month; ``on`` is its last day."""

    on: date
    hours: Decimal
    furthest: Decimal
    is_confirmed: bool


def labour_delivery(
    share: Decimal | None, months: Sequence[MonthOfHours], today: date
) -> ClauseDelivery:
    """The hours by those furthest against the share of all hours returned; none asked, none due."""
    part = _part(share)
    return _standing(
        "hours",
        [Due("hours", month.on, part * exact(month.hours)) for month in months],
        [
            Delivered("hours", month.on, exact(month.furthest), month.is_confirmed)
            for month in months
            if month.furthest > 0
        ],
        today,
    )


def social_spending(
    share: Decimal | None,
    stages: Sequence[tuple[date, Money]],
    paid: Sequence[tuple[date, Money]],
    today: date,
) -> ClauseDelivery:
    """Pence paid to social enterprises against the share of what was due of the contract.

    ``stages``: the contract's milestones by their days; ``paid``: net sums by the day of payment.
    """
    part = _part(share)
    by_day: dict[date, int] = {}
    for day, amount in paid:
        by_day[day] = by_day.get(day, 0) + amount.pence
    return _standing(
        "spent",
        [Due("spent", day, part * amount.pence) for day, amount in stages],
        [Delivered("spent", day, pence, True) for day, pence in by_day.items() if pence > 0],
        today,
    )


def _part(share: Decimal | None) -> Exact:
    return Fraction(exact(share)) / 100 if share is not None else 0


def _standing(
    clause: str, schedule: Sequence[Due], deliveries: Sequence[Delivered], today: date
) -> ClauseDelivery:
    """One clause as it stands, also where nothing is due or delivered yet."""
    [standing] = delivery_on(today, [Due(clause, today, 0), *schedule], deliveries)
    return standing
