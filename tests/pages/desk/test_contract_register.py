"""The public register of contracts: what was signed after a published award, and what ends when."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from marketplace.assessment.models.awards import Award
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.contract_register import Sought, registered
from marketplace.engine import clock, db, paging
from marketplace.engine.paging import Beside
from procurement.contracts.contract import ContractState
from procurement.organisations.organisation import Kind
from tests.assessment_rows import award_in_standstill
from tests.cast import Cast, Make, client_of

REGISTER = "/contracts/register"


@pytest.fixture
def contract_id(make: Make, cast: Cast) -> UUID:
    """Of a published award: the council with the bakery and the gardens, for 365 days from today."""
    _, award_id = award_in_standstill(make, cast)
    members = [(cast.bakery, "60"), (cast.gardens, "40")]
    key: UUID = make.contract(cast.council, members, "200000.00", regime="public").id
    changed(key, award_id=award_id, title="Hot meals")
    return key


def changed(key: UUID, **values: object) -> None:
    with db.transaction():
        db.session.execute(update(Contract).where(Contract.id == key).values(values))
    db.session.remove()


def shown(app: Flask, cast: Cast, query: str = "") -> str:
    return client_of(app, cast.stranger).get(REGISTER + query).text


def test_everybody_reads_what_was_signed_between_whom_and_until_when(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    text = app.test_client().get(REGISTER).text
    for words in (
        "Hot meals", "Midborough Council", "Harbour Bakery CIC, ", "£200,000.00 without VAT",
        f"{clock.today() + timedelta(days=365):%-d %B %Y}", "1 contract",
    ):  # fmt: skip
        assert words in text
    for name in (cast.buyer.name, cast.baker.name):
        assert name not in text


def test_where_nothing_stands_it_says_why_and_where_to_look(
    app: Flask, cast: Cast, make: Make
) -> None:
    assert "No contract was signed after a published award yet." in shown(app, cast)
    _, award_id = award_in_standstill(make, cast)
    key: UUID = make.contract(cast.council, cast.bakery, "200000.00", regime="public").id
    changed(key, award_id=award_id, title="Hot meals")
    nothing = shown(app, cast, "?theme=tourism")
    assert "No contract fits all of this." in nothing
    assert f'href="{REGISTER}">See all that run' in nothing
    clock.set_to(clock.now() + timedelta(days=366), stopped=True)
    ended = shown(app, cast)
    assert "No contract runs now." in ended
    assert f'href="{REGISTER}?ends=ended">' in ended


@pytest.mark.parametrize(
    "values",
    [
        {"award_id": None},
        {"regime": "private"},
        {"supplier_signed_at": None, "state": ContractState.AWAITING_SIGNATURE},
    ],
)
def test_what_is_not_public_stands_nowhere(
    app: Flask, cast: Cast, contract_id: UUID, values: dict[str, object]
) -> None:
    changed(contract_id, **values)
    for path in (REGISTER, f"{REGISTER}.csv", f"{REGISTER}.ics"):
        assert "Hot meals" not in app.test_client().get(path).text


def test_before_its_award_is_published_nothing_is_said_of_it(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    with db.transaction():
        db.session.execute(update(Award).values(published_on=None))
    assert "Hot meals" not in app.test_client().get(REGISTER).text


def test_what_ends_soon_is_found_and_what_has_ended_stands_apart(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    assert "Hot meals" in shown(app, cast, "?ends=12")
    assert "Hot meals" not in shown(app, cast, "?ends=6")
    clock.set_to(clock.now() + timedelta(days=300), stopped=True)
    text = shown(app, cast, "?ends=3")
    assert "Hot meals" in text
    assert "End in the next 3 months (1)" in text
    clock.set_to(clock.now() + timedelta(days=66), stopped=True)
    assert "Hot meals" not in shown(app, cast)
    assert "Hot meals" in shown(app, cast, "?ends=ended")
    assert "Hot meals" not in shown(app, cast, "?ends=3")


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("?text=hot+MEALS", True), ("?text=gardens", True), ("?text=Midborough", True),
        ("?text=100%25", False), ("?theme=food", True), ("?theme=tourism", False),
        ("?buyer=01900000-0000-7000-8000-000000000000", False), ("?buyer=guessed", True),
        ("?ends=guessed&theme=guessed", True),
    ],
)  # fmt: skip
def test_it_is_searched_by_words_buyer_and_theme(
    app: Flask, cast: Cast, contract_id: UUID, query: str, is_found: bool
) -> None:
    assert ("Hot meals" in shown(app, cast, query)) is is_found


def test_the_buyer_is_chosen_among_those_who_have_signed(
    app: Flask, cast: Cast, make: Make, contract_id: UUID
) -> None:
    make.organisation(Kind.COUNCIL, "Elsewhere Trust")
    text = shown(app, cast, f"?buyer={cast.council.id}")
    assert "Hot meals" in text
    assert "Elsewhere Trust" not in text


def test_it_is_taken_away_as_a_table_and_as_a_calendar(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    table = app.test_client().get(f"{REGISTER}.csv")
    assert table.mimetype == "text/csv"
    header, row = table.text.strip().splitlines()
    assert header.lstrip("\ufeff").startswith("title,kind,buyer,suppliers,value in £ without VAT")
    assert row.startswith("Hot meals,contract,Midborough Council,Harbour Bakery CIC; ")
    assert ",200000.00," in row
    calendar = app.test_client().get(f"{REGISTER}.ics")
    assert calendar.mimetype == "text/calendar"
    assert "Contract ends: Hot meals" in calendar.text.replace("\r\n ", "")
    ends = db.session.scalars(select(Contract.ends_on).where(Contract.id == contract_id)).one()
    assert f"{ends:%Y%m%d}" in calendar.text


def test_many_are_read_page_by_page_without_one_twice(
    cast: Cast, make: Make, contract_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, award_id = award_in_standstill(make, cast)
    other: UUID = make.contract(cast.council, cast.bakery, "300000.00", regime="public").id
    changed(other, award_id=award_id, ends_on=clock.today() + timedelta(days=100))
    whole = registered(Sought(clock.today()), Beside("guessed"))
    assert [line.contract.id for line in whole.rows] == [other, contract_id]
    assert whole.is_whole
    monkeypatch.setitem(paging.stretch_of.__kwdefaults__, "size", 1)
    first = registered(Sought(clock.today()), Beside())
    second = registered(Sought(clock.today()), Beside(first.after))
    assert [row.contract.id for row in (*first.rows, *second.rows)] == [other, contract_id]
    assert (first.before, second.after) == ("", "")
