"""The hours of a contract, month by month, as the contractor returns and the buyer confirms them."""

import re
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.contracts.models.contracts import Contract, ContractClause
from marketplace.contracts.models.pass_downs import LabourReturn, PassDown
from marketplace.desk.queries.tasks import SHOWN
from marketplace.engine import clock, db
from marketplace.organisations.actions.messages import readable
from procurement.contracts.labour_return import is_share_of_hours, months_to_return
from procurement.contracts.pass_down import PassDownState
from procurement.tendering.model_clauses import model_clauses
from tests.cast import Cast, Make, client_of
from tests.letters import letters
from tests.pages.organisations.test_organisations import words_of

OCTOBER = {
    "month": "2026-10-01",
    "hours": "400",
    "furthest": "30",
    "evidence": "Payroll numbers 4 and 9, sent to us by the job centre.",
}


@pytest.fixture
def contract(cast: Cast, make: Make) -> Contract:
    """Of the bakery, since September, with a tenth of the hours for those furthest."""
    return with_a_share(make.contract(cast.council, cast.bakery, "100.00"), cast)


def with_a_share(contract: Contract, cast: Cast) -> Contract:
    with db.transaction():
        db.session.get_one(Contract, contract.id).starts_on = date(2026, 9, 14)
        db.session.add(
            PassDown(
                contract_id=contract.id,
                labour_share=Decimal(10),
                state=PassDownState.AGREED,
                for_buyer=True,
                proposed_at=clock.now(),
                proposed_by=cast.buyer.person_id,
            )
        )
    db.session.remove()
    return contract


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "asked"),
    [
        (date(2026, 11, 1), date(2027, 3, 31), ""),
        (date(2026, 10, 31), date(2027, 3, 31), "October 2026"),
        (date(2025, 12, 31), date(2026, 11, 23), "11 months, from December 2025"),
        (date(2025, 12, 31), date(2026, 11, 22), "12 months, from December 2025"),
        (date(2026, 11, 1), date(2026, 11, 22), "November 2026"),
    ],
)
def test_every_month_that_is_over_and_not_returned_is_asked_for(
    app: Flask, cast: Cast, contract: Contract, starts_on: date, ends_on: date, asked: str
) -> None:
    with db.transaction():
        row = db.session.get_one(Contract, contract.id)
        row.starts_on, row.ends_on = starts_on, ends_on
    work = words_of(client_of(app, cast.baker).get("/my").text)
    words = re.findall(r"Return the hours of (.*?): " + contract.title, work)
    assert words == ([asked] if asked else [])
    missing = list(months_to_return(starts_on, ends_on, clock.today()))
    assert len(missing) == (int(asked.split()[0]) if " months" in asked else bool(asked))


def test_of_more_contracts_than_stand_on_the_page_the_rest_is_counted(
    app: Flask, cast: Cast, make: Make
) -> None:
    for _ in range(SHOWN + 2):
        with_a_share(make.contract(cast.council, cast.bakery, "100.00"), cast)
    work = words_of(client_of(app, cast.baker).get("/my").text)
    assert work.count("Return the hours of 2 months") == SHOWN
    assert "Return the hours of months that are over: 2 more" in work


def returns() -> list[LabourReturn]:
    db.session.remove()
    return list(db.session.scalars(select(LabourReturn).order_by(LabourReturn.id)))


def test_hours_are_returned_and_confirmed_and_stand_against_the_share(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    page = f"/contracts/{contract.id}/hours"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    work = words_of(baker.get("/my").text)
    assert f"Return the hours of 2 months, from September 2026: {contract.title}" in work
    assert "Not returned yet: September 2026, October 2026." in baker.get(page).text
    said = baker.post(f"{page}/return", data=OCTOBER, follow_redirects=True).text
    assert "The buyer is asked to confirm them." in said
    assert "Return the hours of September 2026" in baker.get("/my").text
    assert "Behind by 40 confirmed hours" in said
    assert "Confirm the hours returned: October 2026" in buyer.get("/my").text
    [row_id] = [row.id for row in returns()]
    assert baker.post(f"{page}/{row_id}/confirm").status_code == 403
    confirmed = buyer.post(f"{page}/{row_id}/confirm", follow_redirects=True).text
    assert "Behind by 10 confirmed hours" in confirmed
    assert "10% of all hours, 40 so far" in words_of(confirmed)
    assert buyer.post(f"{page}/{row_id}/confirm").status_code == 422
    [letter] = [letter for letter in letters() if letter.template == "labour_return_made"]
    assert "returned the hours worked in October 2026" in readable(letter.body)


def test_a_correction_stands_after_what_was_returned_and_is_confirmed_anew(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    page = f"/contracts/{contract.id}/hours"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    baker.post(f"{page}/return", data=OCTOBER)
    [first] = [row.id for row in returns()]
    again = baker.post(f"{page}/return", data=OCTOBER)
    assert again.status_code == 422
    assert "Choose one of the answers." in again.text
    buyer.post(f"{page}/{first}/confirm")
    assert "Say what you ask" in buyer.post(f"{page}/{first}/question").text
    buyer.post(f"{page}/{first}/question", data={"reason": "Nine left in September?"})
    assert "Correct the hours returned: October 2026" in baker.get("/my").text
    assert "Nine left in September?" in baker.get(f"{page}/{first}/correct").text
    baker.post(f"{page}/{first}/correct", data={**OCTOBER, "furthest": "20"})
    shown = words_of(client_of(app, cast.buyer).get(page).text)
    assert "400 hours , of them 20 by people" in shown
    assert "400 hours, of them 30." in shown
    assert "The buyer asked: Nine left in September?" in shown
    former, standing = returns()
    assert (former.furthest, former.state, former.number) == (30, "corrected", 1)
    assert (standing.furthest, standing.state, standing.number) == (20, "made", 2)
    late = baker.post(f"{page}/{first}/correct", data=OCTOBER)
    assert "This return of hours is corrected" in late.text
    told = [letter.template for letter in letters()]
    assert told.count("labour_return_made") == 2
    assert told.count("labour_return_questioned") == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"month": "2026-11-01"}, "Choose one of the answers."),
        ({"hours": "29"}, "cannot be more than them"),
        ({"evidence": ""}, "Say how the buyer can see that this is so"),
        ({"furthest": ""}, "Enter the hours, 0 if there were none."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(
    app: Flask, cast: Cast, contract: Contract, changed: dict[str, str], sentence: str
) -> None:
    path = f"/contracts/{contract.id}/hours/return"
    answer = client_of(app, cast.baker).post(path, data={**OCTOBER, **changed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{changed.get("hours", "400")}"' in answer.text
    assert returns() == []


def test_where_every_month_is_returned_the_page_says_so(app: Flask, cast: Cast, make: Make) -> None:
    fresh = make.contract(cast.council, cast.bakery, "100.00")
    page = f"/contracts/{fresh.id}/hours"
    assert "once it is over" in client_of(app, cast.baker).get(page).text
    assert "Every month that is over is returned." in (
        client_of(app, cast.baker).get(f"{page}/return").text
    )


def test_the_hours_are_known_to_the_two_sides_only(
    app: Flask, cast: Cast, make: Make, contract: Contract
) -> None:
    page = f"/contracts/{contract.id}/hours"
    client_of(app, cast.baker).post(f"{page}/return", data=OCTOBER)
    [row_id] = [row.id for row in returns()]
    for person in (cast.gardener, cast.broker, cast.board_member, cast.stranger):
        browser = client_of(app, person)
        assert browser.get(page).status_code == 404
        assert browser.post(f"{page}/{row_id}/confirm").status_code == 404
    buyer = client_of(app, cast.buyer)
    assert buyer.get(f"{page}/return").status_code == 403
    assert buyer.post(f"{page}/{row_id}/correct", data=OCTOBER).status_code == 403
    assert "Correct these hours" not in buyer.get(page).text
    other = make.contract(cast.council, cast.bakery, "100.00")
    elsewhere = f"/contracts/{other.id}/hours/{row_id}"
    assert buyer.post(f"{elsewhere}/confirm").status_code == 404
    assert buyer.get(f"{elsewhere}/question").status_code == 404


def test_the_page_of_a_promise_of_hours_shows_the_hours_returned_against_it(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    (model,) = [clause for clause in model_clauses() if is_share_of_hours(clause.unit)]
    assert model.slug == "labour-hours"
    with db.transaction():
        promise = ContractClause(
            contract_id=contract.id,
            text=model.text,
            unit=model.unit,
            promised=Decimal(10),
            method="",
        )
        db.session.add(promise)
        db.session.flush()
        path = f"/contracts/{contract.id}/promises/{promise.id}"
    baker, buyer = client_of(app, cast.baker), client_of(app, cast.buyer)
    assert "No hours are returned yet." in baker.get(path).text
    assert path in baker.get(f"/contracts/{contract.id}").text
    assert baker.post(f"/contracts/{contract.id}/hours/return", data=OCTOBER).status_code == 302
    said = words_of(baker.get(path).text)
    assert "All hours returned 400" in said
    assert "0 confirmed, 30 not confirmed yet" in said
    confirm = re.search(
        r'action="([^"]+/confirm)"', buyer.get(f"/contracts/{contract.id}/hours").text
    )
    assert confirm
    assert buyer.post(confirm[1]).status_code == 302
    for browser in (baker, buyer):
        said = words_of(browser.get(path).text)
        assert "30 confirmed Confirmed, of all hours returned 7.50%, promised 10%" in said
    assert "By the hours returned and confirmed it is 7.50%." in said
    assert "Save" not in words_of(baker.get(path).text).partition("What is promised")[2]
