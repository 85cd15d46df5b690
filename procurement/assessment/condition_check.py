"""May this bid take part: is each condition met, and is nobody behind it excluded?

Procurement Act 2023: s19(3)(a) (a bid that does not meet a condition of participation is
disregarded), s26 (a supplier that is excluded, itself or through an associated person), s28
(sub-contractors), ss57 and 58 with Schedules 6 and 7 (the grounds).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from procurement.assessment.replacement import ReplacementState
from procurement.bidding.assurances import asks_exclusion
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime


class CheckAbout(StrEnum):
    """What is decided: a condition, or whether a ground of exclusion applies to somebody."""

    CONDITION = "condition"
    PARTY = "party"
    RELIED_ON = "relied_on"
    """Somebody outside the bid through whom it meets a condition."""
    SUB_CONTRACTORS = "sub_contractors"


class Finding(StrEnum):
    """What was decided."""

    MET = "met"
    NOT_MET = "not_met"
    NO_GROUND = "no_ground"
    TOLERATED = "tolerated"
    EXCLUDABLE = "excludable"
    EXCLUDED = "excluded"

    @property
    def lets_in(self) -> bool:
        return self in (Finding.MET, Finding.NO_GROUND, Finding.TOLERATED)

    @property
    def in_words(self) -> str:
        return _IN_WORDS[self]


_IN_WORDS = {
    Finding.MET: "Met",
    Finding.NOT_MET: "Not met",
    Finding.NO_GROUND: "No ground of exclusion applies",
    Finding.TOLERATED: "A discretionary ground applies (Schedule 7), and the bid still counts",
    Finding.EXCLUDABLE: "A discretionary ground applies (Schedule 7), and the bid is left out for it",
    Finding.EXCLUDED: "A mandatory ground applies (Schedule 6), and the bid must be left out",
}

LEFT_OUT = tuple(one for one in Finding if not one.lets_in)


class CheckStanding(StrEnum):
    """Where a check stands, with the chance to replace that belongs to it."""

    UNDECIDED = "undecided"
    IN = "in"
    CHANCE_OWED = "chance_owed"
    CHANCE_GIVEN = "chance_given"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing to decide about a bid. ``is_replaceable``: it is about somebody whom the bidder may
    replace before it is left out for them."""

    about: CheckAbout
    condition: Hashable | None = None
    party: Hashable | None = None
    is_replaceable: bool = False


def checks_owed(
    regime: Regime,
    conditions: Mapping[Hashable, Hashable | None],
    relied_on: Mapping[Hashable, str],
    parties: Sequence[Hashable],
    *,
    uses_others: bool,
) -> list[Owed]:
    """What is to be decided about one bid, in the order in which it is read.

    ``conditions`` gives each the one of the bid who meets it, None where ``relied_on`` names
    somebody outside it; ``parties`` holds who bids, the lead first. Grounds of exclusion, and the
    chance to replace, belong to covered procurements alone (ss26 to 28).
    """
    is_covered, lead = asks_exclusion(regime), parties[0]
    owed = [
        Owed(CheckAbout.CONDITION, key, None, is_covered and met_by != lead)
        for key, met_by in conditions.items()
    ]
    if not is_covered:
        return owed
    owed += [Owed(CheckAbout.PARTY, None, one, one != lead) for one in parties]
    named: dict[str, Hashable] = {}
    for key, words in relied_on.items():
        named.setdefault(words.strip().casefold(), key)
    owed += [Owed(CheckAbout.RELIED_ON, key, None, True) for key in named.values()]
    if uses_others:
        owed.append(Owed(CheckAbout.SUB_CONTRACTORS, is_replaceable=True))
    return owed


def findings_for(about: CheckAbout) -> tuple[Finding, ...]:
    """What may be decided of it."""
    of_conditions = (Finding.MET, Finding.NOT_MET)
    if about is CheckAbout.CONDITION:
        return of_conditions
    return tuple(one for one in Finding if one not in of_conditions)


def passing(about: CheckAbout) -> Finding:
    """The decision that nothing stands in the way."""
    return Finding.MET if about is CheckAbout.CONDITION else Finding.NO_GROUND


def standing_of_check(
    finding: Finding | None, chance: ReplacementState | None, *, is_replaceable: bool
) -> CheckStanding:
    """Where a check stands; ``chance`` is the state of the last chance to replace, if any.

    Nobody is left out for somebody who can be replaced before that chance is over (ss26(3), 27(4)
    and 28(5)).
    """
    if finding is None:
        return CheckStanding.UNDECIDED
    if finding.lets_in:
        return CheckStanding.IN
    if not is_replaceable or chance is ReplacementState.REFUSED:
        return CheckStanding.OUT
    if chance in (ReplacementState.ASKED, ReplacementState.ANSWERED):
        return CheckStanding.CHANCE_GIVEN
    return CheckStanding.CHANCE_OWED


def before_deciding(about: CheckAbout, finding: Finding, reason: str) -> None:
    """Refuses what cannot be decided of it, and what is against the bidder without a reason."""
    if finding not in findings_for(about):
        raise Refusal("Choose one of the answers.", field="finding")
    if finding is not passing(about) and not reason.strip():
        raise Refusal("Give the reason: the bidder is told it.", field="reason")


def before_clearing(*, is_any_open: bool, is_confirmed: bool) -> None:
    """Refuses to decide several at once without the word that each was looked at."""
    if not is_any_open:
        raise Refusal("There is nothing left to decide at once: see what is decided one by one.")
    if not is_confirmed:
        raise Refusal("Confirm that you have looked at each of them.", field="is_confirmed")


def why_left_out(about: CheckAbout, finding: Finding, what: str, reason: str) -> str:
    """The reason for which a bid is set aside, as its bidder and the record read it.

    ``what`` is the condition in words, or whom the ground applies to.
    """
    if about is CheckAbout.CONDITION:
        return f"Not met: {what} {reason}"
    kind = "mandatory" if finding is Finding.EXCLUDED else "discretionary"
    return f"A {kind} ground of exclusion applies to {what}: {reason}"


def before_awarding(undecided: Mapping[str, Sequence[str]]) -> None:
    """Refuses an award while something is open that could leave a bid out; by bidder's name."""
    if undecided:
        bids = "; ".join(f"{name}: {', '.join(open_)}" for name, open_ in undecided.items())
        raise Refusal(f"Decide on this first, since it can leave a bid out: {bids}.")
