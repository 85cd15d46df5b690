"""Where does one person score alone, and is it said why?

A score is safer when several give it alone and then agree. Where only one does, the buyer says why
before it is given; the reason stays on record (Procurement Act 2023, s98) and is published with the
award. A question that only one person scores is a panel of one for that question; so is a bid whose
other evaluators have an interest in it (ss81 to 83).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from procurement.assessment.panel import Panel
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Sole:
    """One person alone scores ``criterion`` of ``bid``; None is everything asked, and every bid."""

    person: Hashable
    criterion: Hashable | None = None
    bid: Hashable | None = None

    def holds(self, other: "Sole") -> bool:
        """Whether it says of the same person at least as much as the other."""
        return (
            self.person == other.person
            and self.criterion in (None, other.criterion)
            and self.bid in (None, other.bid)
        )


def sole_scorers(panel: Panel, bids: Iterable[Hashable]) -> list[Sole]:
    """Each place where one person scores alone, said once: everything, a criterion, or a bid.

    ``bids`` are those that are assessed; none before they are opened.
    """
    assigned = panel.assigned
    whole = {assigned[criterion] for criterion in panel.criteria}
    if len(whole) == 1 and all(len(people) == 1 for people in whole):
        return [Sole(person) for people in whole for person in people]
    found = [
        Sole(person, criterion)
        for criterion in panel.criteria
        if len(assigned[criterion]) == 1
        for person in assigned[criterion]
    ]
    shared = [criterion for criterion in panel.criteria if len(assigned[criterion]) > 1]
    kept_from = {bid for _, bid in panel.kept_from}
    for bid in bids:
        if bid in kept_from:
            scorers = [panel.scorers(bid, criterion) for criterion in shared]
            alone = dict.fromkeys(person for who in scorers if len(who) == 1 for person in who)
            found += [Sole(person, None, bid) for person in alone]
    return found


def unexplained(soles: Iterable[Sole], explained: Iterable[Sole]) -> list[Sole]:
    """Those for which no reason was given."""
    told = list(explained)
    return [sole for sole in soles if not any(other.holds(sole) for other in told)]


def before_sole_scoring(open_ones: Sequence[Sole]) -> None:
    """Refuses scores, their agreement and a ranking of what one person scores without a reason."""
    if open_ones:
        raise Refusal(
            "One person alone scores this, or a part of it. The buyer first says why; then it goes on."
        )


def reason_faults(reasons: Mapping[str, str], names: Iterable[str]) -> list[Refusal]:
    """``reasons`` by field: each is given, and names nobody on the panel and no bidder."""
    known = [name.casefold() for name in names if name.strip()]
    faults = []
    for field, reason in reasons.items():
        if not reason.strip():
            sentence = "Say why only one person scores this."
            faults.append(Refusal(sentence, field=field))
        elif any(name in reason.casefold() for name in known):
            sentence = (
                "This is published with the award: say it without naming a person or a bidder."
            )
            faults.append(Refusal(sentence, field=field))
    return faults
