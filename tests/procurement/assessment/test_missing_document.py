"""When may a document still be handed in, and what must the buyer say?"""

from datetime import date

import pytest

from procurement.assessment.missing_document import (
    MISSING_DOCUMENT,
    MissingState,
    before_asking,
    before_awarding,
    before_refusing,
    before_waiving,
    check_reason,
)
from procurement.ground.refusal import Refusal, Refusals

TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


def asked(**changes: object) -> None:
    said = {"reason": "It is missing.", "unchanged": "It shows what was so before."}
    said |= {"reply_by": FRIDAY, "today": TODAY, "is_asked": False}
    before_asking(**(said | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"unchanged": ""}, "unchanged"),
        ({"reply_by": TODAY}, "reply_by"),
        ({"reply_by": date(2026, 12, 24)}, "reply_by"),
        ({"is_asked": True}, None),
    ],
)
def test_the_buyer_says_why_that_the_offer_stays_and_by_when(
    changes: dict[str, object], field: str | None
) -> None:
    asked()
    asked(reply_by=date(2026, 12, 23))
    with pytest.raises((Refusal, Refusals)) as no:
        asked(**changes)
    assert getattr(no.value, "field", None) == field


def test_nobody_is_refused_before_the_day_has_ended_unless_something_came() -> None:
    before_refusing("It says nothing.", FRIDAY, TODAY, is_there=True)
    before_refusing("Nothing came.", FRIDAY, date(2026, 11, 28), is_there=False)
    with pytest.raises(Refusal, match="until the end of 27 November 2026"):
        before_refusing("Nothing came.", FRIDAY, FRIDAY, is_there=False)
    with pytest.raises(Refusal, match="Give the reason"):
        before_refusing(" ", FRIDAY, TODAY, is_there=True)
    with pytest.raises(Refusal, match="Give the reason"):
        check_reason("")


def test_only_what_is_not_there_is_gone_without() -> None:
    before_waiving("Not needed.", is_there=False)
    with pytest.raises(Refusal, match="nothing to go without"):
        before_waiving("Not needed.", is_there=True)
    with pytest.raises(Refusal, match="Give the reason"):
        before_waiving("", is_there=False)


def test_an_award_waits_for_the_decision() -> None:
    before_awarding(0)
    with pytest.raises(Refusal, match="A document is asked for"):
        before_awarding(1)
    with pytest.raises(Refusal, match="2 documents are asked for"):
        before_awarding(2)


def test_what_is_accepted_or_gone_without_stays_so() -> None:
    assert MISSING_DOCUMENT.verbs(MissingState.ACCEPTED) == []
    assert MISSING_DOCUMENT.verbs(MissingState.WAIVED) == []
    assert set(MISSING_DOCUMENT.verbs(MissingState.REFUSED)) == {"waive"}
