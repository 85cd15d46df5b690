"""Each field of open data comes from the column that docs/open-data.md names, or is worked out."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.performance import IndicatorException
from marketplace.desk.queries.notice_documents import STAGES
from marketplace.desk.queries.open_data import releases
from marketplace.engine import clock, db
from marketplace.organisations.models.organisations import OrganisationIdentifier
from marketplace.tendering.models.official_notices import OfficialNotice
from marketplace.tendering.models.tenders import Tender, TenderVersion
from marketplace.tendering.queries.tenders import parts_of
from procurement.contracts.breach import BreachKind
from procurement.contracts.change_proposal import ChangeState
from procurement.contracts.contract_end import EndState
from procurement.ground.calendar import london_moment
from procurement.ground.money import Money
from procurement.open_data.ocds_terms import at, number, pounds
from procurement.open_data.ocds_write import release as written
from procurement.tendering.framework import Ordering
from tests.assessment_rows import award_in_standstill
from tests.cast import Cast, Make
from tests.file_rows import STATEMENT
from tests.organisation_rows import kept_id
from tests.pages.desk.test_notice_files import judged, package
from tests.paid_rows import paid, sent
from tests.tender_rows import with_attachments, with_conditions

TABLE = Path(__file__).parents[3] / "docs/open-data.md"
_LINE = re.compile(r"\| `([^`]+)` \| (.+) \|")
Release = dict[str, Any]


def origins() -> dict[str, str]:
    """The table: where each field comes from."""
    found = [_LINE.fullmatch(line) for line in TABLE.read_text("utf-8").splitlines()]
    return {match[1]: match[2] for match in found if match}


def fields(told: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value with the names that lead to it; that something is one of several is left out."""
    if isinstance(told, dict):
        for key, part in told.items():
            yield from fields(part, f"{path}/{key}" if path else key)
    elif isinstance(told, list):
        for part in told:
            yield from fields(part, path)
    else:
        yield path, told


@pytest.fixture
def whole(make: Make, cast: Cast) -> tuple[UUID, UUID]:
    """The ids of a tender in which everything has happened, and of its contract."""
    tender_id, award_id = award_in_standstill(make, cast)
    contract = make.contract(cast.council, cast.bakery, "200000.00", regime="public")
    contract_id = contract.id
    tender = db.session.get_one(Tender, tender_id)
    with_conditions(tender, "A food hygiene rating of 5.")
    with_attachments(tender, STATEMENT)
    paid(sent(contract))
    judged(cast, make, contract_id)
    _changed(cast, contract_id)
    _noted(cast, tender_id, contract_id)
    with db.transaction():
        row = db.session.get_one(Tender, tender_id)
        row.notice_on, row.engaged_until = date(2026, 10, 20), date(2026, 10, 1)
        row.engaged_how, row.cpv = "A morning in the hall.", ["55520000", "55523000"]
        db.session.execute(
            update(Contract)
            .where(Contract.id == contract_id)
            .values(award_id=award_id, extends_to=date(2028, 11, 30))
        )
        lot = parts_of(tender_id).lots[0]
        lot.options, lot.ends_on = "A third meal.", date(2028, 2, 29)
        lot.extension_months, lot.extension = 12, "Once."
        first = db.session.scalars(
            select(TenderVersion).where(TenderVersion.tender_id == tender_id)
        ).one()
        db.session.add(
            TenderVersion(
                tender_id=tender_id, number=2, published_at=clock.now(), why="A date was wrong.",
                published_by=cast.buyer.person_id, content=first.content, sha256="2" * 64,
            )
        )  # fmt: skip
        db.session.add(
            OrganisationIdentifier(
                organisation_id=cast.council.id, scheme="GB-PPON", identifier="PXXX-0000-XXXX"
            )
        )
    db.session.remove()
    return tender_id, contract_id


def _changed(cast: Cast, contract_id: UUID) -> None:
    said = {
        "contract_id": contract_id, "words": "A third meal.", "value_before": Money(20_000_000),
        "value_after": Money(20_500_000), "ends_before": date(2027, 11, 23),
        "ends_after": date(2027, 11, 30), "work": [], "grounds": ["not_substantial"],
        "needs_notice": True, "standstill_days": 8, "proposed_at": clock.now(),
        "proposed_by": cast.buyer.person_id,
    }  # fmt: skip
    signed = {"buyer_signed_at": clock.now(), "supplier_signed_at": clock.now()}
    kept_id(Change(number=1, state=ChangeState.AGREED, **said, **signed))
    kept_id(Change(number=2, **said | {"value_after": Money(21_000_000)}))
    kept_id(
        IndicatorException(
            contract_id=contract_id, reason="It is one event.", given_at=clock.now(),
            given_by=cast.buyer.person_id,
        )
    )  # fmt: skip
    kept_id(
        ContractEnd(
            contract_id=contract_id, state=EndState.DONE, ground=None, last_day=clock.today(),
            intended_at=clock.now(), intended_by=cast.buyer.person_id, ended_at=clock.now(),
        )
    )  # fmt: skip


def _noted(cast: Cast, tender_id: UUID, contract_id: UUID) -> None:
    """Notices before the tender and about the contract are on record."""
    for place, code in enumerate(("UK3", "UK7", "UK9")):
        kept_id(
            OfficialNotice(
                tender_id=tender_id, contract_id=None if code == "UK3" else contract_id, code=code,
                number=f"0{place}1111-2026", published_at=clock.now(), lines=[],
                recorded_by=cast.buyer.person_id, recorded_at=clock.now(),
            )
        )  # fmt: skip


def files(app: Flask, cast: Cast, tender_id: UUID, contract_id: UUID) -> Iterator[Release]:
    """The file of each notice that there can be."""
    for code in STAGES:
        about = f"/contracts/{contract_id}" if code in OF_CONTRACT else ""
        path = f"/tenders/{tender_id}{about}/notices/{code}"
        yield from package(app, cast, path)["releases"]


OF_CONTRACT = ("UK7", "UK8", "UK9", "UK10", "UK11")


def told(app: Flask, cast: Cast, make: Make, whole: tuple[UUID, UUID]) -> list[tuple[str, Any]]:
    """Every field of every file and of what everybody reads; of what is one way or another, each."""
    found = [pair for release in files(app, cast, *whole) for pair in fields(release)]
    light = make.tender(
        cast.council, subject="light_touch", estimate=Money(70_000_000), ordering=Ordering.CALL_OFFS
    ).id
    found += fields([written(one) for one in releases("https://marketplace.example")])
    found += fields(package(app, cast, f"/tenders/{light}/notices/UK4")["releases"])
    for kind in (BreachKind.NOT_IMPROVED, BreachKind.PARTLY_TERMINATED):
        with db.transaction():
            db.session.execute(update(ContractBreach).values(kind=kind))
        path = f"/tenders/{whole[0]}/contracts/{whole[1]}/notices/UK9"
        found += fields(package(app, cast, path)["releases"])
    return found


def in_words_of_ocds(value: Any) -> set[Any]:
    """How a value of a column can stand in open data."""
    if isinstance(value, list):
        return {spelt for part in value for spelt in in_words_of_ocds(part)}
    if isinstance(value, Money):
        return {pounds(value.pence)}
    if isinstance(value, datetime):
        return {at(value)}
    if isinstance(value, date):
        return {at(london_moment(value, hour)) for hour in (time(), time(23, 59, 59))}
    if isinstance(value, Decimal):
        return {number(value)}
    return {value, str(value)}


def held(origin: str) -> set[Any]:
    """All that stands in the columns that an origin names."""
    spelt: set[Any] = set()
    for table, column in re.findall(r"`(\w+)\.(\w+)`", origin):
        found = db.Base.metadata.tables[table].columns[column]
        for value in db.session.scalars(select(found).where(found.is_not(None))):
            spelt |= in_words_of_ocds(value)
    return spelt


def test_each_field_of_each_file_has_an_origin_and_its_value_stands_there(
    app: Flask, cast: Cast, make: Make, whole: tuple[UUID, UUID]
) -> None:
    known, found = origins(), told(app, cast, make, whole)
    assert sorted({path for path, _ in found} - set(known)) == [], "say where these come from"
    assert sorted(set(known) - {path for path, _ in found}) == [], "no file has these"
    columns = {
        path: held(origin) for path, origin in known.items() if not origin.startswith("worked out")
    }
    assert [(path, value) for path, value in found if value not in columns.get(path, {value})] == []


def test_each_origin_names_columns_that_are_there() -> None:
    tables = db.Base.metadata.tables
    for path, origin in origins().items():
        named = re.findall(r"`(\w+)\.(\w+)`", origin)
        assert named or origin.startswith("worked out: "), path
        for table, column in named:
            assert column in tables[table].columns, (path, table, column)
