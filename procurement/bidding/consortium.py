"""May these enterprises bid together, and does each stand by its part?

A consortium is suppliers tendering together (Procurement Act 2023, s22(9)).
Every member accepts its part; the shares of the price add up to exactly 100%.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from procurement.ground.exact import plain
from procurement.ground.refusal import Refusal, refuse_if_any


@dataclass(frozen=True, slots=True)
class Member:
    """One enterprise's part: its share of the price in per cent, what it does, its answer.

    ``accepted`` is the answer to exactly this share and this work: a change asks again.
    """

    enterprise: str
    share: Decimal
    work: str
    accepted: bool = False


def check_agreement(members: Sequence[Member], lead: str) -> None:
    """Refuses a consortium that may not yet submit: each fault a sentence.

    Two members or more, each once, the lead among them; every share above 0 with
    at most four decimal places; exactly 100% together; everyone says what it
    does and has accepted.
    """
    faults = []
    names = [member.enterprise for member in members]
    if len(names) < 2:
        faults.append(Refusal("A consortium has at least two members.", field="members"))
    for twice in sorted({name for name in names if names.count(name) > 1}):
        faults.append(Refusal(f"{twice} is in the consortium twice.", field="members"))
    if lead not in names:
        faults.append(Refusal("The lead must be one of the members.", field="lead"))
    faults += share_faults([member.share for member in members])
    for member in members:
        if not member.work.strip():
            faults.append(Refusal(f"Say what {member.enterprise} will do.", field="work"))
    waiting = [member.enterprise for member in members if not member.accepted]
    if waiting:
        faults.append(
            Refusal(
                f"{_listed(waiting)} must accept the work and the share before you can submit.",
                field="accepted",
            )
        )
    refuse_if_any(faults)


def share_faults(shares: Sequence[Decimal]) -> list[Refusal]:
    """What is wrong with shares in per cent; nothing where they may stand."""
    faults = []
    for share in shares:
        if not share.is_finite() or not 0 < share <= 100:
            sentence = "Every share must be more than 0% and at most 100%."
            faults.append(Refusal(sentence, field="share"))
        elif (Fraction(share) * 10_000).denominator != 1:
            sentence = f"A share has at most four decimal places: {share}% has more."
            faults.append(Refusal(sentence, field="share"))
    if faults or not shares:
        return faults
    total = sum(Fraction(share) for share in shares)
    if total != 100:
        way, by = ("more", total - 100) if total > 100 else ("less", 100 - total)
        faults.append(
            Refusal(
                f"The shares must add up to exactly 100%; these add up to {plain(total)}%, "
                f"which is {plain(by)}% {way}.",
                field="share",
            )
        )
    return faults


class Link(StrEnum):
    """How another stands behind the bidder (s22(9))."""

    MEMBER = "member"
    SUBCONTRACTOR = "subcontractor"
    GUARANTOR = "guarantor"


@dataclass(frozen=True, slots=True)
class Associate:
    """An enterprise of the bid and the conditions of participation that it meets.

    ``is_bound`` says that a legally binding arrangement exists or will exist
    (s22(9)); without one its strength cannot be relied upon.
    """

    enterprise: str
    link: Link
    meets: frozenset[str]
    is_bound: bool = True

    @property
    def is_associated_person(self) -> bool:
        """Examined for exclusion with the bidder: every associate but a guarantor (s26(4))."""
        return self.link is not Link.GUARANTOR


def who_meets(conditions: Iterable[str], associates: Sequence[Associate]) -> dict[str, list[str]]:
    """Per condition of participation the enterprises that meet it; an empty list is a gap.

    A condition that an associate meets is met for the bid (s22(8)).
    """
    return {
        condition: [
            associate.enterprise
            for associate in associates
            if associate.is_bound and condition in associate.meets
        ]
        for condition in conditions
    }


def check_conditions(conditions: Iterable[str], associates: Sequence[Associate]) -> None:
    """Refuses where a condition of participation is met by nobody (s19(3)(a), s22)."""
    gaps = [name for name, by in who_meets(conditions, associates).items() if not by]
    refuse_if_any([Refusal(f"No member meets the condition: {name}.") for name in gaps])


SUPPORTED_SHARE = Fraction(30, 100)
"""Of the workforce, disabled or disadvantaged (s32(4)); in force since 24 February 2025."""


@dataclass(frozen=True, slots=True)
class Workforce:
    """Workers in the same unit for every member: heads, or full-time equivalents."""

    enterprise: str
    workers: Decimal
    disabled_or_disadvantaged: Decimal


def supported_share(workforces: Sequence[Workforce]) -> Fraction:
    """The combined share of disabled or disadvantaged workers, from 0 to 1. Refuses no workers."""
    for workforce in workforces:
        if not 0 <= workforce.disabled_or_disadvantaged <= workforce.workers:
            raise Refusal(
                f"{workforce.enterprise} cannot have more disabled or disadvantaged workers than workers."
            )
    workers = sum(Fraction(workforce.workers) for workforce in workforces)
    if workers == 0:
        raise Refusal("Enter how many people work for each member.")
    return (
        sum((Fraction(workforce.disabled_or_disadvantaged) for workforce in workforces), Fraction())
        / workers
    )


def is_supported_employment_provider(workforces: Sequence[Workforce]) -> bool:
    """At least 30% of the *combined* workforce of the consortium (s32(4)(c))."""
    return supported_share(workforces) >= SUPPORTED_SHARE


class ConsortiumStage(StrEnum):
    """Where the procurement stands when a member is to be replaced."""

    BEFORE_DEADLINE = "before_deadline"
    BEFORE_AWARD = "before_award"
    AFTER_AWARD = "after_award"
    AFTER_SIGNING = "after_signing"


class WhyReplaced(StrEnum):
    CHOICE = "choice"
    EXCLUDED = "excluded"
    RESTRUCTURED = "restructured"


def may_replace(
    stage: ConsortiumStage, why: WhyReplaced, *, authority_consents: bool = False
) -> None:
    """Refuses a change of members that the law or fairness to the other bidders forbids.

    Before the deadline a consortium changes freely, by replacing its bid. Until
    the contract is signed, only a member that would have the bid excluded, after
    notice and a reasonable opportunity (s26(3), s27(4), s28(5)). Once the
    contract is entered into the supplier may change only by corporate
    restructuring or the like (s74(9)), and a member only with the authority's consent.
    """
    if stage is ConsortiumStage.BEFORE_DEADLINE:
        return
    if stage is ConsortiumStage.AFTER_SIGNING:
        if why is not WhyReplaced.RESTRUCTURED:
            raise Refusal(
                "After signing, a member can be replaced only where a corporate restructuring "
                "moves its business to another body (Procurement Act 2023, s74(9))."
            )
        if not authority_consents:
            raise Refusal("After signing, the buyer must agree before a member is replaced.")
        return
    if why is WhyReplaced.CHOICE:
        raise Refusal(
            "After the deadline a member cannot be replaced by choice. It can be replaced where "
            "it would be excluded and the buyer has given you the opportunity."
        )
    if not authority_consents:
        raise Refusal(
            "The buyer must first give notice and a reasonable opportunity to replace the member."
        )


def replace_member(members: Sequence[Member], leaving: str, joining: Member) -> tuple[Member, ...]:
    """The members after one has taken another's place: everyone's acceptance is asked again."""
    if leaving not in {member.enterprise for member in members}:
        raise Refusal(f"{leaving} is not in the consortium.")
    return tuple(
        _asked_again(joining if member.enterprise == leaving else member) for member in members
    )


def _asked_again(member: Member) -> Member:
    return Member(member.enterprise, member.share, member.work)


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"
