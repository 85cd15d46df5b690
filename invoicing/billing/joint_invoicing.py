"""May the lead of a consortium send an invoice in a member's name, and how does VAT treat it?

An invoice may be sent in a supplier's name by somebody else where the supplier agreed to it
beforehand; it stays the supplier's own, with its own number and its own VAT (VAT Directive
2006/112/EC art 220(1); kept in UK law, general knowledge).
"""

from dataclasses import dataclass

from invoicing.billing.vat import Vat
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class MemberTerms:
    """What one member has said of its invoices under one contract.

    ``vat``: how VAT treats its work, where it is registered; None until it has said so.
    """

    name: str
    is_registered: bool
    vat: Vat | None
    is_sender: bool
    has_agreed: bool


def terms_faults(member: MemberTerms) -> list[Refusal]:
    """What keeps its invoice from being sent; nothing where it may be."""
    faults = []
    if not (member.is_sender or member.has_agreed):
        faults.append(
            Refusal(
                f"{member.name} has not agreed that invoices are sent in its name. Ask its finance "
                "people to do so on the page of the contract."
            )
        )
    if member.is_registered and member.vat is None:
        faults.append(
            Refusal("Say how VAT treats this work.", field="vat")
            if member.is_sender
            else Refusal(
                f"{member.name} has not said how VAT treats its work. Ask its finance people to say "
                "so on the page of the contract."
            )
        )
    return faults


def treatment(member: MemberTerms) -> Vat:
    """How VAT treats what a member supplies; a member that is not registered shows none."""
    return member.vat if member.is_registered and member.vat else Vat.NOT_REGISTERED
