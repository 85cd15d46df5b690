"""Which lines of the ledger does one payment of an invoice make, and of how much?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from invoicing.economy.local_economy import Assurance, Entry, MoneyHolder, Movement, entries
from procurement.ground.exact import half_up
from procurement.ground.ids import Id
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


def net_part(net: Money, gross: Money, before: Money, received: Money) -> Money:
    """The part of an invoice's net sum that a payment brings.

    ``gross`` is what settles the invoice (with VAT where it is charged,
    less a CIS deduction, which the payer hands to HMRC for the supplier);
    ``before`` is what of it had been received; ``received`` what
    comes now, negative for a refund. Parts are differences of one rounded
    running sum, so those of a settled invoice add up exactly to its net sum.
    Refuses more than is owed, or more back than came.
    """
    if not gross:
        raise Refusal("Nothing is owed on this invoice, so no payment can belong to it.")
    after = before + received
    for reached in (before, after):
        if not min(Money(0), gross) <= reached <= max(Money(0), gross):
            raise Refusal("The payments add up to more than the invoice, or to less than nothing.")
    return _share(net, after, gross) - _share(net, before, gross)


def passed_on_parts(
    passed_on: Iterable[Money],
    net: Money,
    gross: Money,
    before: Money,
    received: Money,
) -> tuple[Money, ...]:
    """What a payment brings of each sum that is passed on.

    The sums are parts of the invoice's ``net``; the rest are those of
    ``net_part``. Each takes its share of the pence that those before it left, so that
    every penny is one enterprise's: no part is below zero (above it, for a refund),
    together they never come to more than ``net_part`` of the invoice, and those of a
    settled invoice come to what is passed on.
    """
    left = net
    had = net_part(net, gross, Money(0), before)
    comes = net_part(net, gross, before, received)
    parts = []
    for amount in passed_on:
        parts.append(net_part(amount, left, had, comes))
        had -= net_part(amount, left, Money(0), had)
        comes -= parts[-1]
        left -= amount
    return tuple(parts)


def payment_entries(
    whole: Movement[Id],
    gross: Money,
    before: Money,
    received: Money,
    passed_on: Sequence[tuple[MoneyHolder[Id], Money]] = (),
) -> tuple[Entry[Id], ...]:
    """The lines that one payment makes of an invoice from which the supplier passes sums on.

    ``whole`` is the invoice's net sum on its way to the supplier, on the day of this
    payment; ``passed_on`` says who gets how much of it, without VAT; the
    other three are those of ``net_part``. Where such an enterprise counts, its part
    stands on its own line, declared, because it was not paid through the
    marketplace, and is taken off the supplier's. An enterprise has one line for
    all places where the same is taken off, and none over nothing.
    """
    lines = list(entries(replace(whole, net=net_part(whole.net, gross, before, received))))
    parts = passed_on_parts((amount for _, amount in passed_on), whole.net, gross, before, received)
    for (receiver, _), part in zip(passed_on, parts, strict=True):
        onward = replace(
            whole,
            chain=(*whole.chain, whole.receiver),
            receiver=receiver,
            net=part,
            assurance=Assurance.DECLARED,
        )
        lines += entries(onward)
    return _one_line_in_each_place(lines)


def _one_line_in_each_place(lines: Iterable[Entry[Id]]) -> tuple[Entry[Id], ...]:
    """The same sums with an enterprise's lines made one wherever they share their places.

    What it received itself comes before what is taken off, and says how it is proven.
    """
    standing_in: defaultdict[tuple[Id, str], list[Entry[Id]]] = defaultdict(list)
    for line in lines:
        for place in sorted(line.places):
            standing_in[line.organisation, place].append(line)
    places_of: defaultdict[tuple[Entry[Id], ...], set[str]] = defaultdict(set)
    for (_, place), together in standing_in.items():
        places_of[tuple(together)].add(place)
    joined = (
        replace(
            together[0],
            net=Money.total(line.net for line in together),
            places=frozenset(places),
        )
        for together, places in places_of.items()
    )
    return tuple(line for line in joined if line.net)


def _share(net: Money, part: Money, whole: Money) -> Money:
    """``net × part ÷ whole`` in whole pence, half up away from zero."""
    return Money(half_up(Fraction(net.pence * part.pence, whole.pence)))
