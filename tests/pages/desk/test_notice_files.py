"""The file of a notice: what it tells, and nothing that comes later."""

from typing import Any
from uuid import UUID

from flask import Flask

from marketplace.contracts.models.contracts import Contract
from marketplace.tendering.models.tenders import Tender
from procurement.ground.money import Money
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.pages.contracts.test_official_notices import awarded as awarded


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
