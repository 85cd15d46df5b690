"""May this bid be submitted now, and where does it stand?"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from procurement.ground.calendar import LONDON, in_london_words
from procurement.ground.exact import in_full
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.text import count_words
from procurement.ground.transitions import Transitions
from procurement.tendering.lot import LotFacts
from procurement.tendering.tender import TenderFacts, is_closed


class BidState(StrEnum):
    """Disregarded is not a state: it is decided lot by lot in the evaluation."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    OPENED = "opened"


BID: Transitions[BidState] = Transitions(
    "bid",
    {
        "submit": ({BidState.DRAFT, BidState.WITHDRAWN}, BidState.SUBMITTED),
        "replace": ({BidState.SUBMITTED}, BidState.SUBMITTED),
        "withdraw": ({BidState.SUBMITTED}, BidState.WITHDRAWN),
        "open": ({BidState.SUBMITTED}, BidState.OPENED),
    },
)
"""``submit``, ``replace`` and ``withdraw`` only before the deadline; ``open`` only from it on."""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A consortium member as a bid needs it; ``share`` is per cent of the price."""

    name: str
    share: Decimal
    has_accepted: bool


@dataclass(frozen=True, slots=True)
class BidFacts:
    """A bid as written; prices exclude VAT. ``members`` is empty alone."""

    answers: Mapping[Hashable, str]
    """Question id → answer."""
    prices: Mapping[Hashable, Money]
    """Lot id → price, for the lots that are bid for."""
    commitments: Mapping[Hashable, Decimal]
    """Clause id → quantity."""
    members: tuple[MemberFacts, ...] = ()
    attached: Mapping[Hashable, Collection[int]] = field(default_factory=dict)
    """Question id → which of the documents that it asks for are there, from 0."""


def word_count(text: str) -> int:
    """Words are what stands between spaces, as word processors count."""
    return count_words(text)


def check_in_time(closes_at: datetime, received_at: datetime) -> None:
    """Refuses what arrives at the deadline or after it."""
    if is_closed(closes_at, received_at):
        arrived = received_at.astimezone(LONDON)
        raise Refusal(
            f"The deadline was {in_london_words(closes_at)}. This arrived at "
            f"{arrived:%H:%M:%S}.{arrived.microsecond // 1000:03} on {arrived:%-d %B %Y}, "
            "too late to be accepted."
        )


def before_beginning(bidder: Hashable, buyer: Hashable, *, supplies: bool, field: str) -> None:
    """Refuses the buyer of a tender as a party to a bid for it (s81), and who supplies nothing."""
    if bidder == buyer:
        raise Refusal("The buyer of a tender cannot bid for it.", field=field)
    if not supplies:
        raise Refusal("An organisation that only buys here cannot bid.", field=field)


def before_submitting(bid: BidFacts, tender: TenderFacts, received_at: datetime) -> None:
    """Refuses a late bid at once, and else with a sentence and ``field`` for every fault.

    Fields are ``answers-<question id>``, ``files-<question id>``, ``prices-<lot id>``, ``commitments-<clause
    id>``, ``prices`` and ``members``.
    """
    check_in_time(tender.closes_at, received_at)
    refuse_if_any(
        [
            *_answer_faults(bid, tender),
            *_attachment_faults(bid, tender),
            *_price_faults(bid, tender),
            *_commitment_faults(bid, tender),
            *_member_faults(bid),
        ]
    )


def _answer_faults(bid: BidFacts, tender: TenderFacts) -> list[Refusal]:
    faults = []
    for number, question in enumerate(tender.questions, 1):
        field = f"answers-{question.id}"
        words = word_count(bid.answers.get(question.id, ""))
        if words == 0:
            faults.append(Refusal(f"Question {number} has no answer.", field=field))
        elif words > question.word_limit:
            faults.append(
                Refusal(
                    f"The answer to question {number} has {words:,} words; the limit is "
                    f"{question.word_limit:,}. Take out {words - question.word_limit:,}.",
                    field=field,
                )
            )
    return faults + _unknown(bid.answers, {question.id for question in tender.questions}, "answers")


def _attachment_faults(bid: BidFacts, tender: TenderFacts) -> list[Refusal]:
    return [
        Refusal(f"Question {number}: attach “{asked.label}”.", field=f"files-{question.id}")
        for number, question in enumerate(tender.questions, 1)
        for place, asked in enumerate(question.attachments)
        if asked.is_required and place not in bid.attached.get(question.id, ())
    ]


def _price_faults(bid: BidFacts, tender: TenderFacts) -> list[Refusal]:
    if not bid.prices:
        return [Refusal("Give a price for at least one lot.", field="prices")]
    faults = [
        Refusal(f"The price of lot “{lot.title}” is below £0.", field=f"prices-{lot.id}")
        for lot in tender.lots
        if bid.prices.get(lot.id, Money(0)) < Money(0)
    ]
    faults += ceiling_faults(bid.prices, tender.lots)
    return faults + _unknown(bid.prices, {lot.id for lot in tender.lots}, "prices")


def ceiling_faults(prices: Mapping[Hashable, Money], lots: Sequence[LotFacts]) -> list[Refusal]:
    """A Refusal for each price above the ceiling of its lot; fields are ``prices-<lot id>``."""
    return [
        Refusal(
            f"The price of lot “{lot.title}” is {prices[lot.id]}, above the ceiling of "
            f"{lot.ceiling} that the buyer has published. Offer {lot.ceiling} or less, or leave "
            "the lot out.",
            field=f"prices-{lot.id}",
        )
        for lot in lots
        if lot.ceiling is not None and lot.id in prices and prices[lot.id] > lot.ceiling
    ]


def _commitment_faults(bid: BidFacts, tender: TenderFacts) -> list[Refusal]:
    faults = []
    for clause in tender.clauses:
        promised = bid.commitments.get(clause.id, Decimal(0))
        least = max(clause.minimum or Decimal(0), Decimal(0))
        if promised < least:
            faults.append(
                Refusal(
                    f"“{clause.text}”: commit to at least {in_full(least)} {clause.unit}; "
                    f"this bid commits to {in_full(promised)}.",
                    field=f"commitments-{clause.id}",
                )
            )
    return faults + _unknown(
        bid.commitments, {clause.id for clause in tender.clauses}, "commitments"
    )


def _member_faults(bid: BidFacts) -> list[Refusal]:
    if not bid.members:
        return []
    waiting = [member.name for member in bid.members if not member.has_accepted]
    faults = []
    if waiting:
        faults.append(
            Refusal(
                f"Not every member has agreed to this bid yet, and declared what every bidder "
                f"declares: {', '.join(waiting)}.",
                field="members",
            )
        )
    total = sum(member.share for member in bid.members)
    if total != 100 or any(member.share <= 0 for member in bid.members):
        faults.append(
            Refusal(
                "Each member needs a share above 0, and the shares must add up to exactly 100 "
                f"per cent; they add up to {in_full(total)}.",
                field="members",
            )
        )
    return faults


def _unknown(given: Mapping[Hashable, object], known: set[Hashable], name: str) -> list[Refusal]:
    return [
        Refusal(
            f"The {name} name “{id}”, which this tender does not have. The tender may have "
            "changed: open it again.",
            field=name,
        )
        for id in given
        if id not in known
    ]
