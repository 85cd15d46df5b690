from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from procurement.ground.money import Money
from procurement.tendering.central_notice import (
    central_notice_faults,
    central_notice_url,
    is_notified_first,
)
from procurement.tendering.regime import Authority, RegimeFacts, Subject

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
COUNCIL = RegimeFacts(
    Authority.SUB_CENTRAL, Subject.SERVICES, Money(20_772_000), date(2026, 11, 20)
)


@pytest.mark.parametrize(
    ("facts", "is_first"),
    [
        (COUNCIL, True),
        (replace(COUNCIL, subject=Subject.LIGHT_TOUCH, estimate=Money(66_354_000)), True),
        (replace(COUNCIL, estimate=Money(3_000_000)), True),
        (replace(COUNCIL, estimate=Money(2_999_999)), False),
        (replace(COUNCIL, authority=Authority.NOT_PUBLIC), False),
    ],
)
def test_where_a_tender_notice_is_owed_it_stands_on_the_central_platform_first(
    facts: RegimeFacts, is_first: bool
) -> None:
    assert is_notified_first(facts) is is_first


def fields(number: str, at: datetime | None, *, is_owed: bool) -> list[str | None]:
    return [fault.field for fault in central_notice_faults(number, at, NOW, is_owed=is_owed)]


def test_the_notice_is_named_by_its_number_and_a_moment_that_has_been() -> None:
    assert fields("012345-2026", NOW, is_owed=True) == []
    assert fields("", None, is_owed=False) == []
    assert fields("", None, is_owed=True) == ["central_notice", "central_notice_at"]
    assert fields("012345-2026", None, is_owed=False) == ["central_notice_at"]
    assert fields("12345", NOW, is_owed=False) == ["central_notice"]
    assert fields("０12345-2026", NOW, is_owed=True) == ["central_notice"]
    later = NOW + timedelta(minutes=1)
    assert fields("012345-2026", later, is_owed=True) == ["central_notice_at"]
    assert central_notice_url("012345-2026").endswith(".gov.uk/Notice/012345-2026")
