"""Does a tender or a package ask for more paper than its value is worth, and for less time than it
takes?

No law says how much is too much: a draft is set beside what was answered here before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from procurement.ground.exact import plain
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

FEWEST = 3
"""So many must be known before anything is called usual."""

TOO_MUCH = Fraction(3, 2)
"""Times what is usual: more is warned of."""

NEVER_MUCH = 3
"""So many documents and promises of a package together are not warned of, whatever is usual: a
plan, and a promise or two, is what a small package needs."""


@dataclass(frozen=True, slots=True)
class Paperwork:
    """What a bidder has to read, write and report; ``value`` without options, None where open."""

    questions: int
    words: int
    """The most that the answers may have together: what a bidder feels obliged to write."""
    attachments: int
    reports: int
    """One for each social-benefit clause: how much of it was delivered, again and again."""
    value: Money | None = None
    conditions: int = 0
    """Of participation: each must be shown to be met."""
    files: int = 0
    """Documents asked for with the answers, those that may be left out too."""

    @property
    def words_per_thousand(self) -> Fraction | None:
        """Words of answer for each £1,000 of value."""
        if self.value is None or self.value.pence <= 0:
            return None
        return Fraction(self.words * 100_000, self.value.pence)

    @property
    def papers_per_ten_thousand(self) -> Fraction | None:
        """Documents and reports for each £10,000 of value."""
        if self.value is None or self.value.pence <= 0:
            return None
        return Fraction((self.attachments + self.reports) * 1_000_000, self.value.pence)


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that is counted: its name, how much of it, and what is usual; None: not known."""

    what: str
    asked: Fraction
    usual: Fraction | None
    among: str = "tenders"

    @property
    def is_much(self) -> bool:
        return self.usual is not None and self.asked > TOO_MUCH * self.usual

    @property
    def warning(self) -> str:
        """The sentence where it is much; empty otherwise."""
        if not self.is_much or self.usual is None:
            return ""
        return (
            f"{self.what}: {plain(round(self.asked, 2))}, where {plain(round(self.usual, 2))} is "
            f"usual in {self.among} that were answered here. Ask whether you will read it all."
        )


_NAMES = (
    ("questions", "Questions"),
    ("words", "Words of answers, at most"),
    ("files", "Documents to attach to answers"),
    ("attachments", "Documents to read"),
    ("conditions", "Conditions to meet and to show"),
    ("reports", "Reports during the contract"),
    ("words_per_thousand", "Words for each £1,000 of value"),
)


def counted(asked: Paperwork, answered: Sequence[Paperwork]) -> list[Counted]:
    """What a draft asks, each beside the median of tenders that were answered; without one where
    fewer than ``FEWEST`` are known."""
    return [
        Counted(name, Fraction(wanted), usual([getattr(row, field) for row in answered]))
        for field, name in _NAMES
        if (wanted := getattr(asked, field)) is not None
    ]


_OF_PACKAGES = (
    ("attachments", "Documents to read"),
    ("reports", "Promises to report on"),
    ("papers_per_ten_thousand", "Documents and promises for each £10,000 of value"),
)


def counted_of_package(asked: Paperwork, answered: Sequence[Paperwork]) -> list[Counted]:
    """The same of a package: it has no questions and no limits of words."""
    return [
        Counted(
            name, Fraction(wanted), usual([getattr(row, field) for row in answered]), "packages"
        )
        for field, name in _OF_PACKAGES
        if (wanted := getattr(asked, field)) is not None
    ]


def much_warnings(asked: Paperwork, answered: Sequence[Paperwork]) -> list[str]:
    """What a package asks for that is more than is usual here, a sentence each; ``NEVER_MUCH`` is
    not."""
    if asked.attachments + asked.reports <= NEVER_MUCH:
        return []
    return [row.warning for row in counted_of_package(asked, answered) if row.is_much]


def much_faults(asked: Paperwork, answered: Sequence[Paperwork]) -> list[Refusal]:
    """The same as faults: whoever means it says so and is not asked."""
    warnings = much_warnings(asked, answered)
    if warnings:
        warnings[-1] += " Or tick here that it is meant so."
    return [Refusal(warning, field="much_is_meant") for warning in warnings]


def usual(known: Sequence[int | Fraction | None]) -> Fraction | None:
    """The median of what is known; None where it is of fewer than ``FEWEST``."""
    values = [Fraction(value) for value in known if value is not None]
    return Fraction(median(values)) if len(values) >= FEWEST else None


@dataclass(frozen=True, slots=True)
class ConsortiumTime:
    """How many days consortia here took from coming together to their bid, and how long there is."""

    known: int
    """How many of them there were."""
    usual: Fraction | None
    """The median; None where fewer than ``FEWEST`` are known."""
    given: int | None
    """Days until the deadline of the draft; None where it has none yet."""

    @property
    def is_short(self) -> bool:
        return self.usual is not None and self.given is not None and self.given < self.usual


def short_faults(time: ConsortiumTime) -> list[Refusal]:
    """That a package closes sooner than enterprises here have needed to offer together; it is no
    rule, so whoever means it says so and is not asked."""
    if not time.is_short or time.usual is None:
        return []
    return [
        Refusal(
            f"Offers close in {time.given} days. Enterprises that offered together here took "
            f"{plain(round(time.usual, 1))}, the median of {time.known}. Give more time, or tick "
            "below that it is meant so.",
            field="closes_at",
        )
    ]


def consortium_time(taken: Sequence[int], given: int | None) -> ConsortiumTime:
    """``taken``: the days of each consortium whose bid was opened here."""
    return ConsortiumTime(len(taken), usual(taken), given)
