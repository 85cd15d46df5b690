from dataclasses import replace
from uuid import uuid4

import pytest

from procurement.ground.refusal import Refusal
from procurement.tendering.second_person import (
    ApprovalFacts,
    ApprovalState,
    Step,
    before_acting,
    before_approving,
    before_asking,
)

ASKER, COLLEAGUE = uuid4(), uuid4()
ASKED = ApprovalFacts(ApprovalState.ASKED, ASKER, "as it stood")
GIVEN = replace(ASKED, state=ApprovalState.APPROVED)
SENT_BACK = replace(ASKED, state=ApprovalState.SENT_BACK)


def test_it_is_asked_once_for_what_stands_and_anew_for_what_changed_or_was_sent_back() -> None:
    before_asking(None, "as it stood")
    before_asking(SENT_BACK, "as it stood")
    before_asking(replace(ASKED, state=ApprovalState.REPLACED), "as it stood")
    for newest in (ASKED, GIVEN):
        before_asking(newest, "changed")
    with pytest.raises(Refusal, match="asked already"):
        before_asking(ASKED, "as it stood")
    with pytest.raises(Refusal, match="approved already"):
        before_asking(GIVEN, "as it stood")


def test_a_colleague_approves_what_stands_as_it_was_asked_for() -> None:
    before_approving(ASKED, COLLEAGUE, "as it stood")
    for newest, person, mark, sentence in (
        (None, COLLEAGUE, "as it stood", "Nobody waits"),
        (GIVEN, COLLEAGUE, "as it stood", "Nobody waits"),
        (ASKED, ASKER, "as it stood", "a colleague gives it"),
        (ASKED, COLLEAGUE, "changed", "has changed since"),
    ):
        with pytest.raises(Refusal, match=sentence):
            before_approving(newest, person, mark)


@pytest.mark.parametrize("step", list(Step))
def test_only_what_was_approved_as_it_stands_goes_on(step: Step) -> None:
    before_acting(step, GIVEN, "as it stood")
    for newest, mark in ((None, "as it stood"), (ASKED, "as it stood"), (GIVEN, "changed")):
        with pytest.raises(Refusal, match=f"two people for this {step.in_words}"):
            before_acting(step, newest, mark)
