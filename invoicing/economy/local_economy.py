"""How much money was brought into the local economy?

No published source defines it, so it is defined here: money received by
counted enterprises of a place, from paid contract invoices (net of VAT, and net
of what goes onward along the chain of sub-contracts to another counted
enterprise), from grants and from other outside funding. Each pound once, on the
day of the cash, with its source and how well it is proven. A pledge never
counts, and the multiplier stands beside the sum, never inside it.

Four stages are told apart and never added together: pledged, committed
(awarded), invoiced, received. Where an enterprise counts is copied onto the
entry on its day, so that a later move rewrites no past quarter.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic

from procurement.ground.ids import Id
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.ground.theme import Theme


class MoneyStage(StrEnum):
    """How far the money has come. A sum is always of one stage."""

    PLEDGED = "pledged"
    COMMITTED = "committed"
    INVOICED = "invoiced"
    RECEIVED = "received"


class Source(StrEnum):
    """Which of the three kinds of money."""

    CONTRACT = "contract"
    GRANT = "grant"
    OTHER_FUNDING = "other_funding"


class Assurance(StrEnum):
    """How well a line is proven, best first."""

    PLATFORM_VERIFIED = "platform_verified"
    """By a payment on record here; whether Stripe saw it, or on whose word it is, the payment says."""
    EVIDENCED = "evidenced"
    DECLARED = "declared"


class Dimension(StrEnum):
    """What totals of a place can be taken by."""

    THEME = "theme"
    BUYER = "buyer"
    QUARTER = "quarter"
    ORGANISATION = "organisation"
    SOURCE = "source"
    ASSURANCE = "assurance"


@dataclass(frozen=True, slots=True)
class MoneyHolder(Generic[Id]):
    """An organisation, and the slugs of the places where it counts on the day.

    It counts where it is a social enterprise and inside the place; a hospital,
    or an enterprise elsewhere, counts nowhere.
    """

    organisation: Id
    counted_in: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Movement(Generic[Id]):
    """Money of one stage on its way from a payer to a receiver.

    ``proof`` names what proves it, once for each stage ("allocation 17").
    ``chain`` runs from the buyer or funder at the head to the payer, so that of
    a plain contract it is just the buyer. ``net`` is without VAT, negative
    for a refund.
    """

    stage: MoneyStage
    proof: str
    source: Source
    chain: tuple[MoneyHolder[Id], ...]
    receiver: MoneyHolder[Id]
    net: Money
    on: date
    theme: str
    assurance: Assurance


@dataclass(frozen=True, slots=True)
class Entry(Generic[Id]):
    """One line of the ledger; ``net`` is negative where money went onward."""

    stage: MoneyStage
    proof: str
    source: Source
    organisation: Id
    buyer: Id
    net: Money
    on: date
    theme: str
    places: frozenset[str]
    assurance: Assurance

    @property
    def quarter(self) -> str:
        return quarter(self.on)


def quarter(day: date) -> str:
    """The calendar quarter of a day: ``2026 Q4``."""
    return f"{day.year} Q{(day.month + 2) // 3}"


def entries(movement: Movement[Id]) -> tuple[Entry[Id], ...]:
    """The lines a movement makes: what the receiver got, less what was counted upstream.

    In each place the nearest enterprise up the chain that counts there has
    already been counted for this money, so the same sum is taken off it; an
    enterprise in between that does not count changes nothing. Both lines carry
    the buyer at the head, the day and the theme, so no total by these moves.
    Empty where the receiver counts nowhere. Refuses an unknown theme, a missing
    proof and a movement that nobody paid.
    """
    _check(movement)
    if not movement.receiver.counted_in:
        return ()
    receiver = movement.receiver
    lines = [_line(movement, receiver.organisation, movement.net, receiver.counted_in)]
    for organisation, places in _counted_upstream(movement).items():
        lines.append(_line(movement, organisation, -movement.net, frozenset(places)))
    return tuple(lines)


def ledger(movements: Iterable[Movement[Id]]) -> tuple[Entry[Id], ...]:
    """The lines of all movements. Refuses a proof that comes twice at one stage."""
    seen: set[tuple[MoneyStage, str]] = set()
    lines: list[Entry[Id]] = []
    for movement in movements:
        key = (movement.stage, movement.proof)
        if key in seen:
            raise Refusal(f"{movement.proof} is in the ledger already.", field="proof")
        seen.add(key)
        lines += entries(movement)
    return tuple(lines)


def total(lines: Iterable[Entry[Id]], stage: MoneyStage, place: str) -> Money:
    """What stands at one stage in one place.

    Always in one place: places overlap, and what one enterprise passes to
    another is netted where both count, so sums of two places may hold a pound
    twice. A place that covers both answers for them together.
    """
    return Money.total(line.net for line in _at(lines, stage, place))


def totals(
    lines: Iterable[Entry[Id]], stage: MoneyStage, place: str, by: Dimension
) -> dict[str, Money]:
    """What stands at one stage in one place by theme, buyer, quarter …; adds up to ``total``."""
    sums: defaultdict[str, Money] = defaultdict(lambda: Money(0))
    for line in _at(lines, stage, place):
        sums[str(getattr(line, by))] += line.net
    return dict(sorted(sums.items()))


def totals_by_place(lines: Iterable[Entry[Id]], stage: MoneyStage) -> dict[str, Money]:
    """What stands at one stage in each place; not to be added together (see ``total``)."""
    sums: defaultdict[str, Money] = defaultdict(lambda: Money(0))
    for line in lines:
        if line.stage is stage:
            for place in line.places:
                sums[place] += line.net
    return dict(sorted(sums.items()))


@dataclass(frozen=True, slots=True)
class MoneyStages:
    """The four stages side by side. There is no sum of them."""

    pledged: Money
    committed: Money
    invoiced: Money
    received: Money


def stages(lines: Iterable[Entry[Id]], place: str) -> MoneyStages:
    """The total of each stage in one place."""
    kept = list(lines)
    return MoneyStages(*(total(kept, stage, place) for stage in MoneyStage))


def _check(movement: Movement[Id]) -> None:
    if movement.theme not in set(Theme):
        known = ", ".join(theme.replace("_", " ") for theme in Theme)
        raise Refusal(f"Choose one of these themes: {known}.", field="theme")
    if not movement.proof.strip():
        raise Refusal("Name what proves this money: an invoice, an award letter.", field="proof")
    if not movement.chain:
        raise Refusal("Say who paid this money.", field="payer")


def _counted_upstream(movement: Movement[Id]) -> Mapping[Id, set[str]]:
    """Organisation → the places in which it is the nearest up the chain that counts."""
    upstream: defaultdict[Id, set[str]] = defaultdict(set)
    for place in sorted(movement.receiver.counted_in):
        for party in reversed(movement.chain):
            if place in party.counted_in:
                upstream[party.organisation].add(place)
                break
    return upstream


def _line(
    movement: Movement[Id], organisation: Id, net: Money, places: frozenset[str]
) -> Entry[Id]:
    return Entry(
        stage=movement.stage,
        proof=movement.proof,
        source=movement.source,
        organisation=organisation,
        buyer=movement.chain[0].organisation,
        net=net,
        on=movement.on,
        theme=movement.theme,
        places=places,
        assurance=movement.assurance,
    )


def _at(lines: Iterable[Entry[Id]], stage: MoneyStage, place: str) -> list[Entry[Id]]:
    return [line for line in lines if line.stage is stage and place in line.places]
