"""By what are bids judged: the questions and the social-benefit clauses of a tender?

Award criteria are clear, measurable and specific, and their importance is
published (Procurement Act 2023, s23); a pass mark counts only if published (s23(3)).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement.ground.exact import in_full
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.attachment import AttachmentAsked, attachment_faults

LONGEST_ANSWER_WORDS = 5000
HIGHEST_SCORE = 10


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """A quality question; ``weight`` is out of 100 within quality."""

    id: Hashable
    text: str
    weight: Decimal
    word_limit: int
    minimum: int | None = None
    attachments: tuple[AttachmentAsked, ...] = ()
    """The documents that are asked for with the answer."""


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """A social-benefit clause: a quantity to commit to, such as 10 paid placements.

    ``weight`` is out of 100 within social value; ``quantity_share`` is the per cent of
    it that the quantity earns, the rest comes from credibility.
    """

    id: Hashable
    text: str
    unit: str
    weight: Decimal
    target: Decimal
    minimum: Decimal | None = None
    quantity_share: Decimal = Decimal(100)


def scale_faults(words: Sequence[str]) -> list[Refusal]:
    """A Refusal for each fault; ``words`` are those for 0, 1, 2 and so on."""
    if not 2 <= len(words) <= HIGHEST_SCORE + 1:
        return [
            Refusal(
                "Say what each score means: bidders read it, and the panel scores by it.",
                field="scale_words",
            )
        ]
    return [
        Refusal(f"Say what a score of {score} means.", field=f"scale_words-{score}")
        for score, text in enumerate(words)
        if not text.strip()
    ] + [
        Refusal(
            f"A score of {score} means the same as a lower one: say how they differ.",
            field=f"scale_words-{score}",
        )
        for score, text in enumerate(words)
        if text.strip() and text in words[:score]
    ]


def question_faults(
    questions: Sequence[QuestionFacts], quality_weight: Decimal, scale: int
) -> list[Refusal]:
    """A Refusal for each fault; fields are ``questions``, ``scale``, ``questions-0-weight``…"""
    faults = []
    if scale < 1:
        faults.append(Refusal("The scale must go up to 1 or more, such as 0 to 5.", field="scale"))
    if quality_weight > 0 and not questions:
        faults.append(Refusal("Quality has a weight but no question.", field="questions"))
    if questions and sum(question.weight for question in questions) != 100:
        total = in_full(sum(question.weight for question in questions))
        faults.append(
            Refusal(
                f"The weights of the questions must add up to 100; they add up to {total}.",
                field="questions",
            )
        )
    faults += _same_twice([question.id for question in questions], "questions")
    for index, question in enumerate(questions):
        faults += _one_question(question, index, scale)
    return faults


def check_bank_question(question: QuestionFacts, scale_words: Sequence[str] | None) -> None:
    """Refuses a question that could stand in no tender; without a scale it may be for any."""
    highest = len(scale_words) - 1 if scale_words else HIGHEST_SCORE
    faults = [
        Refusal(str(fault), field=(fault.field or "").removeprefix("questions-0-"))
        for fault in _one_question(question, 0, highest)
    ]
    refuse_if_any(faults + (scale_faults(scale_words) if scale_words else []))


def check_clause_set(clauses: Sequence[ClauseFacts]) -> None:
    """Refuses a set with no clause, or with one that could stand in no tender; its weights need
    not add up before it is put into one. Fields are ``clauses``, ``clauses-0-target``…"""
    if not clauses:
        raise Refusal("Write at least one clause.", field="clauses")
    refuse_if_any(
        [
            fault
            for index, row in enumerate(clauses)
            for fault in _one_clause(row, index, "This clause")
        ]
    )


def _one_question(question: QuestionFacts, index: int, scale: int) -> list[Refusal]:
    rules = [
        (bool(question.text.strip()), "has no text", "text"),
        (question.weight >= 0, "has a weight below 0", "weight"),
        (
            1 <= question.word_limit <= LONGEST_ANSWER_WORDS,
            f"needs a word limit between 1 and {LONGEST_ANSWER_WORDS:,}",
            "word_limit",
        ),
        (
            question.minimum is None or 0 <= question.minimum <= scale,
            f"has a minimum score outside 0 to {scale}",
            "minimum",
        ),
    ]
    return [
        Refusal(f"Question {index + 1} {wrong}.", field=f"questions-{index}-{name}")
        for holds, wrong, name in rules
        if not holds
    ] + [
        Refusal(str(fault), field=f"questions-{index}-{fault.field}")
        for fault in attachment_faults(question.attachments, f"Question {index + 1}")
    ]


def clause_faults(clauses: Sequence[ClauseFacts], social_value_weight: Decimal) -> list[Refusal]:
    """A Refusal for each fault; fields are ``clauses``, ``clauses-0-target``…"""
    faults = []
    if social_value_weight > 0 and not clauses:
        faults.append(
            Refusal("Social value has a weight but no social-benefit clause.", field="clauses")
        )
    if clauses and sum(clause.weight for clause in clauses) != 100:
        total = in_full(sum(clause.weight for clause in clauses))
        faults.append(
            Refusal(
                f"The weights of the clauses must add up to 100; they add up to {total}.",
                field="clauses",
            )
        )
    faults += _same_twice([clause.id for clause in clauses], "clauses")
    for index, clause in enumerate(clauses):
        faults += _one_clause(clause, index)
    return faults


def _one_clause(clause: ClauseFacts, index: int, name: str = "") -> list[Refusal]:
    """``name`` is what the sentences call it, where not by its place."""
    rules = [
        (bool(clause.text.strip()), "has no text", "text"),
        (bool(clause.unit.strip()), "needs a unit, such as “paid placements”", "unit"),
        (clause.weight >= 0, "has a weight below 0", "weight"),
        (clause.target > 0, "needs a target above 0", "target"),
        (
            clause.minimum is None or 0 <= clause.minimum <= clause.target,
            "has a minimum outside 0 to its target",
            "minimum",
        ),
        (
            0 <= clause.quantity_share <= 100,
            "has a share for quantity outside 0 to 100 per cent",
            "quantity_share",
        ),
    ]
    return [
        Refusal(f"{name or f'Clause {index + 1}'} {wrong}.", field=f"clauses-{index}-{field}")
        for holds, wrong, field in rules
        if not holds
    ]


def _same_twice(ids: Sequence[Hashable], name: str) -> list[Refusal]:
    if len(set(ids)) < len(ids):
        return [Refusal(f"Two {name} have the same number.", field=name)]
    return []
