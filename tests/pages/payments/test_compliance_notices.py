"""How an authority paid in a half-year: what is recorded, what it adds, and the notice of it."""

from datetime import date, datetime, time

import pytest
from flask import Flask

from invoicing.payments.payments_compliance import NOTHING_ELSE
from marketplace.engine import clock, db
from marketplace.payments.actions.compliance_notices import (
    prepare_compliance_notice,
    record_compliance_notice,
)
from marketplace.payments.queries.compliance_notices import recorded_counts
from marketplace.tendering.actions.official_notices import Published
from procurement.ground.calendar import london_moment
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.notices import payments_compliance_period
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.paid_rows import paid, sent

SUMMER = payments_compliance_period(date(2026, 4, 1))
LEDGER = {
    "others": "some", "paid": "3", "mean_days": "40", "within_30": "1", "days_31_to_60": "1",
    "over_60": "1", "payable": "1000", "not_paid": "250",
}  # fmt: skip


def invoiced(make: Make, cast: Cast, came: str, paid_on: str, regime: str = "public") -> None:
    """An invoice of £100 to the council, due after 7 days, with its days."""
    clock.set_to(_noon(came), stopped=True)
    [row] = sent(make.contract(cast.council, cast.bakery, "100.00", regime=regime))
    if paid_on:
        clock.set_to(_noon(paid_on), stopped=True)
        paid([row], reference=f"BACS {paid_on} {regime}")
    clock.set_to(NOW, stopped=True)
    db.session.remove()


def _noon(day: str) -> datetime:
    return london_moment(date.fromisoformat(day), time(12))


@pytest.fixture
def half_year(make: Make, cast: Cast) -> str:
    """The page of the last half-year, in which one was paid after 10 days and one never."""
    invoiced(make, cast, "2026-05-01", "2026-05-11")
    invoiced(make, cast, "2026-09-01", "")
    return f"/organisations/{cast.council.id}/payments-notices/2026-04-01"


def test_what_is_recorded_is_counted_by_the_days_of_the_half_year(make: Make, cast: Cast) -> None:
    invoiced(make, cast, "2026-03-01", "2026-03-31")  # paid before it
    invoiced(make, cast, "2026-03-01", "2026-04-30")  # 60 days
    invoiced(make, cast, "2026-05-01", "2026-05-11")  # 10 days
    invoiced(make, cast, "2026-05-01", "2026-05-11", "below")  # no public contract
    invoiced(make, cast, "2026-09-20", "2026-10-01")  # paid after it
    found = recorded_counts(cast.council.id, SUMMER)
    assert (found.paid, found.within_30, found.days_31_to_60, found.over_60) == (2, 1, 1, 0)
    assert found.mean_days == 35
    assert found.payable == Money(20_000)
    assert found.not_paid == Money(10_000)


def test_no_figure_is_claimed_before_the_authority_says_what_else_there_is(
    app: Flask, cast: Cast, half_year: str
) -> None:
    finance = client_of(app, cast.finance)
    page = finance.get(half_year).text
    assert "What you paid outside of this marketplace is not known here." in page
    assert "1 within 30 days of receipt" in page
    assert "Mean number of days to pay." in page
    assert finance.get(f"{half_year}/figures.json").status_code == 404
    assert finance.post(half_year, data={}).status_code == 422
    lacking = finance.post(half_year, data=LEDGER | {"not_paid": "", "over_60": ""})
    assert lacking.status_code == 422
    assert lacking.text.count("Enter this from your own ledger; 0 where there is none.") >= 2
    assert 'value="1000"' in lacking.text
    wrong = finance.post(half_year, data=LEDGER | {"within_30": "2"})
    assert "must add up to all that were paid" in wrong.text


def test_its_own_figures_are_added_and_named_as_its_own(
    app: Flask, cast: Cast, half_year: str
) -> None:
    finance = client_of(app, cast.finance)
    assert finance.post(half_year, data=LEDGER).status_code == 302
    page = finance.get(half_year).text
    assert "32.50 days" in page
    assert "1 as recorded on this marketplace, 3 as stated by the authority" in page
    assert finance.get(f"{half_year}/figures.json").get_json() == {
        "from": "2026-04-01", "to": "2026-09-30", "invoices_paid": 4, "mean_days": "32.50",
        "within_30_percent": "50.00", "days_31_to_60_percent": "25.00",
        "over_60_percent": "25.00", "payable_pence": 120_000, "not_paid_pence": 35_000,
        "not_paid_percent": "29.17",
    }  # fmt: skip
    assert finance.post(half_year, data={"others": "none"}).status_code == 302
    assert finance.get(f"{half_year}/figures.json").get_json()["invoices_paid"] == 1


def test_the_notice_is_recorded_once_with_who_approved_it(
    app: Flask, cast: Cast, half_year: str
) -> None:
    finance = client_of(app, cast.finance)
    published = {
        "central_notice": "045678-2026", "central_notice_at-day": "20",
        "central_notice_at-month": "11", "central_notice_at-year": "2026",
        "central_notice_at-time": "10:00", "approver": "", "title": "Director of Finance",
    }  # fmt: skip
    early = finance.post(f"{half_year}/record", data=published | {"approver": "Fay Finch"})
    assert "First say what your own ledger has" in early.text
    finance.post(half_year, data={"others": "none"})
    lacking = finance.post(f"{half_year}/record", data=published)
    assert lacking.status_code == 422
    assert "Name the director who approved the figures." in lacking.text
    said = published | {"approver": "Fay Finch", "central_notice_at-month": "9"}
    before = finance.post(f"{half_year}/record", data=said)
    assert "only be published after the end of the period" in before.text
    done = finance.post(f"{half_year}/record", data=published | {"approver": "Fay Finch"})
    assert done.status_code == 302
    assert "notice 045678-2026" in finance.get(half_year.rpartition("/")[0]).text
    page = finance.get(half_year).text
    assert "Fay Finch, Director of Finance, is satisfied that these figures are right." in page
    assert "10.00 days" in page
    refused = finance.post(half_year, data=LEDGER)
    assert "is published, so its figures stay" in refused.text


def test_it_waits_in_the_work_of_finance_until_it_is_recorded(
    app: Flask, cast: Cast, make: Make, half_year: str
) -> None:
    words = "Publish how fast you paid in the last reporting period"
    work = client_of(app, cast.finance).get("/my").text
    assert words in work
    assert "29 October 2026" in work
    assert words not in client_of(app, cast.baker).get("/my").text
    key = cast.council.id
    prepare_compliance_notice(cast.finance, key, begins_on=SUMMER.begins, ledger=NOTHING_ELSE)
    assert words in client_of(app, cast.finance).get("/my").text
    record_compliance_notice(
        cast.finance, key, begins_on=SUMMER.begins, approver="Fay Finch", title="Director",
        published=Published("045678-2026", clock.now()),
    )  # fmt: skip
    assert words not in client_of(app, cast.finance).get("/my").text
    clock.set_to(london_moment(date(2027, 4, 1), time()), stopped=True)
    assert "29 April 2027" in client_of(app, make.again(cast.finance)).get("/my").text


def test_only_a_contracting_authority_owes_it_and_only_of_what_is_over(
    app: Flask, cast: Cast, make: Make, half_year: str
) -> None:
    assert client_of(app, cast.finance).get(half_year[:-5] + "10-01").status_code == 404
    assert client_of(app, cast.finance).get(half_year[:-10] + "soon").status_code == 404
    bakery = f"/organisations/{cast.bakery.id}/payments-notices"
    assert client_of(app, cast.baker).get(bakery).status_code == 404
    for person in (cast.buyer, cast.baker, cast.stranger, cast.evaluators[0]):
        assert client_of(app, person).get(half_year).status_code in (403, 404)
        assert client_of(app, person).post(half_year, data=LEDGER).status_code in (403, 404)
    with pytest.raises(Refusal, match="s69"):
        prepare_compliance_notice(
            cast.baker, cast.bakery.id, begins_on=SUMMER.begins, ledger=NOTHING_ELSE
        )


def test_the_first_period_is_shorter_and_a_last_day_that_has_passed_is_said(
    app: Flask, cast: Cast, make: Make, half_year: str
) -> None:
    finance, index = client_of(app, cast.finance), half_year.rpartition("/")[0]
    short, passed = "The first period is shorter", "That day has passed."
    first = finance.get(f"{index}/2026-01-01").text
    assert short in first
    assert "half-year" not in first
    assert short in finance.get(index).text
    assert short not in finance.get(half_year).text
    assert passed in first
    clock.set_to(_noon("2026-10-29"), stopped=True)
    assert passed not in client_of(app, make.again(cast.finance)).get(half_year).text
