"""Promises against delivery, and people counted once."""

from datetime import date

import pytest

from procurement.contracts.social_delivery import (
    Delivered,
    DeliveryReport,
    Due,
    delivery_on,
    double_claims,
    identity_hash,
)
from procurement.ground.refusal import Refusal

SCHEDULE = [
    Due("placements", date(2026, 6, 30), 4),
    Due("hours", date(2026, 12, 31), 100),
    Due("placements", date(2026, 12, 31), 6),
]
DELIVERIES = [
    Delivered("placements", date(2026, 6, 30), 3, is_evidenced=True),
    Delivered("placements", date(2026, 6, 30), 2, is_evidenced=False),
    Delivered("placements", date(2026, 7, 1), 5, is_evidenced=True),
]
KEY = bytes(range(32))


def test_only_evidenced_delivery_by_the_day_counts_against_what_was_due():
    placements, hours = delivery_on(date(2026, 6, 30), SCHEDULE, DELIVERIES)
    assert (placements.committed, placements.due, placements.delivered) == (10, 4, 3)
    assert (placements.not_evidenced, placements.behind, placements.percent_of_due) == (2, 1, 75)
    assert (hours.due, hours.behind, hours.percent_of_due) == (0, 0, None)


def test_delivery_ahead_of_the_schedule_is_not_behind():
    placements, _ = delivery_on(date(2026, 7, 1), SCHEDULE, DELIVERIES)
    assert (placements.delivered, placements.behind, placements.percent_of_due) == (8, 0, 200)


@pytest.mark.parametrize(
    ("delivery", "sentence"),
    [
        (Delivered("trees", date(2026, 6, 1), 1, True), "trees is not a clause"),
        (Delivered("hours", date(2026, 6, 1), 0, True), "must be more than 0"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(delivery, sentence):
    with pytest.raises(Refusal, match=sentence):
        delivery_on(date(2026, 6, 30), SCHEDULE, [delivery])


def test_an_identity_is_known_again_however_it_is_typed_and_only_with_the_key():
    known = identity_hash(KEY, "QQ 12 34 56 C")
    assert known == identity_hash(KEY, "qq-123456c")
    assert known != identity_hash(KEY, "QQ 12 34 57 C")
    assert known != identity_hash(KEY[::-1], "QQ 12 34 56 C")
    assert "123456" not in known


def test_an_empty_identity_and_a_short_key_are_refused():
    with pytest.raises(Refusal, match="reference number"):
        identity_hash(KEY, " - ")
    with pytest.raises(ValueError, match="32 bytes"):
        identity_hash(b"short", "QQ123456C")


def test_a_person_counted_twice_for_one_measure_is_found_across_contracts():
    one, other = identity_hash(KEY, "QQ123456C"), identity_hash(KEY, "QQ123457C")
    claims = [
        DeliveryReport("1", "catering", "placements", one),
        DeliveryReport("2", "catering", "placements", other),
        DeliveryReport("3", "cleaning", "placements", one),
        DeliveryReport("4", "cleaning", "hours", one),
    ]
    assert double_claims(claims) == ((claims[0], claims[2]),)
