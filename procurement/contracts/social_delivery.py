"""Was the promised social value delivered, on time and counted once?

A commitment has a schedule; what is delivered is set against what was due by
then. A person counted twice for the same measure, in one contract or in two, is
found without anyone's identity being kept: only a keyed hash of it is compared.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from procurement.ground.exact import Exact
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Due:
    """So much of a clause's commitment falls due on this London date."""

    clause: str
    on: date
    quantity: Exact


@dataclass(frozen=True, slots=True)
class Delivered:
    """So much of a clause was delivered on this London date; counts once it is evidenced."""

    clause: str
    on: date
    quantity: Exact
    is_evidenced: bool


@dataclass(frozen=True, slots=True)
class ClauseDelivery:
    """Where a clause stands on a day, in its own unit."""

    clause: str
    committed: Exact
    due: Exact
    delivered: Exact
    not_evidenced: Exact

    @property
    def behind(self) -> Exact:
        """What was due and is not there; 0 where delivery is on time or ahead."""
        return max(self.due - self.delivered, 0)

    @property
    def percent_of_due(self) -> Fraction | None:
        """Evidenced delivery against what was due; None before anything is."""
        return 100 * Fraction(self.delivered) / self.due if self.due else None


def delivery_on(
    day: date, schedule: Sequence[Due], deliveries: Iterable[Delivered]
) -> tuple[ClauseDelivery, ...]:
    """Each clause of the schedule as it stands at the end of ``day``, in the schedule's order.

    Refuses a delivery for a clause that is not in the schedule, and one of nothing or less.
    """
    clauses = list(dict.fromkeys(due.clause for due in schedule))
    past = []
    for delivery in deliveries:
        if delivery.clause not in clauses:
            raise Refusal(f"{delivery.clause} is not a clause of this contract.", field="clause")
        if delivery.quantity <= 0:
            raise Refusal("The quantity delivered must be more than 0.", field="quantity")
        if delivery.on <= day:
            past.append(delivery)
    return tuple(
        ClauseDelivery(
            clause,
            committed=sum(due.quantity for due in schedule if due.clause == clause),
            due=sum(due.quantity for due in schedule if due.clause == clause and due.on <= day),
            delivered=_quantity(past, clause, is_evidenced=True),
            not_evidenced=_quantity(past, clause, is_evidenced=False),
        )
        for clause in clauses
    )


def _quantity(deliveries: Iterable[Delivered], clause: str, *, is_evidenced: bool) -> Exact:
    return sum(
        delivery.quantity
        for delivery in deliveries
        if delivery.clause == clause and delivery.is_evidenced is is_evidenced
    )


def identity_hash(key: bytes, identity: str) -> str:
    """A keyed hash of an identity (a National Insurance number, say), as hexadecimal digits.

    Spaces, punctuation and case make no difference. HMAC-SHA-256 (RFC 2104): without the
    key, kept outside the database, the few possible numbers cannot be tried out. Refuses an
    empty identity and a key of fewer than 32 bytes.
    """
    told = "".join(sign for sign in identity.casefold() if sign.isalnum())
    if not told:
        raise Refusal("Enter the person’s reference number.", field="identity")
    if len(key) < 32:
        raise ValueError("a key of 32 bytes or more is needed")
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """One person counted towards a measure under a contract; the person only as a hash."""

    id: str
    contract: str
    measure: str
    identity: str


def double_claims(claims: Iterable[DeliveryReport]) -> tuple[tuple[DeliveryReport, ...], ...]:
    """The claims that count the same person for the same measure, together, first claim first.

    The first of each group stands until someone decides otherwise; the others
    are to be asked about.
    """
    groups: dict[tuple[str, str], list[DeliveryReport]] = {}
    for claim in claims:
        groups.setdefault((claim.measure, claim.identity), []).append(claim)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
