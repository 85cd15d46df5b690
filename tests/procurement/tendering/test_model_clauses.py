"""The model clauses of a housing development: whole, different, and in plain words."""

from procurement.tendering.model_clauses import PLANNING_QUESTIONS, model_clauses
from procurement.tendering.suggested_clauses import SUGGESTED_CLAUSES


def test_each_clause_says_what_is_measured_shown_confirmed_and_what_follows():
    clauses = model_clauses()
    assert [clause.slug for clause in clauses] == [
        "social-enterprise-share",
        "labour-hours",
        "apprentices",
        "placements",
        "meanwhile-space",
        "seven-days-down",
    ]
    for clause in clauses:
        words = (clause.text, clause.unit, clause.evidence, clause.confirmer, clause.remedy)
        assert all(word.strip() and not word.endswith(".") for word in words), clause.slug
        assert clause.target > 0
        assert [line.partition(":")[0] for line in clause.proof.split("\n\n")] == [
            "Shown by",
            "Confirmed by",
            "If it is not kept",
        ]


def test_no_name_stands_for_two_clauses_of_a_draft():
    model = {f"model-{clause.slug}" for clause in model_clauses()}
    assert not model & {clause.slug for clause in SUGGESTED_CLAUSES}


def test_what_a_planning_obligation_may_hold_is_only_asked():
    assert all(question.endswith("?") for question in PLANNING_QUESTIONS)
