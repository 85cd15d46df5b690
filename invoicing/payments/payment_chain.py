"""By which day must each firm down a chain of sub-contracts be paid?

Procurement Act 2023 s73 puts the thirty days into every sub-contract made wholly or
substantially to perform a public contract (general knowledge: the section was not
among the sources read). Under a private contract each link has its own law.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from invoicing.payments.payment_terms import SEVEN_DAYS, Due, due
from procurement.ground.holidays import SHIPPED, Holidays
from procurement.tendering.regime import Regime


@dataclass(frozen=True, slots=True)
class Link:
    """One firm's invoice to the firm above it; ``terms`` in days as agreed between the two."""

    payee: str
    received: date
    terms: int = SEVEN_DAYS


@dataclass(frozen=True, slots=True)
class LinkDue:
    """When one link must be paid. ``is_slower``: on longer terms than the firm paying it has."""

    link: Link
    due: Due
    is_slower: bool


def down_the_chain(
    links: Sequence[Link], regime: Regime, holidays: Holidays = SHIPPED
) -> list[LinkDue]:
    """The due dates from the main contract (first) down, each counted from its own receipt.

    No link waits for the one above it: a term that pays only when paid is no
    reason to pay late by law.
    """
    chain = []
    for above, link in zip([None, *links], links, strict=False):
        is_slower = above is not None and link.terms > above.terms
        chain.append(LinkDue(link, due(link.received, regime, link.terms, holidays), is_slower))
    return chain
