"""Who on the panel scores which question or clause of which bid?

The buyer says it before scoring begins. Until it does, everybody on the panel scores everything;
whoever has an interest in a bid scores none of it (Procurement Act 2023, ss81 to 83). Who scored
what, and why that changed, stays on record (s98).
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from procurement.ground.refusal import Refusal


@dataclass(frozen=True)
class Panel:
    """``chosen`` has by criterion whom the buyer chose; a criterion left out is everybody's.

    ``kept_from`` has each person with a bid that this person does not score.
    """

    members: tuple[Hashable, ...]
    criteria: tuple[Hashable, ...]
    chosen: Mapping[Hashable, frozenset[Hashable]] = field(default_factory=dict)
    kept_from: frozenset[tuple[Hashable, Hashable]] = frozenset()

    @cached_property
    def assigned(self) -> Mapping[Hashable, frozenset[Hashable]]:
        """Who scores each criterion, of whichever bid. Nobody where those chosen have left."""
        everybody = frozenset(self.members)
        return {
            criterion: everybody & self.chosen.get(criterion, everybody)
            for criterion in self.criteria
        }

    @property
    def without_anybody(self) -> list[Hashable]:
        """The criteria that nobody scores."""
        return [criterion for criterion in self.criteria if not self.assigned[criterion]]

    def scorers(self, bid: Hashable, criterion: Hashable) -> frozenset[Hashable]:
        """Who scores one criterion of one bid."""
        return frozenset(
            person for person in self.assigned[criterion] if (person, bid) not in self.kept_from
        )

    def of(self, person: Hashable) -> list[Hashable]:
        """The criteria that one person scores."""
        return [criterion for criterion in self.criteria if person in self.assigned[criterion]]

    def theirs(self, person: Hashable, bid: Hashable) -> list[Hashable]:
        """The criteria of one bid that one person scores."""
        return [] if (person, bid) in self.kept_from else self.of(person)


def panel_as_json(panel: Panel, bids: Iterable[Hashable]) -> dict[str, dict[str, dict[str, int]]]:
    """By how many people each criterion of each of these bids is scored: no names, for the public file."""
    bids = list(bids)
    return {
        "scored_by": {
            str(criterion): {str(bid): len(panel.scorers(bid, criterion)) for bid in bids}
            for criterion in panel.criteria
        }
    }


def chosen_from(
    members: frozenset[Hashable], whose: Mapping[Hashable, frozenset[Hashable]]
) -> dict[Hashable, frozenset[Hashable]]:
    """What of ``whose`` is a choice: a criterion of everybody is left out, and is of whoever joins."""
    return {criterion: people for criterion, people in whose.items() if people != members}


def assignment_faults(panel: Panel, whose: Mapping[Hashable, frozenset[Hashable]]) -> list[Refusal]:
    """Each criterion has somebody, and nobody but those on the panel; at ``whose_`` and its id."""
    faults = []
    for criterion in panel.criteria:
        people = whose.get(criterion, frozenset())
        if not people:
            sentence = "Choose at least one evaluator: everything that is asked is scored."
            faults.append(Refusal(sentence, field=f"whose_{criterion}"))
        elif people - frozenset(panel.members):
            sentence = "Choose among those who are on the panel now."
            faults.append(Refusal(sentence, field=f"whose_{criterion}"))
    return faults


def before_assigning(*, is_any_agreed: bool) -> None:
    """Refuses to change who scores what once the panel has agreed: it could not score alone."""
    if is_any_agreed:
        raise Refusal(
            "The panel has agreed on a bid already, so who scores what stands. Open the scores of "
            "that bid again first, with a reason."
        )


def before_changing_panel(*, is_any_scored: bool, reason: str) -> None:
    """Refuses a change of who scores what after the first score without saying why (s98)."""
    if is_any_scored and not reason.strip():
        raise Refusal(
            "A bid has been scored already. Say why this changes: it stays on record.",
            field="reason",
        )


def before_scoring(panel: Panel, names: Mapping[Hashable, str]) -> None:
    """Refuses the first score, and every other, while something that is asked is nobody's."""
    open_ones = [names[criterion] for criterion in panel.without_anybody]
    if open_ones:
        raise Refusal(
            f"Nobody scores {', '.join(open_ones)} yet. The buyer first says who does; then "
            "scoring goes on."
        )


def before_scoring_own(
    panel: Panel, person: Hashable, bid: Hashable, criterion: Hashable, name: str
) -> None:
    """Refuses a score of what is somebody else’s to score."""
    if person not in panel.scorers(bid, criterion):
        raise Refusal(f"{name} is not yours to score.", field=f"score_{criterion}")
