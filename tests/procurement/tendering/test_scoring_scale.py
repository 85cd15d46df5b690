"""The words of a scale: one for each score, no two alike."""

import pytest

from procurement.tendering.award_criteria import scale_faults
from procurement.tendering.scoring_scale import SUGGESTED_SCALE, score_in_words


def test_the_suggested_words_go_from_0_to_5_and_have_no_fault():
    assert len(SUGGESTED_SCALE) == 6
    assert scale_faults(SUGGESTED_SCALE) == []


@pytest.mark.parametrize(
    ("words", "field", "said"),
    [
        ((), "scale_words", "Say what each score means"),
        (("Nothing.",), "scale_words", "Say what each score means"),
        (("Nothing.", " ", "Good."), "scale_words-1", "what a score of 1 means"),
        (("Nothing.", "Good.", "Good."), "scale_words-2", "the same as a lower one"),
    ],
)
def test_a_scale_with_a_gap_is_said_at_the_score(words, field, said):
    [fault] = scale_faults(words)
    assert fault.field == field
    assert said in str(fault)


def test_a_score_stands_with_the_published_words_or_alone():
    assert score_in_words(1, ("None.", "Some.")) == "1 – Some."
    assert score_in_words(1, None) == "1"
