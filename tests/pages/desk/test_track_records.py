"""A track record: judged after its day, first read by the judged one, answered beside it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from marketplace.contracts.models.contracts import Contract, ContractClause, Milestone
from marketplace.economy.models.pledges import Pledge
from marketplace.engine import clock, db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.profiles import Holding
from marketplace.payments.actions import credit_notes, disputes
from marketplace.payments.models.invoices import Invoice
from procurement.contracts.contract import MilestoneState
from procurement.ground.money import Money
from procurement.organisations.holding import HoldingKind
from tests.cast import Cast, Make, client_of
from tests.development_rows import kept, made_development, made_link, made_pledge
from tests.pages.organisations.test_organisations import words_of
from tests.paid_rows import paid, sent

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _spring(cast: Cast) -> None:
    clock.set_to(BEGAN, stopped=True)


def days_on(days: int) -> None:
    clock.set_to(BEGAN + timedelta(days=days), stopped=True)


def read(app: Flask, who: Actor | None, organisation: Any, name: str = "") -> str:
    address = f"/organisations/{organisation.id}/record" + (name and f"/{name}")
    return words_of(client_of(app, who).get(address).text.partition("<main")[2])


def invoiced(make: Make, cast: Cast, count: int) -> list[Invoice]:
    """So many invoices of the bakery to the council, due in seven days."""
    return [
        row
        for _ in range(count)
        for row in sent(make.contract(cast.council, cast.bakery, "100.00"))
    ]


def owner_of_council(make: Make, cast: Cast) -> Actor:
    return make.member(cast.council, Role.OWNER, name="Olga Owner")


def test_what_is_late_is_read_by_the_judged_one_first_and_by_all_on_the_fourteenth_day(
    app: Flask, cast: Cast, make: Make
) -> None:
    owner = owner_of_council(make, cast)
    for row in invoiced(make, cast, 2):
        paid([row], reference=row.number)
    invoiced(make, cast, 1)
    days_on(8)
    assert "paid by the day agreed Too few to say: 0" in read(app, None, cast.council)
    own = read(app, owner, cast.council)
    assert "Only you read this yet: 3 more, 2 of them by the day agreed." in own
    assert "23 March 2026" in read(app, owner, cast.council, "paid-on-time")
    days_on(20)
    assert "2 of 3" not in read(app, None, cast.council)
    days_on(21)
    assert "Invoices paid by the day agreed 2 of 3; paid after 0 days on average" in read(
        app, None, cast.council
    )


def test_a_figure_opens_to_days_and_only_its_owner_reads_which_contracts_they_are_of(
    app: Flask, cast: Cast, make: Make
) -> None:
    rows = invoiced(make, cast, 3)
    paid(rows[:1])
    days_on(30)
    everybody = read(app, None, cast.bakery, "invoices-undisputed")
    assert "3 of 3." in everybody
    assert everybody.count("Without a dispute") == 3
    assert rows[0].number not in everybody
    assert "Midborough" not in everybody
    assert rows[0].number in read(app, cast.baker, cast.bakery, "invoices-undisputed")
    late = read(app, None, cast.council, "paid-on-time")
    assert late.count("Late Not paid") == 2
    assert "By the day agreed 0" in late


def test_too_few_things_open_to_nothing_but_for_their_owner(
    app: Flask, cast: Cast, make: Make
) -> None:
    invoiced(make, cast, 2)
    days_on(30)
    page = read(app, None, cast.bakery, "invoices-undisputed")
    assert "Too few to say: 2, and 3 are needed." in page
    assert "9 March 2026" not in page
    assert "9 March 2026" in read(app, cast.baker, cast.bakery, "invoices-undisputed")
    assert client_of(app, None).get(f"/organisations/{cast.bakery.id}/record/x").status_code == 404


def test_a_dispute_counts_fourteen_days_after_it_was_raised_and_none_that_is_taken_back(
    app: Flask, cast: Cast, make: Make
) -> None:
    first, second, third, fourth = invoiced(make, cast, 4)
    days_on(25)
    for row in (first, second, third):
        disputes.dispute_invoice(cast.finance, row.id, reason="The bread was cold.")
    disputes.resolve_dispute(cast.finance, second.id)
    credit_notes.credit_invoice(cast.baker, third.id, reason="Cold.", net=Money(10_00))
    days_on(26)
    assert "dispute Too few to say: 1" in read(app, None, cast.bakery)
    days_on(39)
    page = read(app, None, cast.bakery)
    assert "Invoices without a dispute 2 of 4" in page
    assert "cold" not in page.lower()
    assert "Invoices it did not dispute 2 of 4" in read(app, None, cast.council)
    assert fourth.disputed_at is None


def test_work_said_to_be_done_after_its_day_is_late_and_retention_is_no_work(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(
        cast.council, cast.bakery, "400.00", milestones=["100.00"] * 4, accepted=3
    )
    with db.transaction():
        of = Milestone.contract_id == contract.id
        db.session.execute(
            update(Milestone)
            .where(of, Milestone.number == 1)
            .values(claimed_at=BEGAN + timedelta(days=1), state=MilestoneState.ACCEPTED)
        )
        db.session.execute(
            update(Milestone)
            .where(of, Milestone.number == 4)
            .values(is_retention=True, claimed_at=BEGAN, state=MilestoneState.CLAIMED)
        )
    days_on(14)
    page = read(app, None, cast.bakery)
    assert "Work said to be done by its day 2 of 3" in page
    assert "Contracts signed here 1" in page
    assert "Retention asked for and let go Too few to say: 1" in read(app, None, cast.council)


def test_a_promise_is_judged_once_its_contract_is_over(app: Flask, cast: Cast, make: Make) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00")
    for delivered in (1, 2, 3):
        kept(
            ContractClause(
                contract_id=contract.id, text="Jobs", unit="jobs", promised=Decimal(2),
                delivered=Decimal(delivered), method="",
            )
        )  # fmt: skip
    days_on(365 + 13)
    assert "contract Too few to say: 0" in read(app, None, cast.bakery)
    days_on(365 + 14)
    assert "Promises kept by the end of the contract 2 of 3" in read(app, None, cast.bakery)


def test_a_stage_of_a_pledge_is_kept_by_what_was_paid_by_its_day(
    app: Flask, cast: Cast, make: Make
) -> None:
    development = made_development(cast.council)
    contract = make.contract(cast.council, cast.bakery, "100.00")
    made_link(development, contract)
    by = [(amount, (BEGAN + timedelta(days=5)).date()) for amount in ("60.00", "40.00", "1.00")]
    made_pledge(development, cast.council, by, confirmed_at=clock.now())
    made_pledge(development, cast.council, by)
    paid(sent(contract))
    days_on(30)
    assert "Stages of pledges paid by their day 2 of 3" in read(app, None, cast.council)


def test_a_stage_that_was_missed_stays_when_its_pledge_is_withdrawn_later(
    app: Flask, cast: Cast, make: Make
) -> None:
    by = [("60.00", (BEGAN + timedelta(days=days)).date()) for days in (3, 4, 5, 6)]
    pledge = made_pledge(made_development(cast.council), cast.council, by, confirmed_at=clock.now())
    with db.transaction():
        db.session.get_one(Pledge, pledge.id).withdrawn_at = BEGAN + timedelta(days=6)
    days_on(30)
    assert "Stages of pledges paid by their day 0 of 3" in read(app, None, cast.council)
    with db.transaction():
        db.session.get_one(Pledge, pledge.id).withdrawn_at = BEGAN + timedelta(days=5)
    assert "by their day Too few to say: 2" in read(app, None, cast.council)


def test_insurance_is_told_as_it_stands_today(app: Flask, cast: Cast, make: Make) -> None:
    for days in (5, 50):
        kept(
            Holding(
                organisation_id=cast.bakery.id, kind=HoldingKind.PUBLIC_LIABILITY, name="Policy",
                amount=Money(100), expires_on=clock.today() + timedelta(days=days),
                added_at=clock.now(),
            )
        )  # fmt: skip
    assert "Insurance in date today 2 of 2" in read(app, None, cast.bakery)
    days_on(6)
    assert "Insurance in date today 1 of 2" in read(app, None, cast.bakery)


def test_what_speaks_against_it_waits_for_its_owner_until_it_is_read(
    app: Flask, cast: Cast, make: Make
) -> None:
    owner, task = owner_of_council(make, cast), "Read what your record will show"
    row, _ = invoiced(make, cast, 2)
    paid([row])
    days_on(7)
    assert task not in client_of(app, owner).get("/my").text
    days_on(8)
    work = words_of(client_of(app, owner).get("/my").text.partition("<main")[2])
    assert f"{task}: 1 thing late, disputed or not kept" in work
    assert "by 23 March 2026" in work
    assert task not in client_of(app, cast.baker).get("/my").text
    client = client_of(app, owner)
    record = f"/organisations/{cast.council.id}/record"
    client.post(f"{record}/read")
    assert task not in client.get("/my").text
    assert "We have read what waits" not in client.get(record).text
    days_on(9)
    assert "We have read what waits" not in client.get(record).text
    invoiced(make, cast, 1)
    days_on(17)
    assert task in client.get("/my").text
    assert "We have read what waits" in client.get(record).text


def test_what_speaks_for_it_asks_nobody_to_read(app: Flask, cast: Cast, make: Make) -> None:
    owner = owner_of_council(make, cast)
    paid(invoiced(make, cast, 1))
    days_on(8)
    assert "Only you read this yet: 1 more, 1 of them by the day agreed." in read(
        app, owner, cast.council
    )
    record = f"/organisations/{cast.council.id}/record"
    assert "We have read what waits" not in client_of(app, owner).get(record).text


def test_the_judged_one_answers_beside_one_figure_too(app: Flask, cast: Cast, make: Make) -> None:
    invoiced(make, cast, 3)
    days_on(30)
    record = f"/organisations/{cast.bakery.id}/record"
    client, name = client_of(app, cast.baker), "Invoices without a dispute"
    answer = f"{record}/answer?figure=invoices-undisputed"
    assert f"Answer this : {name}" in read(app, cast.baker, cast.bakery)
    assert name in client.get(answer).text
    client.post(f"{record}/answer", data={"answer": "We bake at night."})
    assert client.post(answer, data={"answer": "Three of three."}).status_code == 302
    everybody = read(app, None, cast.bakery)
    assert f"{name} 3 of 3 What it is made of : {name} Three of three. Harbour Bakery CIC, on" in (
        everybody
    )
    assert "We bake at night." in everybody
    assert client.get(f"{record}/answer?figure=x").status_code == 404
    assert client_of(app, cast.gardener).post(answer, data={"answer": "No."}).status_code == 404
    client.post(f"{record}/answer/withdraw?figure=invoices-undisputed")
    everybody = read(app, None, cast.bakery)
    assert "Three of three." not in everybody
    assert "We bake at night." in everybody


def test_the_judged_one_answers_changes_the_answer_and_withdraws_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    client = client_of(app, cast.baker)
    record = f"/organisations/{cast.bakery.id}/record"
    refused = client.post(f"{record}/answer", data={"answer": "x" * 2001})
    assert refused.status_code == 422
    assert "Keep it to 2,000." in refused.text
    assert "x" * 2001 in refused.text
    client.post(f"{record}/answer", data={"answer": "The ovens were down."})
    client.post(f"{record}/answer", data={"answer": "The ovens were down in March."})
    page = read(app, None, cast.bakery)
    assert "The ovens were down in March. Written on 2 March 2026." in page
    assert "The ovens were down." not in page
    assert client_of(app, cast.gardener).get(f"{record}/answer").status_code == 404
    client.post(f"{record}/answer/withdraw")
    assert "ovens" not in read(app, None, cast.bakery)
    again = client.post(f"{record}/answer/withdraw")
    assert "There is no answer to withdraw." in again.text


def test_work_that_was_due_before_both_had_signed_is_not_late(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, cast.bakery, "300.00", milestones=["100.00"] * 3)
    with db.transaction():
        day = (BEGAN - timedelta(days=40)).date()
        of = Milestone.contract_id == contract.id
        db.session.execute(update(Milestone).where(of).values(due_on=day))
        signed = {"buyer_signed_at": BEGAN, "supplier_signed_at": BEGAN + timedelta(days=1)}
        db.session.execute(update(Contract).where(Contract.id == contract.id).values(signed))
    days_on(14)
    assert "more, " not in read(app, cast.baker, cast.bakery)
    days_on(15)
    assert "done by its day Too few to say: 0" in read(app, None, cast.bakery)


def test_what_was_paid_before_a_pledge_was_entered_keeps_no_stage_of_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    development = made_development(cast.council)
    contract = make.contract(cast.council, cast.bakery, "100.00")
    made_link(development, contract)
    paid(sent(contract))
    made_on = clock.today()
    days_on(2)
    by = [(amount, (BEGAN + timedelta(days=5)).date()) for amount in ("60.00", "40.00", "1.00")]
    made_pledge(development, cast.council, by, made_on=made_on, confirmed_at=clock.now())
    days_on(30)
    assert "paid by their day Too few to say: 1" in read(app, None, cast.council)


def test_a_stage_of_a_pledge_counts_from_its_confirmation_where_that_comes_later(
    app: Flask, cast: Cast, make: Make
) -> None:
    by = [("60.00", (BEGAN + timedelta(days=days)).date()) for days in (3, 4, 5)]
    confirmed = BEGAN + timedelta(days=10)
    made_pledge(made_development(cast.council), cast.council, by, confirmed_at=confirmed)
    days_on(23)
    assert "paid by their day Too few to say: 0" in read(app, None, cast.council)
    days_on(24)
    assert "Stages of pledges paid by their day 0 of 3" in read(app, None, cast.council)
