"""An award is published with its notice: on the central platform first, where one is owed."""

from datetime import date, timedelta

import pytest
from flask import Flask

from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.summaries import send_summaries
from marketplace.assessment.queries.awards import awards_of
from marketplace.bidding.queries.notice_said import kinds_among
from marketplace.engine import clock, db
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.official_notices import notices_of_tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.award import AwardState
from procurement.ground.money import Money
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, opened_bid
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW

THERE = {
    "central_notice": "023456-2026",
    "central_notice_at-day": "24",
    "central_notice_at-month": "11",
    "central_notice_at-year": "2026",
    "central_notice_at-time": "10:00",
}


def decided(make: Make, cast: Cast, pounds: int, **columns: object) -> Tender:
    """A tender of one lot, awarded to the bakery, whose bidders were told."""
    tender = make.tender(
        cast.council,
        state=TenderState.OPENED,
        closes_at=NOW - timedelta(days=1),
        lots=1,
        estimate=Money(pounds * 100),
        **columns,
    )
    won, lost = (opened_bid(tender, who, 2_000_000) for who in (cast.bakery, cast.gardens))
    panel = dict(zip(cast.evaluators, appointed(tender, cast.buyer, *cast.evaluators), strict=True))
    assess(tender, cast.buyer, panel, {won.id: 4, lost.id: 3})
    lot = parts_of(tender.id).lots[0]
    award_lot(cast.buyer, tender.id, lot_id=lot.id, bid_id=won.id, reason="First.")
    send_summaries(cast.buyer, tender.id)
    return tender


def test_the_standstill_begins_with_the_day_on_which_the_notice_was_published(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = decided(make, cast, 300_000)
    clock.set_to(NOW + timedelta(days=3), stopped=True)
    buyer = client_of(app, cast.buyer)
    path = f"/tenders/{tender.id}/publish-award"
    assert path in buyer.get(f"/tenders/{tender.id}/awards").text
    assert "Read what the notice says" in buyer.get(path).text
    shown = buyer.post(path, data=THERE, follow_redirects=True).text
    assert "The award is published" in shown
    (award,) = awards_of(tender.id)
    assert award.published_on == date(2026, 11, 24)
    assert award.standstill_ends_on == date(2026, 12, 4)
    (notice,) = notices_of_tender(tender.id)
    said = {line["key"]: line["sentences"] for line in notice.lines}
    assert said["suppliers"][0].startswith("Harbour Bakery CIC")
    assert said["tenders_counted"][0].startswith("Lot 1: 2 submitted, 2 assessed")
    assert (
        "how many from small or medium-sized enterprises (by their staff) is not recorded for 2"
        in (said["tenders_counted"][0])
    )
    assert said["standstill"] == ["A standstill of 8 working days ends on 4 December 2026."]
    assert "authority_email" not in said


@pytest.mark.parametrize(
    ("staff", "words"),
    [
        (
            (10, None),
            "1 from small or medium-sized enterprises (by their staff; not recorded for 1)",
        ),
        ((300, 250), "0 from small or medium-sized enterprises (by their staff)"),
        ((300, 10), "1 from small or medium-sized enterprises (by their staff)"),
        (
            (300, None),
            "how many from small or medium-sized enterprises (by their staff) is not recorded for 1",
        ),
    ],
)
def test_staff_that_is_not_recorded_is_never_counted_as_none(
    make: Make, cast: Cast, staff: tuple[int | None, ...], words: str
) -> None:
    with db.transaction():
        for row, employees in zip((cast.bakery, cast.gardens), staff, strict=True):
            db.session.get_one(Organisation, row.id).employees = employees
    counted, _ = kinds_among([[cast.bakery.id], [cast.gardens.id]])
    assert counted == words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "enter its number"),
        ({**THERE, "central_notice": "a notice"}, "enter its number"),
        ({**THERE, "central_notice_at-day": "27"}, "cannot be of a later time than now"),
        ({**THERE, "central_notice_at-day": "22"}, "after the assessment summaries were sent"),
    ],
)
def test_without_its_notice_nothing_is_published_and_what_was_typed_stays(
    app: Flask, make: Make, cast: Cast, typed: dict[str, str], sentence: str
) -> None:
    tender = decided(make, cast, 300_000)
    clock.set_to(NOW + timedelta(days=3), stopped=True)
    answer = client_of(app, cast.buyer).post(f"/tenders/{tender.id}/publish-award", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed.get("central_notice", "") in answer.text
    db.session.remove()
    assert [row.state for row in awards_of(tender.id)] == [AwardState.SUMMARIES_SENT]


def test_below_the_threshold_no_notice_of_the_award_is_asked_for(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = decided(make, cast, 40_000)
    page = client_of(app, cast.buyer).get(f"/tenders/{tender.id}/publish-award").text
    assert "Number of the notice" not in page
    client_of(app, cast.buyer).post(f"/tenders/{tender.id}/publish-award")
    assert [row.published_on for row in awards_of(tender.id)] == [clock.today()]
    assert notices_of_tender(tender.id) == []
