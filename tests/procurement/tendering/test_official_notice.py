"""Which notice may be recorded at which stage, and where and when it can have been published."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from procurement.tendering.notices import NOTICE_TITLES
from procurement.tendering.official_notice import NoticeStage, publication_faults, stage_fault

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ALL = frozenset(NOTICE_TITLES)
DRAFT = NoticeStage(ALL, is_published=False)
PUBLISHED = NoticeStage(ALL, is_published=True)
SIGNED = NoticeStage(ALL, is_published=True, is_signed=True)
ENDED = NoticeStage(ALL, is_published=True, is_signed=True, is_ended=True)


@pytest.mark.parametrize(
    ("stage", "codes"),
    [
        (DRAFT, {"UK1", "UK2", "UK3"}),
        (PUBLISHED, set()),
        (SIGNED, {"UK7", "UK8", "UK9"}),
        (replace(SIGNED, has_open_change=True), {"UK7", "UK8", "UK9", "UK10"}),
        (
            replace(SIGNED, has_open_change=True, is_change_noticed=True),
            {"UK7", "UK8", "UK9"},
        ),
        (ENDED, {"UK7", "UK8", "UK9", "UK11"}),
    ],
)
def test_a_notice_of_another_stage_is_refused(stage: NoticeStage, codes: set[str]) -> None:
    of_a_procurement = [code for code in NOTICE_TITLES if code != "UK17"]
    assert {code for code in of_a_procurement if stage_fault(code, stage) is None} == codes


def test_a_notice_that_the_regime_does_not_know_is_refused() -> None:
    below = NoticeStage(["UK4", "UK7"], is_published=True, is_signed=True)
    assert "knows no contract change notice" in str(stage_fault("UK10", below))
    assert stage_fault("UK7", below) is None


def test_where_and_when_a_notice_was_published_is_judged_at_its_fields() -> None:
    assert publication_faults("012345-2026", NOW, NOW) == []
    assert [fault.field for fault in publication_faults("", None, NOW)] == [
        "central_notice",
        "central_notice_at",
    ]
    (later,) = publication_faults("012345-2026", NOW + timedelta(seconds=1), NOW)
    assert later.field == "central_notice_at"
    (before,) = publication_faults(
        "012345-2026", NOW, NOW, not_before=NOW + timedelta(minutes=1), after_what="the award"
    )
    same_minute = NOW + timedelta(seconds=59)
    assert publication_faults("012345-2026", NOW, NOW, not_before=same_minute) == []
    assert str(before) == "This notice can only be published after the award."
