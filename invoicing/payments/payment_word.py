"""Whose word is it that a payment came, and what does its supplier still owe back?

A bank transfer is typed in by who sent it. Until who should have got it, or a bank
statement, says the same, it is no more than said; what never came settles nothing,
because a debt is paid when its creditor has the money, not when the debtor says so.
"""

from enum import StrEnum

from procurement.ground.transitions import Transitions


class PaymentState(StrEnum):
    """How well it is known that the money came."""

    SAID = "said"
    """By who sent it, and by nobody else yet."""
    CONFIRMED = "confirmed"
    """By who got it, or by Stripe."""
    DENIED = "denied"
    """Who should have got it says that it never came."""
    TAKEN_BACK = "taken_back"
    """Who typed it in says that it was a slip."""

    @property
    def counts(self) -> bool:
        """Whether it settles invoices and is counted as received."""
        return self in (PaymentState.SAID, PaymentState.CONFIRMED)


PAYMENT: Transitions[PaymentState] = Transitions(
    "payment",
    {
        "confirm": ({PaymentState.SAID, PaymentState.DENIED}, PaymentState.CONFIRMED),
        "deny": ({PaymentState.SAID}, PaymentState.DENIED),
        "take back": ({PaymentState.SAID, PaymentState.DENIED}, PaymentState.TAKEN_BACK),
    },
)
"""``confirm`` also after ``deny``: money may come late. What is confirmed goes back by a refund."""


class RepaymentState(StrEnum):
    """Where the money stands that a supplier owes back of one payment."""

    OWED = "owed"
    ASKED = "asked"
    """The payer has asked for it."""
    SETTLED = "settled"
    """Given back, or set off against other invoices: nothing is left."""


REPAYMENT: Transitions[RepaymentState] = Transitions(
    "money owed back",
    {
        "ask": ({RepaymentState.OWED}, RepaymentState.ASKED),
        "settle": ({RepaymentState.OWED, RepaymentState.ASKED}, RepaymentState.SETTLED),
        "owe": ({RepaymentState.SETTLED}, RepaymentState.OWED),
    },
)
"""``owe`` again: a later credit note takes more off an invoice that the same payment settled."""
