"""How did several evaluators' scores become one agreed score, and is it on record?

Each evaluator scores alone and says why; then the panel meets, discusses every
question, and agrees one score with one reason. A mean is not agreement: both
are kept. What is refused here are the faults found in Lancashire Care NHS
Foundation Trust v Lancashire County Council [2018] EWHC 1589 (TCC): no note of
the discussion, points not reconciled, comparisons between bids, a record the
panel never approved. Records: Procurement Act 2023, s98.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from procurement.assessment.comparison import comparisons
from procurement.ground.exact import Exact, plain
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class IndividualScore:
    """One evaluator's own score for one question of one bid, before the meeting."""

    evaluator: Hashable
    score: Exact
    reason: str


@dataclass(frozen=True, slots=True)
class AgreedScore:
    """The panel's score for one question of one bid.

    ``reason`` goes to the supplier; ``discussion`` is the note of who said what
    and what weighed, and stays with the record.
    """

    score: Exact
    reason: str
    discussion: str
    approved_by: frozenset[Hashable]


def before_changing(*, is_agreed: bool) -> None:
    """Refuses to change a score that an agreement was built on, or the agreement itself."""
    if is_agreed:
        raise Refusal(
            "The panel has agreed on this, so its scores are closed. The buyer can reopen the "
            "scores of this bid with a reason; the agreement and every approval are then void."
        )


def before_joining(is_any_agreed: bool) -> None:
    """Refuses a new member of a panel that has agreed: whoever joins could not score alone."""
    if is_any_agreed:
        raise Refusal(
            "The panel has agreed on a bid already. Reopen its scores first, with a reason, if "
            "somebody has to join.",
            field="person_id",
        )


def before_reopening(*, is_agreed: bool, reason: str) -> None:
    """Refuses to reopen what is still open, or without saying why: it stays on record (s98)."""
    if not is_agreed:
        raise Refusal("The panel has agreed nothing about this bid, so its scores are open.")
    if not reason.strip():
        raise Refusal("Say why the scores are opened again.", field="reason")


def before_reading_record(*, is_all_agreed: bool) -> None:
    """Refuses the record of the whole panel to everybody while somebody may still score alone."""
    if not is_all_agreed:
        raise Refusal(
            "The panel has not agreed every score yet. The record of the assessment can be read "
            "when it has: until then each evaluator scores alone."
        )


def score_faults(
    score: Exact, scale: Exact, reason: str, other_suppliers: Iterable[str] = ()
) -> list[Refusal]:
    """What is wrong with one score and its reason; nothing where it may stand."""
    faults = []
    if not 0 <= score <= scale:
        sentence = f"The score must be from 0 to {plain(scale)}."
        if scale == 0:
            sentence = "Nothing is promised here, so the score is 0."
        faults.append(Refusal(sentence, field="score"))
    return faults + reason_faults(reason, other_suppliers)


def reason_faults(reason: str, other_suppliers: Iterable[str] = ()) -> list[Refusal]:
    """A reason that is missing, or that compares the bid with another."""
    if not reason.strip():
        return [Refusal("Give the reason for the score, by reference to the bid.", field="reason")]
    return [
        Refusal(
            f"“{words}” compares this bid with another. Say how the bid meets the "
            "published criterion.",
            field="reason",
        )
        for words in comparisons(reason, other_suppliers)
    ]


def panel_faults(
    scoring: Iterable[tuple[frozenset[Hashable], Sequence[IndividualScore]]],
) -> list[Refusal]:
    """What keeps the panel from agreeing at all: somebody has not scored alone what is theirs.

    ``scoring`` has for each question who scores it, and the scores given so far.
    """
    questions = list(scoring)
    if not all(panel for panel, _ in questions):
        sentence = "Nobody on the panel may score this of this bid: say who does."
        if not any(panel for panel, _ in questions):
            sentence = "Nobody on the panel may score this bid: add an evaluator."
        return [Refusal(sentence)]
    everyone = {who for panel, _ in questions for who in panel}
    missing = {
        who for panel, scores in questions for who in panel - {own.evaluator for own in scores}
    }
    if not missing:
        return []
    return [
        Refusal(
            f"{len(missing)} of {len(everyone)} evaluators have not scored alone yet. "
            "The panel agrees a score only after that."
        )
    ]


def attendance_faults(panel: frozenset[Hashable], present: frozenset[Hashable]) -> list[Refusal]:
    """What is wrong with who met to agree on a bid, of those on the ``panel`` who score it; where
    only one does, nobody meets."""
    if (len(panel) < 2 or len(present & panel) >= 2) and present <= panel:
        return []
    sentence = "Say who of the panel took part in the meeting: one person alone agrees nothing."
    if present - panel:
        sentence = "Choose among those on the panel who score this bid."
    return [Refusal(sentence, field="present")]


def agreement_faults(
    panel: frozenset[Hashable],
    individual: Sequence[IndividualScore],
    agreed: AgreedScore,
    scale: Exact,
    other_suppliers: Sequence[str] = (),
) -> list[Refusal]:
    """What is wrong with the panel's agreement on one question of one bid.

    ``panel`` is who scores it. Each has scored alone; the agreed score has its reason, where there
    is more than one a note of the discussion, and every member's approval.
    """
    faults = score_faults(agreed.score, scale, agreed.reason, other_suppliers)
    faults += panel_faults([(panel, individual)])
    if len(panel) > 1 and not agreed.discussion.strip():
        faults.append(
            Refusal(
                "Record the discussion: who said what, what weighed, and how different views "
                "were reconciled.",
                field="discussion",
            )
        )
    if panel - agreed.approved_by:
        faults.append(
            Refusal(
                f"{len(panel - agreed.approved_by)} of {len(panel)} evaluators have not approved "
                "the agreed score and its record yet.",
                field="approved_by",
            )
        )
    return faults


def mean_score(individual: Sequence[IndividualScore]) -> Fraction:
    """The mean of the individual scores, exactly; kept beside the agreed score, never for it."""
    return Fraction(sum(own.score for own in individual)) / len(individual)


def spread(individual: Sequence[IndividualScore]) -> Exact:
    """How far apart the individual scores are: what the panel should discuss first."""
    scores = [own.score for own in individual]
    return max(scores) - min(scores)
