"""The file of a notice: what it tells, and nothing that comes later."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select, update

from marketplace.contracts.actions.official_notices import record_official_notice
from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.open_data import releases
from marketplace.engine import clock, db
from marketplace.payments.models.invoices import Invoice
from marketplace.tendering.actions.official_notices import Published
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.breach import BreachKind
from procurement.contracts.contract import ContractState
from procurement.contracts.contract_end import EndGround, EndState
from procurement.ground.money import Money
from procurement.open_data.ocds_write import release as written
from procurement.open_data.release_facts import ReleaseTag
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.organisation_rows import kept_id
from tests.pages.contracts.test_official_notices import awarded as awarded
from tests.paid_rows import paid, sent
from tests.performance_rows import performance_ids


def package(app: Flask, cast: Cast, path: str) -> dict[str, Any]:
    answer = client_of(app, cast.buyer).get(f"{path}/file.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    told: dict[str, Any] = answer.get_json()
    return told


def test_the_file_of_a_draft_tells_what_will_be_published(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, state=TenderState.DRAFT, estimate=Money(30_000_000))
    path = f"/tenders/{tender.id}/notices/UK4"
    assert f'href="{path}/file.json"' in client_of(app, cast.buyer).get(path).text
    (release,) = package(app, cast, path)["releases"]
    assert release["tag"] == ["tender"]
    assert release["tender"]["riskDetails"] == "None known."
    assert release["tender"]["suitability"] == {"sme": True, "vcse": True}
    assert release["tender"]["aboveThreshold"] is True
    assert release["tender"]["status"] == "active"
    assert "bids" not in release
    assert "awards" not in release


def test_the_file_of_an_award_names_winners_and_counts_and_no_contract(
    app: Flask, cast: Cast, awarded: tuple[Tender, Contract]
) -> None:
    tender, _ = awarded
    (release,) = package(app, cast, f"/tenders/{tender.id}/notices/UK6")["releases"]
    assert release["tag"] == ["award"]
    (award,) = release["awards"]
    assert award["suppliers"][0]["name"] == "Harbour Bakery CIC"
    assert award["assessmentSummariesDateSent"]
    assert release["bids"]["statistics"][0]["value"] == 2
    assert "contracts" not in release
    notices = [row for row in release["tender"]["documents"] if row.get("noticeType") == "UK6"]
    assert [row["title"] for row in notices] == ["Contract award notice"]
    assert notices[0]["url"].startswith("https://www.find-tender.service.gov.uk/Notice/")


def test_the_file_of_a_contract_is_about_this_contract_alone(
    app: Flask, cast: Cast, awarded: tuple[Tender, Contract]
) -> None:
    tender, contract = awarded
    path = f"/tenders/{tender.id}/contracts/{contract.id}/notices/UK7"
    (release,) = package(app, cast, path)["releases"]
    assert release["tag"] == ["contract"]
    assert [row["id"] for row in release["contracts"]] == [str(contract.id)]


def test_nobody_else_and_no_other_notice_has_a_file(
    app: Flask, cast: Cast, awarded: tuple[Tender, Contract]
) -> None:
    tender, contract = awarded
    paths = [
        f"/tenders/{tender.id}/notices/UK6/file.json",
        f"/tenders/{tender.id}/contracts/{contract.id}/notices/UK7/file.json",
    ]
    unknown = [
        f"/tenders/{tender.id}/notices/UK5/file.json",
        f"/tenders/{tender.id}/notices/UK7/file.json",
        f"/tenders/{tender.id}/contracts/{UUID(int=7)}/notices/UK7/file.json",
    ]
    for path in paths:
        for person in (cast.baker, cast.finance, cast.stranger):
            assert client_of(app, person).get(path).status_code == 403
    for path in unknown:
        assert client_of(app, cast.buyer).get(path).status_code == 404


def judged(cast: Cast, make: Make, contract_id: UUID) -> None:
    """Rate the one indicator of the contract, and record a breach that was settled."""
    performance_ids(make, cast, contract_id)
    with db.transaction():
        db.session.execute(
            update(ContractBreach)
            .where(ContractBreach.contract_id == contract_id)
            .values(
                kind=BreachKind.SETTLEMENT, follows_on=clock.today(), amount=Money(50_000),
                basis="Clause 9.", answer="The van broke down.",
            )
        )  # fmt: skip


def published() -> dict[str, Any]:
    """What everybody reads of the one contract."""
    db.session.remove()
    [facts] = [one for one in releases("https://marketplace.example") if one.contracts]
    return {"tags": facts.tags, **written(facts)["contracts"][0]}


def record(cast: Cast, tender_id: UUID, contract_id: UUID, code: str, number: str) -> None:
    """Eight days on, a notice is published and recorded."""
    clock.set_to(clock.now() + timedelta(days=8), stopped=True)
    record_official_notice(
        cast.buyer, tender_id, code=code, published=Published(number, clock.now()),
        contract_id=contract_id,
    )  # fmt: skip


def test_the_performance_file_tells_ratings_and_breaches_and_everybody_once_it_is_recorded(
    app: Flask, cast: Cast, make: Make, awarded: tuple[Tender, Contract]
) -> None:
    tender_id, contract_id = awarded[0].id, awarded[1].id
    judged(cast, make, contract_id)
    path = f"/tenders/{tender_id}/contracts/{contract_id}/notices"
    (details,) = package(app, cast, f"{path}/UK7")["releases"]
    assert details["contracts"][0]["agreedMetrics"][0]["title"] == "Meals on time"
    assert "implementation" not in details["contracts"][0]
    told = package(app, cast, f"{path}/UK9")
    assert any("performance_failures" in url for url in told["extensions"])
    done = told["releases"][0]["contracts"][0]["implementation"]
    assert done["metrics"][0]["observations"][0]["measureClassification"]["id"] == "met"
    [failure] = done["performanceFailures"]
    assert failure["penaltyType"] == "negotiated"
    assert failure["suppliers"][0]["name"] == "Harbour Bakery CIC"
    before = published()
    assert "agreedMetrics" not in before
    assert "implementation" not in before
    record(cast, tender_id, contract_id, "UK7", "034567-2026")
    assert published()["agreedMetrics"]
    record(cast, tender_id, contract_id, "UK9", "034568-2026")
    after = published()
    assert ReleaseTag.IMPLEMENTATION in after["tags"]
    assert "The van broke down." in after["implementation"]["performanceFailures"][0]["description"]
    assert after["implementation"]["documents"][0]["documentType"] == "implementationNotice"


def test_the_change_file_tells_the_contract_as_it_will_be_and_on_which_ground(
    app: Flask, cast: Cast, make: Make, awarded: tuple[Tender, Contract]
) -> None:
    tender, contract = awarded
    kept_id(
        Change(
            contract_id=contract.id, number=1, words="A third meal.",
            value_before=contract.value, value_after=Money(30_000_000),
            ends_before=contract.ends_on, ends_after=contract.ends_on, work=[],
            grounds=["not_substantial"], needs_notice=True, standstill_days=8,
            proposed_at=clock.now(), proposed_by=cast.buyer.person_id,
        )
    )  # fmt: skip
    path = f"/tenders/{tender.id}/contracts/{contract.id}/notices"
    (release,) = package(app, cast, f"{path}/UK10")["releases"]
    assert release["tag"] == ["contractAmendment"]
    [change] = release["contracts"][0]["proposedAmendments"]
    assert change["value"] == {"amount": 300_000, "currency": "GBP"}
    assert change["standstill"] is True
    assert change["rationaleClassifications"] == [
        {"description": "It is not a substantial modification (s74(3))."}
    ]


def test_the_termination_file_tells_the_day_and_the_ground(
    app: Flask, cast: Cast, make: Make, awarded: tuple[Tender, Contract]
) -> None:
    tender_id, contract_id = awarded[0].id, awarded[1].id
    kept_id(
        ContractEnd(
            contract_id=contract_id, state=EndState.DONE, ground=EndGround.AGREEMENT,
            reasons="The ward closes.", last_day=clock.today(), intended_at=clock.now(),
            intended_by=cast.buyer.person_id, ended_at=clock.now(),
        )
    )  # fmt: skip
    with db.transaction():
        db.session.execute(
            update(Contract)
            .where(Contract.id == contract_id)
            .values(state=ContractState.TERMINATED)
        )
    path = f"/tenders/{tender_id}/contracts/{contract_id}/notices/UK11"
    (release,) = package(app, cast, path)["releases"]
    assert release["tag"] == ["contractTermination"]
    [contract] = release["contracts"]
    assert contract["status"] == "terminated"
    assert contract["terminationRationaleClassifications"] == [
        {"description": "Both sides agree to end it. The ward closes."}
    ]
    assert "terminationRationaleClassifications" not in published()
    record(cast, tender_id, contract_id, "UK11", "034569-2026")
    after = published()
    assert ReleaseTag.CONTRACT_TERMINATION in after["tags"]
    assert after["terminationRationaleClassifications"]


def test_a_notice_before_the_tender_tells_when_the_tender_notice_comes(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(
        cast.council, state=TenderState.DRAFT, estimate=Money(30_000_000),
        notice_on=clock.today() + timedelta(days=60),
        engaged_until=clock.today() + timedelta(days=20), engaged_how="A morning in the hall.",
    )  # fmt: skip
    (planned,) = package(app, cast, f"/tenders/{tender.id}/notices/UK3")["releases"]
    assert planned["tender"]["status"] == "planned"
    assert planned["tender"]["communication"]["futureNoticeDate"]
    assert "planning" not in planned
    (engaged,) = package(app, cast, f"/tenders/{tender.id}/notices/UK2")["releases"]
    assert engaged["planning"]["milestones"][0]["description"] == "A morning in the hall."


def test_the_payment_file_tells_only_payments_above_thirty_thousand_pounds(
    app: Flask, cast: Cast, make: Make, awarded: tuple[Tender, Contract]
) -> None:
    tender_id, contract_id = awarded[0].id, awarded[1].id
    paid(sent(awarded[1]), parts=["30000.00"])
    paid(db.session.scalars(select(Invoice)).all(), parts=["30000.01"], reference="BACS 2")
    path = f"/tenders/{tender_id}/contracts/{contract_id}/notices"
    (release,) = package(app, cast, f"{path}/UK8")["releases"]
    told = release["contracts"][0]["implementation"]["transactions"]
    assert [one["value"]["amount"] for one in told] == [30_000.01]
    (release,) = package(app, cast, f"{path}/UK7")["releases"]
    assert "implementation" not in release["contracts"][0]
