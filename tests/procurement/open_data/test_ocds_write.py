import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from procurement.contracts.breach import BreachKind
from procurement.contracts.contract import ContractState
from procurement.ground.refusal import Refusal
from procurement.open_data.notice import NoticeFacts, NoticeStage, PartyFacts
from procurement.open_data.ocds_package import EXTENSIONS, record_package, release_package
from procurement.open_data.ocds_read import read_release, read_releases
from procurement.open_data.ocds_write import ocid, release
from procurement.open_data.release_facts import ReleasedEnd, ReleaseFacts
from procurement.tendering.lot import Beyond
from procurement.tendering.tender import TenderState
from tests.procurement.open_data.release_examples import (
    AT_FIRST,
    BREACH,
    BUYER,
    ENDED,
    LOTS,
    PLANNED,
    PUBLISHER,
    TENDER,
    WHOLE,
)

AT = datetime(2027, 5, 3, 10, tzinfo=UTC)
OPEN = replace(TENDER, state=TenderState.PUBLISHED)


def package(*facts: ReleaseFacts) -> dict[str, Any]:
    return release_package(
        facts, PUBLISHER, uri="https://marketplace.example/ocds", published_at=AT
    )


def test_a_package_says_who_published_what_and_when() -> None:
    whole = package(WHOLE)
    assert whole["version"] == "1.1"
    assert whole["publishedDate"] == "2027-05-03T10:00:00+00:00"
    assert whole["publisher"]["name"] == "Example Marketplace"
    assert len(whole["releases"]) == 1


def test_an_empty_package_has_its_list_of_releases() -> None:
    assert package()["releases"] == []
    assert "extensions" not in package()


def test_a_package_declares_the_extensions_that_its_releases_use() -> None:
    assert package(PLANNED, WHOLE)["extensions"] == list(EXTENSIONS.values())
    bare = replace(
        AT_FIRST,
        tender=replace(OPEN, conditions=(), criteria=(), lots=LOTS[1:], is_framework=False),
    )
    assert package(bare)["extensions"] == [
        EXTENSIONS["lots"],
        EXTENSIONS["suitability"],
        EXTENSIONS["uk"],
    ]


def test_each_organisation_stands_once_with_its_roles_and_no_contact() -> None:
    parties = release(WHOLE)["parties"]
    assert [(party["id"], party["roles"]) for party in parties] == [
        ("GB-NHS-XXX", ["buyer", "payer"]),
        ("GB-COH-01234567", ["supplier", "payee"]),
        ("GB-MPR-12345R", ["supplier"]),
    ]
    assert parties[0]["additionalIdentifiers"] == [{"scheme": "GB-PPON", "id": "PXXX-0000-XXXX"}]
    assert parties[1]["details"] == {"vcse": True}
    assert "contactPoint" not in json.dumps(parties)


def test_sums_are_exact_in_the_text_of_the_json() -> None:
    text = json.dumps(release(WHOLE))
    assert '"value": {"amount": 100000.5, "amountGross": 120000.6, "currency": "GBP"}' in text
    assert '{"amount": 4750.1, "currency": "GBP"}' in text
    assert '"amount": 180000,' in text


def test_criteria_stand_on_every_lot_with_their_weights() -> None:
    for lot in release(WHOLE)["tender"]["lots"]:
        numbers = [one["numbers"][0]["number"] for one in lot["awardCriteria"]["criteria"]]
        assert numbers == [40, 42.5, 17.5]


def test_a_lot_tells_its_days_its_options_and_how_long_it_can_be_extended() -> None:
    lots = package(WHOLE)["releases"][0]["tender"]["lots"]
    assert lots[0]["contractPeriod"]["endDate"] == "2029-03-31T22:59:59+00:00"
    assert lots[0]["contractPeriod"]["maxExtentDate"] == "2030-03-31T22:59:59+00:00"
    assert (lots[0]["hasOptions"], lots[0]["options"]) == (
        True,
        {"description": "A third kitchen."},
    )
    assert (lots[0]["hasRenewal"], lots[0]["renewal"]) == (
        True,
        {"description": "Once, as the buyer chooses."},
    )
    assert not {"hasOptions", "options", "hasRenewal", "renewal"} & lots[1].keys()
    plain = replace(LOTS[0], beyond=Beyond(extension_months=0))
    facts = replace(AT_FIRST, tender=replace(OPEN, lots=(plain,)))
    (lot,) = package(facts)["releases"][0]["tender"]["lots"]
    assert (lot["hasOptions"], lot["hasRenewal"]) == (False, False)
    assert not {"options", "renewal"} & lot.keys()


def test_states_are_said_in_the_standards_words() -> None:
    whole = release(WHOLE)
    assert whole["tender"]["status"] == "complete"
    assert [lot["status"] for lot in whole["tender"]["lots"]] == ["complete", "cancelled"]
    assert [one["status"] for one in whole["contracts"][0]["milestones"]] == ["met", "scheduled"]


@pytest.mark.parametrize(
    ("state", "is_signed", "status"),
    [
        (ContractState.AWAITING_SIGNATURE, False, "pending"),
        (ContractState.SIGNED, True, "active"),
        (ContractState.COMPLETED, True, "terminated"),
        (ContractState.TERMINATED, True, "terminated"),
        (ContractState.TERMINATED, False, "cancelled"),
    ],
)
def test_a_contract_that_has_run_its_course_is_terminated_and_one_never_signed_cancelled(
    state: ContractState, is_signed: bool, status: str
) -> None:
    signed_at = WHOLE.contracts[0].signed_at if is_signed else None
    contract = replace(WHOLE.contracts[0], state=state, signed_at=signed_at)
    assert release(replace(WHOLE, contracts=(contract,)))["contracts"][0]["status"] == status


def test_the_award_tells_its_standstill_and_when_summaries_were_sent() -> None:
    (award,) = release(WHOLE)["awards"]
    assert award["standstillPeriod"]["endDate"] == "2027-02-03T23:59:59+00:00"
    assert award["assessmentSummariesDateSent"] == "2027-01-25T09:00:00+00:00"
    assert award["relatedLots"] == ["1"]


def test_bids_are_only_counted_and_only_after_they_are_opened() -> None:
    assert release(WHOLE)["bids"] == {
        "statistics": [
            {"id": "bids-all", "measure": "bids", "value": 4},
            {
                "id": "vcseFinalStageBids-1",
                "measure": "vcseFinalStageBids",
                "value": 3,
                "relatedLot": "1",
            },
        ]
    }
    with pytest.raises(Refusal, match="only after they are opened"):
        release(replace(WHOLE, tender=OPEN))
    assert "bids" not in release(AT_FIRST)


def test_a_draft_is_not_published() -> None:
    with pytest.raises(Refusal, match="draft is not published"):
        release(replace(AT_FIRST, tender=replace(TENDER, state=TenderState.DRAFT)))


def test_an_organisation_without_an_identifier_is_refused() -> None:
    with pytest.raises(Refusal, match="Nameless Group has no identifier"):
        release(replace(AT_FIRST, buyer=PartyFacts("Nameless Group")))


def test_nothing_empty_is_written() -> None:
    def empties(value: Any) -> bool:
        if isinstance(value, dict):
            return not value or any(empties(part) for part in value.values())
        if isinstance(value, list):
            return not value or any(empties(part) for part in value)
        return value is None or value == ""

    assert not empties(release(WHOLE))
    assert not empties(release(AT_FIRST))


def test_a_tender_without_cpv_codes_has_no_items() -> None:
    bare = replace(AT_FIRST, tender=replace(OPEN, cpv_codes=(), lots=()))
    assert "items" not in package(bare)["releases"][0]["tender"]


def test_what_is_written_is_read_back() -> None:
    (notice,) = read_releases(json.dumps(package(WHOLE)).encode(), "own.json")
    assert isinstance(notice, NoticeFacts)
    assert notice.ocid == WHOLE.ocid
    assert notice.stage is NoticeStage.CONTRACT
    assert notice.buyer.name == BUYER.name
    assert notice.value_pence == TENDER.value.net_pence if TENDER.value else None
    assert [code.code for code in notice.cpv_codes] == ["55521200", "55523000"]
    assert notice.tender_ends_at == TENDER.closes_at
    assert [lot.value_pence for lot in notice.lots] == [10_000_050, None]


def test_a_release_just_published_is_read_back_at_the_stage_of_tender() -> None:
    notice = read_release(release(AT_FIRST), "own")
    assert isinstance(notice, NoticeFacts)
    assert notice.stage is NoticeStage.TENDER


def test_an_ocid_is_the_registered_prefix_and_our_own_id() -> None:
    assert ocid("ocds-abc123", "t1") == "ocds-abc123-t1"


def test_a_record_holds_every_release_and_the_newest_as_compiled() -> None:
    whole = record_package(
        [[AT_FIRST, WHOLE]], PUBLISHER, uri="https://marketplace.example/r", published_at=AT
    )
    (record,) = whole["records"]
    assert [one["tag"] for one in record["releases"]] == [
        ["tender"],
        ["award", "contract", "implementation"],
    ]
    assert record["compiledRelease"]["tag"] == ["compiled"]
    assert record["compiledRelease"]["contracts"] == record["releases"][1]["contracts"]
    assert EXTENSIONS["failures"] in whole["extensions"]
    assert EXTENSIONS["communication"] not in whole["extensions"]
    (notice,) = read_releases(json.dumps(whole).encode(), "own.json")
    assert isinstance(notice, NoticeFacts)
    assert notice.stage is NoticeStage.CONTRACT


def test_the_performance_of_a_contract_is_told_with_the_codes_of_the_uk_extension() -> None:
    signed = release(WHOLE)["contracts"][0]
    [agreed] = signed["agreedMetrics"]
    assert agreed == {
        "id": "i1",
        "title": "Meals on time",
        "description": "From the delivery notes.",
        "observations": [{"id": "target", "measure": "98 of 100"}],
    }
    [rated] = signed["implementation"]["metrics"][0]["observations"]
    assert rated["measureClassification"] == {"id": "met", "description": "Met: good"}
    assert rated["period"]["endDate"] == "2027-04-30T22:59:59+00:00"
    [failure] = signed["implementation"]["performanceFailures"]
    assert failure["penaltyType"] == "negotiated"
    assert failure["penaltyDate"] == "2027-04-19T23:00:00+00:00"
    assert failure["penaltyValue"] == {"amount": 500, "currency": "GBP"}
    assert [one["name"] for one in failure["suppliers"]] == [
        "Example Kitchen CIC",
        "Example Van Co-op",
    ]
    assert "The supplier says: The van broke down." in failure["description"]
    assert "decisionDate" not in failure


@pytest.mark.parametrize(
    ("kind", "dated"),
    [
        (BreachKind.NOT_IMPROVED, "decisionDate"),
        (BreachKind.DAMAGES, "penaltyDate"),
        (BreachKind.PARTLY_TERMINATED, "penaltyDate"),
        (BreachKind.TERMINATED, None),
    ],
)
def test_what_followed_a_breach_has_the_date_that_the_extension_has_for_it(
    kind: BreachKind, dated: str | None
) -> None:
    told = replace(BREACH, follows=replace(BREACH.follows, kind=kind))
    contract = replace(WHOLE.contracts[0], failures=(told,))
    whole = release(replace(WHOLE, contracts=(contract,)))
    [failure] = whole["contracts"][0]["implementation"]["performanceFailures"]
    assert [key for key in ("decisionDate", "penaltyDate") if key in failure] == [
        key for key in [dated] if key
    ]
    assert "20 April 2027" in failure["description"]


def test_the_end_of_a_contract_has_its_day_and_a_code_only_where_one_is_known() -> None:
    ended = release(WHOLE)["contracts"][1]
    assert ended["implementation"]["endDate"] == "2027-05-01T22:59:59+00:00"
    assert ended["terminationRationaleClassifications"] == [
        {"description": "Both sides agree to end it. The centre closes."}
    ]
    end = ReleasedEnd(date(2029, 3, 31), None)
    completed = replace(ENDED, state=ContractState.COMPLETED, end=end)
    told = release(replace(WHOLE, contracts=(completed,)))["contracts"][0]
    [rationale] = told["terminationRationaleClassifications"]
    assert rationale["id"] == "contractCompleted"


def test_what_comes_before_the_tender_notice_stands_in_planning() -> None:
    planned = release(PLANNED)
    assert planned["tender"]["status"] == "planned"
    assert planned["tender"]["communication"] == {"futureNoticeDate": "2026-11-20T00:00:00+00:00"}
    assert [one["noticeType"] for one in planned["planning"]["documents"]] == ["UK3"]
    assert planned["planning"]["milestones"][0]["description"] == "A morning in the town hall."
    assert "planning" not in release(AT_FIRST)
