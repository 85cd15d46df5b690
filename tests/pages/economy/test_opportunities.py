"""The board counts packages that went to enterprises of its place, under a contract or development."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.contracts.models.contracts import Contract
from marketplace.economy.queries.opportunities import supply_chain_opportunities
from marketplace.engine import clock, db
from marketplace.organisations.models.organisations import Verification
from procurement.organisations.organisation import Kind
from procurement.organisations.place import PLACES
from procurement.packages.package import PackageState
from tests.cast import Cast, Make, client_of
from tests.pages.desk.test_supply_chains import kept, package
from tests.pages.organisations.test_organisations import words_of

HOME = PLACES["greater-icknield"]


@pytest.fixture
def parent(make: Make, cast: Cast) -> Contract:
    return make.contract(cast.council, cast.cleaners, "900.00")


def won(make: Make, cast: Cast, parent: Contract, who: Any, **told: Any) -> UUID:
    """A package under the contract that this enterprise has under contract; the contract's id."""
    below: UUID = make.contract(cast.cleaners, who, "100.00").id
    told = {"state": PackageState.CONTRACTED, "contract_id": below, **told}
    kept(package(cast.cleaners, parent, "Work", **told))
    return below


def test_counted_is_what_is_under_contract_with_an_enterprise_of_the_place(
    app: Flask, cast: Cast, make: Make, parent: Contract
) -> None:
    won(make, cast, parent, cast.bakery)
    won(
        make,
        cast,
        parent,
        make.verified(make.organisation(Kind.CIC, "Elsewhere", "B30 1AA"), cast.broker),
    )
    won(make, cast, parent, make.organisation(Kind.PRIVATE_DEVELOPER, "Builder", "B18 4DF"))
    won(make, cast, parent, cast.bakery, parent_contract_id=None)
    kept(package(cast.cleaners, parent, "Not given yet"))
    page = words_of(client_of(app, None).get("/board").text)
    assert (
        "1 supply-chain opportunity awarded to verified social enterprises of this place, alone or "
        "together with others: packages of work under a contract or a development." in page
    )
    lines = client_of(app, None).get("/board.csv").text
    assert "supply-chain opportunities,total,,1,packages" in lines


def test_one_verified_enterprise_of_the_place_among_several_is_enough_and_counts_once(
    cast: Cast, make: Make, parent: Contract
) -> None:
    builder = make.organisation(Kind.OTHER_SUPPLIER, "Builder", "B18 4DF")
    unverified = make.organisation(Kind.CIC, "Hopeful CIC", "B18 4DF")
    far = make.verified(make.organisation(Kind.CIC, "Far CIC", "LS1 4AP"), cast.broker)
    won(make, cast, parent, [(builder, "60"), (unverified, "20"), (far, "20")])
    day = clock.today()
    assert supply_chain_opportunities(HOME, day, day) == 0
    late = make.verified(make.organisation(Kind.CIC, "Late CIC", "B18 4DF"), cast.broker)
    won(make, cast, parent, [(builder, "60"), (cast.bakery, "20"), (late, "20")])
    assert supply_chain_opportunities(HOME, day, day) == 1


def test_who_is_verified_later_was_no_social_enterprise_then(
    cast: Cast, make: Make, parent: Contract
) -> None:
    late = make.organisation(Kind.CIC, "Late", "B18 4DF")
    won(make, cast, parent, late)
    day = clock.today()
    make.verified(late, cast.broker)
    assert supply_chain_opportunities(HOME, day, day) == 1
    with db.transaction():
        db.session.scalars(
            select(Verification).where(Verification.organisation_id == late.id)
        ).one().verified_on = day + timedelta(days=1)
    assert supply_chain_opportunities(HOME, day, day) == 0


def test_the_figure_opens_to_its_packages_for_who_reads_the_ledger_of_the_place(
    app: Flask, cast: Cast, make: Make, parent: Contract
) -> None:
    won(make, cast, parent, cast.bakery)
    won(make, cast, parent, cast.gardens)
    won(make, cast, parent, make.organisation(Kind.CIC, "Elsewhere", "B30 1AA"))
    address = "/board/opportunities?place=greater-icknield&period=all"
    board = client_of(app, cast.board_member).get("/board").text
    assert f'href="{address.replace("&", "&amp;")}">2 supply-chain opportunities</a>' in board
    assert "/board/opportunities" not in client_of(app, None).get("/board").text
    shown = client_of(app, cast.board_member).get(address).text
    assert shown.count("Work</th>") == 2
    said = words_of(shown)
    assert f"Work Harbour Bakery CIC {cast.cleaners.name} {parent.title}" in said
    assert "2 supply-chain opportunities." in said
    assert "Elsewhere" not in said
    assert (
        "None yet in this period."
        in client_of(app, cast.broker).get(address.replace("all", "2025")).text
    )
    for other in (cast.buyer, cast.baker):
        assert client_of(app, other).get(address).status_code == 403
    assert client_of(app, cast.board_member).get(address + "x").status_code == 200
    elsewhere = address.replace("greater-icknield", "sandwell")
    assert client_of(app, cast.board_member).get(elsewhere).status_code == 403
    nowhere = address.replace("greater-icknield", "nowhere")
    assert client_of(app, cast.board_member).get(nowhere).status_code == 404


def test_each_counts_on_the_day_its_contract_was_written(
    cast: Cast, make: Make, parent: Contract
) -> None:
    below = won(make, cast, parent, cast.bakery)
    with db.transaction():
        db.session.get_one(Contract, below).prepared_at = clock.now() - timedelta(days=60)
    day = (clock.now() - timedelta(days=60)).date()
    last = date(9999, 12, 31)
    assert supply_chain_opportunities(HOME, day, day) == 1
    assert supply_chain_opportunities(HOME, day + timedelta(days=1), last) == 0
    assert supply_chain_opportunities(HOME, date(1900, 1, 1), day - timedelta(days=1)) == 0
    assert supply_chain_opportunities(HOME, date(1900, 1, 1), last) == 1
