"""What was promised to a place, and how much of it has come?

A pledge is a promise of a sum by a day. It is shown beside what was received
and never counts as money brought in; what answers to a pledge is what the
pledger really paid, by the ledger.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic

from invoicing.economy.local_economy import Entry, MoneyStage
from procurement.ground.ids import Id
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any


class PledgeState(StrEnum):
    """How a pledge stands on a day."""

    OPEN = "open"
    KEPT = "kept"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Pledge(Generic[Id]):
    """A promise to bring ``amount`` to ``place`` from one day to another, both included."""

    pledger: Id
    place: str
    amount: Money
    made_on: date
    by: date
    source: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What came of a pledge; ``received`` stands beside the promise, never added to it."""

    pledged: Money
    received: Money
    state: PledgeState

    @property
    def outstanding(self) -> Money:
        return max(Money(0), self.pledged - self.received)


def check_pledge(pledge: Pledge[Id]) -> None:
    """Refuses a pledge of nothing, without a source, or that ends before it is made."""
    faults = []
    if pledge.amount <= Money(0):
        faults.append(Refusal("A pledge is of more than £0.", field="amount"))
    if not pledge.source.strip():
        faults.append(
            Refusal("Name where the pledge was made: a letter, a minute.", field="source")
        )
    if pledge.by < pledge.made_on:
        faults.append(Refusal("The pledge ends before it is made.", field="by"))
    refuse_if_any(faults)


def progress(pledge: Pledge[Id], lines: Iterable[Entry[Id]], today: date) -> Progress:
    """What the pledger paid into the place from the day of the pledge to its last day."""
    received = Money.total(
        line.net
        for line in lines
        if line.stage is MoneyStage.RECEIVED
        and line.buyer == pledge.pledger
        and pledge.place in line.places
        and pledge.made_on <= line.on <= min(pledge.by, today)
    )
    if received >= pledge.amount:
        state = PledgeState.KEPT
    else:
        state = PledgeState.MISSED if today > pledge.by else PledgeState.OPEN
    return Progress(pledge.amount, received, state)


def pledged(pledges: Iterable[Pledge[Id]], place: str, on: date) -> Money:
    """What had been promised to a place up to a day, kept or not."""
    return Money.total(p.amount for p in pledges if p.place == place and p.made_on <= on)
