"""What is wanted, at what price, by whom may it be answered, and where does it stand?

A package is a piece of work that a developer or a contractor wants done: an agreement of
two sides, with no procedure but the one that they choose here.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from procurement.ground.calendar import in_london_words, london_day
from procurement.ground.exact import in_full, in_pounds
from procurement.ground.figures import SHIPPED, Figures
from procurement.ground.money import Money, priced
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions
from procurement.organisations.organisation import Kind
from procurement.packages.clause import AskedClause, clause_faults
from procurement.tendering.regime import Authority, authority_of
from procurement.tendering.tender import STANDARD_PAYMENT_DAYS

LONGEST_PAYMENT_DAYS = 60
"""Late Payment of Commercial Debts (Interest) Act 1998, s4(3B): a longer term holds only where it is
not grossly unfair to the supplier; none longer is taken here."""


LARGEST_PRICE = Money(1_000_000_000_000_00)
"""Of one package, and of an offer for one."""


class Audience(StrEnum):
    """Who may read a package and answer it."""

    INVITED = "invited"
    PLACE = "place"
    """Every enterprise that trades in a named place."""
    EVERYONE = "everyone"


class Way(StrEnum):
    """How offers are made."""

    SEALED = "sealed"
    """Read by nobody before a moment, and all at once then."""
    OPEN = "open"
    """Read as they come, and negotiated in writing."""


class Unit(StrEnum):
    """What a rate is paid for."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    SQUARE_METRE = "square_metre"
    METRE = "metre"
    PIECE = "piece"


class PackageState(StrEnum):
    POSTED = "posted"
    CLOSED = "closed"
    CHOSEN = "chosen"
    CONTRACTED = "contracted"
    WITHDRAWN = "withdrawn"


PACKAGE: Transitions[PackageState] = Transitions(
    "package",
    {
        "close": ({PackageState.POSTED}, PackageState.CLOSED),
        "choose": ({PackageState.POSTED, PackageState.CLOSED}, PackageState.CHOSEN),
        "contract": ({PackageState.CHOSEN}, PackageState.CONTRACTED),
        "take back": ({PackageState.CHOSEN, PackageState.CONTRACTED}, PackageState.CLOSED),
        "withdraw": (
            {PackageState.POSTED, PackageState.CLOSED, PackageState.CHOSEN},
            PackageState.WITHDRAWN,
        ),
    },
)
"""``close``: no further offer is taken, and sealed ones are opened. ``take back`` is of a choice: one
of the offers that were made can be chosen again."""

AWARDED = (PackageState.CHOSEN, PackageState.CONTRACTED)
"""One offer is chosen. Below a contract or a development it is a supply-chain opportunity."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Pounds for each unit, without VAT, and how many of them are wanted."""

    pounds: Decimal
    quantity: Decimal
    unit: Unit

    @property
    def total(self) -> Money:
        return priced(self.pounds, self.quantity)

    @property
    def how_much(self) -> str:
        """The quantity with its unit, such as “200 square metres”."""
        unit = self.unit.replace("_", " ")
        return f"{in_full(self.quantity)} {unit}{'' if self.quantity == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """A package as it is to be posted; money without VAT. ``budget`` or ``rate``, never both."""

    title: str
    about: str
    starts_on: date
    ends_on: date
    audience: Audience
    way: Way
    budget: Money | None = None
    rate: Rate | None = None
    place: str = ""
    """The slug of the place whose enterprises may answer."""
    closes_at: datetime | None = None
    payment_days: int = STANDARD_PAYMENT_DAYS
    payment_reason: str = ""
    retention: Decimal = Decimal(0)
    """Per cent of each stage that is held back until the work is complete and put right."""
    terms: str = ""
    """Words, or the name of the document that holds them."""
    clauses: Sequence[AskedClause] = ()
    """What whoever is chosen is to promise."""

    @property
    def reason_for_term(self) -> str:
        """What is said of a term that is longer than the standard one; empty for any other."""
        return self.payment_reason.strip() if self.payment_days > STANDARD_PAYMENT_DAYS else ""


def check_package(facts: PackageFacts, now: datetime, figures: Figures = SHIPPED) -> None:
    """Refuses a package that nobody could answer or live on; each fault on its field."""
    faults = _work_faults(facts) + price_faults(facts, now, figures)
    if facts.audience is Audience.PLACE and not facts.place:
        faults.append(Refusal("Choose the place whose enterprises may answer.", field="place"))
    if facts.way is Way.SEALED and facts.closes_at is None:
        faults.append(Refusal("Say until when sealed offers are taken.", field="closes_at"))
    if facts.closes_at is not None and facts.closes_at <= now:
        faults.append(
            Refusal("Offers must be taken until a moment that is still to come.", field="closes_at")
        )
    faults += _term_faults(facts) + clause_faults(facts.clauses, facts.starts_on)
    refuse_if_any(faults)


def largest_faults(price: Money, field: str) -> list[Refusal]:
    """No work of one package is worth more: such a sum is a slip of the hand."""
    if price <= LARGEST_PRICE:
        return []
    return [Refusal(f"{price} is too large a sum: {LARGEST_PRICE} at most.", field=field)]


def price_faults(facts: PackageFacts, now: datetime, figures: Figures = SHIPPED) -> list[Refusal]:
    """A budget in all, or a rate; and for hours no rate below the real Living Wage of the day."""
    if (facts.budget is None) == (facts.rate is None):
        return [
            Refusal(
                "Give a budget in all, or a rate and a quantity: one of the two.", field="budget"
            )
        ]
    if facts.rate is None:
        is_nothing = facts.budget is not None and facts.budget <= Money(0)
        faults = [Refusal("The budget must be more than £0.", field="budget")] if is_nothing else []
        return faults + largest_faults(facts.budget or Money(0), "budget")
    if facts.rate.pounds <= 0 or facts.rate.quantity <= 0:
        return [Refusal("Rate and quantity must be more than 0.", field="rate")]
    if faults := largest_faults(facts.rate.total, "rate"):
        return faults
    return below_living_wage(facts.rate, london_day(now), figures, field="rate")


def below_living_wage(
    rate: Rate, day: date, figures: Figures = SHIPPED, *, field: str
) -> list[Refusal]:
    """The sentence for an hourly rate that is less than it costs to live; nothing otherwise.

    The figure is the real Living Wage of the UK (Living Wage Foundation).
    """
    if rate.unit is not Unit.HOUR:
        return []
    row = figures.on("living_wage", "uk", day, "The real Living Wage")
    least = Money(int(row.value))
    if rate.total >= priced(least.pounds, rate.quantity):
        return []
    return [
        Refusal(
            f"{in_pounds(Fraction(rate.pounds) * 100)} an hour is below the real Living Wage: {least} "
            f"an hour from {row.since:%-d %B %Y} on, in the UK. Whoever does the work must be able "
            "to live on it.",
            field=field,
        )
    ]


def before_answering(
    package: Hashable, answering: Hashable, closes_at: datetime | None, received_at: datetime
) -> None:
    """Refuses an offer by the one who wants the work, and one that comes at the moment or after it.

    ``package`` and ``answering`` are the organisations of the two sides.
    """
    if package == answering:
        raise Refusal("Nobody answers their own package.", field="organisation_id")
    if closes_at is not None and received_at >= closes_at:
        raise Refusal(
            f"Offers were taken until {in_london_words(closes_at)}. This one arrived after that, so "
            "it cannot be taken. What you typed is still here."
        )


def before_closing(way: Way, closes_at: datetime | None, now: datetime) -> None:
    """Refuses to open sealed offers before their moment."""
    if way is Way.SEALED and closes_at is not None and now < closes_at:
        raise Refusal(
            f"These offers are sealed until {in_london_words(closes_at)}. Nobody reads them before."
        )


def before_taking_back(reason: str, *, is_signed: bool) -> None:
    """Refuses to take a choice back without a reason, and once both sides have signed."""
    if is_signed:
        raise Refusal(
            "Both sides have signed the contract, so the choice stands. What is to be otherwise now, "
            "you agree with the other side."
        )
    if not reason.strip():
        raise Refusal(
            "Say why: the one that was chosen reads it, and it stays on record.", field="reason"
        )


def _work_faults(facts: PackageFacts) -> list[Refusal]:
    faults = []
    if not facts.title.strip():
        faults.append(Refusal("Give the package a title.", field="title"))
    if not facts.about.strip():
        faults.append(Refusal("Say what is to be done.", field="about"))
    if facts.ends_on < facts.starts_on:
        faults.append(Refusal("The work ends before it starts.", field="ends_on"))
    return faults


def _term_faults(facts: PackageFacts) -> list[Refusal]:
    faults = []
    if not 0 < facts.payment_days <= LONGEST_PAYMENT_DAYS:
        faults.append(
            Refusal(
                f"Invoices are paid within 1 to {LONGEST_PAYMENT_DAYS} days.", field="payment_days"
            )
        )
    elif facts.payment_days > STANDARD_PAYMENT_DAYS and not facts.payment_reason.strip():
        faults.append(
            Refusal(
                f"Say why you need longer than {STANDARD_PAYMENT_DAYS} days: whoever reads the "
                "package sees it.",
                field="payment_reason",
            )
        )
    if not 0 <= facts.retention <= 50:
        faults.append(Refusal("A retention is from 0% to 50%.", field="retention"))
    if not facts.terms.strip():
        faults.append(
            Refusal("Choose the document that holds your terms, or write them here.", field="terms")
        )
    return faults


def before_posting(kind: Kind, *, is_approved: bool, has_parent: bool, won_elsewhere: str) -> None:
    """Refuses a public body, a developer who is not confirmed, and a contractor without a contract.

    ``has_parent``: a contract of the poster here is named; ``won_elsewhere``: in words, another.
    """
    if authority_of(kind) is not Authority.NOT_PUBLIC:
        raise Refusal(
            "A public body buys by a tender and not by a package. Draft a tender instead."
        )
    if kind.buys:
        if not is_approved:
            raise Refusal(
                "The broker has not confirmed yet that your organisation is who it says. You get an "
                "e-mail; then you can post this."
            )
    elif not has_parent and not won_elsewhere.strip():
        raise Refusal(
            "Choose the contract that this work is a part of, or say here where you won it.",
            field="won_elsewhere",
        )
