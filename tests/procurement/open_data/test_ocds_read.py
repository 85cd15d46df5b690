import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from procurement.open_data.notice import CpvCode, NoticeFacts, NoticeStage, RefusedRelease
from procurement.open_data.ocds_read import read_release, read_releases

CONTRACTS_FINDER: dict[str, Any] = {
    "ocid": "ocds-b5fd17-1",
    "id": "r-1",
    "date": "2022-10-20T09:42:13+01:00",
    "tag": ["awardUpdate"],
    "buyer": {"id": "GB-CFS-43899", "name": "Example Council"},
    "parties": [
        {
            "id": "GB-CFS-43899",
            "name": "Example Council",
            "identifier": {"legalName": "Example Council"},
            "address": {
                "streetAddress": "1 Example Street",
                "locality": "Birmingham",
                "postalCode": "B1 1AA",
                "countryName": "England",
            },
            "contactPoint": {"name": "A Person", "email": "a@example.org"},
            "roles": ["buyer"],
        },
        {
            "id": "GB-COH-01234567",
            "name": "Example Builders Ltd",
            "identifier": {"scheme": "GB-COH", "id": "01234567"},
            "details": {"scale": "sme", "vcse": False},
            "roles": ["supplier"],
        },
    ],
    "tender": {
        "id": "t",
        "title": "Roof repair",
        "description": "Ring 0121 496 0000.",
        "status": "complete",
        "mainProcurementCategory": "works",
        "procurementMethodDetails": "Open procedure",
        "classification": {"scheme": "CPV", "id": "45261000", "description": "Roof works"},
        "additionalClassifications": [{"scheme": "CPV", "id": "45000000"}],
        "items": [
            {
                "deliveryAddresses": [
                    {"postalCode": "B4 7DJ", "region": "West Midlands"},
                    {"region": "West Midlands"},
                ]
            }
        ],
        "value": {"amount": 145017.8, "currency": "GBP"},
        "tenderPeriod": {"endDate": "2022-05-20T23:59:59+01:00"},
        "contractPeriod": {
            "startDate": "2022-06-28T00:00:00+01:00",
            "endDate": "2023-04-04T23:59:59+01:00",
        },
        "suitability": {"vcse": True},
        "documents": [
            {"url": "https://example.org/file", "format": "application/pdf"},
            {"url": "https://example.org/notice", "format": "text/html"},
        ],
    },
}

SCOTLAND: dict[str, Any] = {
    "ocid": "ocds-r6ebe6-1",
    "date": "2019-04-29T00:00:00Z",
    "tag": ["tender"],
    "buyer": {"id": "org-1", "name": "Example Homes"},
    "parties": [{"id": "org-1", "name": "Example Homes", "roles": ["buyer"]}],
    "description": "Additional information",
    "tender": {
        "title": "Security",
        "items": [{"deliveryLocation": {"description": "North Glasgow"}}],
        "lots": [
            {
                "id": "1",
                "title": "Guarding",
                "value": {"amount": 20000000.0, "currency": "GBP"},
                "contractPeriod": {"startDate": "2019-05-31T00:00:00Z"},
                "awardCriteria": {
                    "criteria": [
                        {"type": "quality", "name": "Approach", "description": "30%"},
                        {"type": "price", "name": "Price", "description": "see documents"},
                    ]
                },
            }
        ],
    },
    "links": [{"rel": "canonical", "href": "https://example.org/canonical"}],
}

FIND_A_TENDER_RECORD: dict[str, Any] = {
    "records": [
        {
            "ocid": "ocds-h6vhtk-1",
            "releases": [{"id": "a", "date": "2025-05-24T17:30:58+01:00"}],
            "compiledRelease": {
                "ocid": "ocds-h6vhtk-1",
                "id": "c",
                "date": "2026-09-30T11:59:50+01:00",
                "tag": ["compiled"],
                "buyer": {"name": "Example County Council"},
                "tender": {"title": "Peatland"},
                "awards": [
                    {
                        "id": "1",
                        "mainProcurementCategory": "works",
                        "suppliers": [{"id": "GB-COH-07654321", "name": "Moor Ltd"}],
                        "items": [{"additionalClassifications": [{"scheme": "CPV", "id": "45"}]}],
                    }
                ],
                "contracts": [
                    {
                        "value": {"amount": 395493, "amountGross": 438981, "currency": "GBP"},
                        "period": {
                            "startDate": "2026-10-05T00:00:00+01:00",
                            "endDate": "2027-03-31T23:59:59+01:00",
                        },
                    }
                ],
            },
        }
    ]
}


def read(found: Any) -> list[NoticeFacts | RefusedRelease]:
    return list(read_releases(json.dumps(found).encode(), "file.json"))


def taken(found: Any) -> NoticeFacts:
    notice = read_release(found, "here")
    assert isinstance(notice, NoticeFacts)
    return notice


def refused(found: Any) -> RefusedRelease:
    refusal = read_release(found, "here")
    assert isinstance(refusal, RefusedRelease)
    return refusal


def test_a_contracts_finder_release_is_read() -> None:
    (notice,) = read({"releases": [CONTRACTS_FINDER]})
    assert isinstance(notice, NoticeFacts)
    assert (notice.ocid, notice.release_id) == ("ocds-b5fd17-1", "r-1")
    assert notice.released_at == datetime(2022, 10, 20, 8, 42, 13, tzinfo=UTC)
    assert (notice.stage, notice.tags) == (NoticeStage.AWARD, ("awardUpdate",))
    assert (notice.title, notice.status, notice.category) == ("Roof repair", "complete", "works")
    assert notice.procedure == "Open procedure"
    assert (notice.value_pence, notice.gross_value_pence, notice.currency) == (
        14501780,
        None,
        "GBP",
    )
    assert notice.cpv_codes == (CpvCode("45261000", "Roof works"), CpvCode("45000000"))
    assert notice.delivery_postcodes == ("B4 7DJ",)
    assert notice.delivery_regions == ("West Midlands",)
    assert notice.tender_ends_at == datetime(2022, 5, 20, 22, 59, 59, tzinfo=UTC)
    assert notice.contract_starts_on == date(2022, 6, 28)
    assert notice.contract_ends_on == date(2023, 4, 4)
    assert notice.is_suitable_for_vcse is True
    assert notice.source_url == "https://example.org/notice"


def test_the_parties_come_with_their_identifiers_and_without_contacts() -> None:
    notice = taken(CONTRACTS_FINDER)
    assert notice.buyer.name == "Example Council"
    assert notice.buyer.identifiers == (("GB-CFS", "43899"),)
    assert notice.buyer.postcode == "B1 1AA"
    (supplier,) = notice.other_parties
    assert supplier.identifiers == (("GB-COH", "01234567"),)
    assert (supplier.roles, supplier.scale, supplier.is_vcse) == (("supplier",), "sme", False)
    kept = json.dumps(notice.release)
    assert "A Person" not in kept
    assert "@" not in kept
    assert notice.description == "Ring [telephone number removed]."
    assert notice.release["tender"]["value"] == {"amount": 145017.8, "currency": "GBP"}


def test_a_scottish_release_without_an_id_is_known_by_ocid_and_date() -> None:
    notice = taken(SCOTLAND)
    assert notice.release_id == "ocds-r6ebe6-1-2019-04-29T00:00:00Z"
    assert notice.buyer.identifiers == ()
    assert notice.description == "Additional information"
    assert notice.delivery_places == ("North Glasgow",)
    assert notice.contract_starts_on == date(2019, 5, 31)
    assert notice.source_url == "https://example.org/canonical"


def test_lots_and_their_criteria_are_read_with_the_weight_where_it_is_a_number() -> None:
    notice = read({"releases": [SCOTLAND]})[0]
    assert isinstance(notice, NoticeFacts)
    assert [(lot.id, lot.title, lot.value_pence) for lot in notice.lots] == [
        ("1", "Guarding", 2_000_000_000)
    ]
    assert [(one.lot_id, one.kind, one.name, one.weight) for one in notice.award_criteria] == [
        ("1", "quality", "Approach", Decimal(30)),
        ("1", "price", "Price", None),
    ]


def test_find_a_tender_weights_are_read_from_their_numbers() -> None:
    criteria = {
        "criteria": [{"name": "Q", "numbers": [{"number": 62, "weight": "percentageExact"}]}]
    }
    notice = taken({**SCOTLAND, "tender": {"title": "T", "awardCriteria": criteria}})
    assert [(one.lot_id, one.weight) for one in notice.award_criteria] == [("", Decimal(62))]


def test_a_record_counts_as_its_compiled_release() -> None:
    (notice,) = read(FIND_A_TENDER_RECORD)
    assert isinstance(notice, NoticeFacts)
    assert (notice.release_id, notice.stage) == ("c", NoticeStage.CONTRACT)
    assert (notice.value_pence, notice.gross_value_pence) == (39549300, 43898100)
    assert notice.contract_ends_on == date(2027, 3, 31)
    assert [party.name for party in notice.other_parties] == ["Moor Ltd"]
    assert notice.category == "works"


def test_a_record_without_a_compiled_release_counts_as_its_newest_release() -> None:
    older = {**SCOTLAND, "id": "old"}
    newer = {**SCOTLAND, "id": "new", "date": "2020-01-01T00:00:00Z"}
    (notice,) = read({"records": [{"ocid": "ocds-r6ebe6-1", "releases": [newer, older]}]})
    assert isinstance(notice, NoticeFacts)
    assert notice.release_id == "new"


@pytest.mark.parametrize(
    ("holding", "stage"),
    [
        ({"tag": ["planningUpdate"]}, NoticeStage.PLANNING),
        ({"tag": ["planning", "tender"]}, NoticeStage.TENDER),
        ({"tag": ["tenderCancellation"]}, NoticeStage.TENDER),
        ({"tag": ["award", "contract"]}, NoticeStage.CONTRACT),
        ({"tag": ["implementationUpdate"]}, NoticeStage.CONTRACT),
        ({"tag": ["compiled"], "awards": [{}]}, NoticeStage.AWARD),
        ({"tag": ["compiled"]}, NoticeStage.TENDER),
        ({"tag": None, "tender": {"title": "T", "id": "1"}}, NoticeStage.PLANNING),
    ],
)
def test_the_stage_follows_from_the_tags_or_from_what_is_there(
    holding: dict[str, Any], stage: NoticeStage
) -> None:
    assert taken({**SCOTLAND, **holding}).stage is stage


@pytest.mark.parametrize("missing", ["ocid", "title", "buyer"])
@pytest.mark.parametrize("as_what", [None, "", "  ", 7.5, []])
def test_only_a_release_without_ocid_buyer_or_title_is_refused(
    missing: str, as_what: object
) -> None:
    release = json.loads(json.dumps(SCOTLAND))
    release["id"] = "r-9"
    if missing == "ocid":
        release["ocid"] = as_what
    elif missing == "title":
        release["tender"]["title"] = as_what
    else:
        release["buyer"] = {"name": as_what}
        release["parties"] = []
    assert refused(release) == RefusedRelease("r-9", f"It has no {missing}.")


def test_a_refused_release_without_an_id_is_named_by_its_ocid_or_its_place() -> None:
    assert refused({"ocid": "ocds-x-1"}).id == "ocds-x-1"
    assert read({"releases": [{}, 3]}) == [
        RefusedRelease("releases[0]", "It has no ocid."),
        RefusedRelease("releases[1]", "This is not a JSON object, so it is no release."),
    ]
    assert read({"records": [3]})[0] == RefusedRelease(
        "records[0]", "This is not a JSON object, so it is no release."
    )


def test_a_buyer_that_stands_only_among_the_parties_is_taken() -> None:
    assert taken({**SCOTLAND, "buyer": None}).buyer.name == "Example Homes"


def test_the_title_may_stand_on_the_release_the_contract_or_the_award() -> None:
    bare = {key: part for key, part in SCOTLAND.items() if key != "tender"}
    assert taken({**bare, "title": "On the release"}).title == "On the release"
    assert taken({**bare, "contracts": [{"title": "On the contract"}]}).title == "On the contract"
    assert taken({**bare, "awards": [{"title": "On the award"}]}).title == "On the award"


@pytest.mark.parametrize(
    ("value", "pence"),
    [
        ({"amount": "12.345", "currency": "GBP"}, 1235),
        ({"amount": "about ten", "currency": "GBP"}, None),
        ({"amount": True, "currency": "GBP"}, None),
        ({"amount": 10**20, "currency": "GBP"}, None),
        ({"amount": None}, None),
        ([], None),
    ],
)
def test_an_amount_that_is_no_sum_of_money_is_left_empty(value: object, pence: int | None) -> None:
    notice = taken({**SCOTLAND, "tender": {"title": "T", "value": value}})
    assert notice.value_pence == pence


def test_a_date_that_is_none_is_left_empty_and_one_without_offset_is_londons() -> None:
    for none in ("soon", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        assert taken({**SCOTLAND, "date": none}).released_at is None
    at = taken({**SCOTLAND, "date": "2022-07-01T12:00:00"}).released_at
    assert at == datetime(2022, 7, 1, 11, tzinfo=UTC)


def test_misshapen_parts_are_left_empty() -> None:
    odd = {**SCOTLAND, "tender": {"title": "T", "lots": {"id": 1}, "items": ["x"]}, "tag": "tender"}
    notice = taken(odd)
    assert (notice.lots, notice.cpv_codes, notice.tags) == ((), (), ())
