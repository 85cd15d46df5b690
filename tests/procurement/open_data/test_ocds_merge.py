"""Releases of one process say the same together, in whatever order they came."""

import json
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.open_data.notice import NoticeFacts, NoticeStage
from procurement.open_data.ocds_merge import compiled
from procurement.open_data.ocds_read import read_process, read_release, read_releases

COUNCIL = {"id": "GB-PPON-1", "name": "Testshire Council"}
TENDER: dict[str, Any] = {
    "ocid": "ocds-tst001-merge",
    "id": "m-1",
    "date": "2026-01-05T10:00:00Z",
    "tag": ["tender"],
    "buyer": COUNCIL,
    "parties": [{**COUNCIL, "roles": ["buyer"]}],
    "tender": {
        "id": "t",
        "title": "Merge case grounds",
        "description": "Cutting grass",
        "value": {"amount": 50000.25, "currency": "GBP"},
        "tenderPeriod": {"endDate": "2026-02-01T12:00:00Z"},
        "items": [{"id": "1", "classification": {"scheme": "CPV", "id": "77310000"}}],
        "lots": [{"id": "1", "title": "Lot one"}],
        "awardCriteria": {"criteria": [{"type": "price"}, {"type": "quality"}]},
    },
}
UPDATE: dict[str, Any] = {
    **TENDER,
    "id": "m-2",
    "date": "2026-01-06T00:30:00+05:00",  # in UTC before 5 January ended, after m-1
    "tag": ["tenderUpdate"],
    "tender": {
        "id": "t",
        "title": "Merge case grounds, updated",
        "lots": [{"id": "1", "description": "North"}, {"id": "2", "title": "Lot two"}],
        "awardCriteria": {"criteria": [{"type": "cost"}]},
    },
}
CONTRACT: dict[str, Any] = {
    "ocid": "ocds-tst001-merge",
    "id": "m-3",
    "date": "2026-03-05T10:00:00Z",
    "tag": ["contract"],
    "buyer": COUNCIL,
    "contracts": [{"id": "c", "title": "Grounds", "value": {"amount": 48000, "currency": "GBP"}}],
}


def process(*releases: dict[str, Any]) -> NoticeFacts:
    facts = read_process(releases)
    assert isinstance(facts, NoticeFacts)
    return facts


def test_what_a_later_release_leaves_out_stands_as_it_was() -> None:
    facts = process(TENDER, CONTRACT)
    assert (facts.title, facts.description) == ("Merge case grounds", "Cutting grass")
    assert [code.code for code in facts.cpv_codes] == ["77310000"]
    assert [lot.title for lot in facts.lots] == ["Lot one"]
    assert facts.tender_ends_at is not None
    assert facts.value_pence == 5000025
    assert facts.stage is NoticeStage.CONTRACT
    assert (facts.release_id, facts.release["contracts"][0]["id"]) == ("m-3", "c")


def test_what_a_later_release_says_again_replaces_it_by_ids_or_whole() -> None:
    facts = process(TENDER, UPDATE)
    assert facts.title == "Merge case grounds, updated"
    assert [(lot.id, lot.title, lot.description) for lot in facts.lots] == [
        ("1", "Lot one", "North"),
        ("2", "Lot two", ""),
    ]
    assert [one.kind for one in facts.award_criteria] == ["cost"]


def test_the_order_of_arrival_makes_no_difference() -> None:
    corrected = {**CONTRACT, "tender": {"title": "Another text under the same id and date"}}
    expected = process(TENDER, UPDATE, CONTRACT, corrected)
    for order in permutations([TENDER, UPDATE, CONTRACT, corrected]):
        assert process(*order) == expected


def test_a_planning_update_does_not_take_a_tender_back_to_planning() -> None:
    late = {**CONTRACT, "tag": ["planningUpdate"], "contracts": []}
    assert process(TENDER, late).stage is NoticeStage.TENDER


def test_a_release_that_has_a_text_where_others_have_an_object_is_left_out() -> None:
    odd = {**TENDER, "id": "m-0", "date": "2026-01-01T00:00:00Z", "tender": "grounds"}
    assert process(odd, TENDER).title == "Merge case grounds"
    assert process(TENDER, {**CONTRACT, "contracts": [{"id": []}]}).title == "Merge case grounds"


def test_a_record_without_a_compiled_release_is_compiled() -> None:
    record = {"ocid": TENDER["ocid"], "releases": [CONTRACT, TENDER]}
    (facts,) = read_releases(json.dumps({"records": [record]}).encode(), "file.json")
    assert isinstance(facts, NoticeFacts)
    assert (facts.title, facts.stage) == ("Merge case grounds", NoticeStage.CONTRACT)
    assert facts.release["contracts"][0]["id"] == "c"


@pytest.mark.parametrize("status", ["unsuccessful", "cancelled"])
@pytest.mark.parametrize("things", ["awards", "contracts"])
def test_what_was_not_made_is_not_value(status: str, things: str) -> None:
    release = {
        **TENDER,
        "tender": {"id": "t", "title": "cancel"},
        things: [
            {"id": "1", "status": status, "value": {"amount": 50000, "currency": "GBP"}},
            {"id": "2", "status": "active", "value": {"amount": 70000, "currency": "GBP"}},
        ],
    }
    assert process(release).value_pence == 7_000_000
    release[things].pop()
    assert process(release).value_pence is None


def test_a_sum_in_pounds_stands_before_one_without_a_currency() -> None:
    release = {**TENDER, **CONTRACT, "tender": {"title": "T", "value": {"amount": 9}}}
    assert (process(release).value_pence, process(release).currency) == (4_800_000, "GBP")
    del release["contracts"]
    assert (process(release).value_pence, process(release).currency) == (900, "")


SMALL = st.recursive(
    st.none() | st.sampled_from(["a", "b", 1, 2.5]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["id", "title", "lots", "value"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(st.builds(lambda tender: {**TENDER, "tender": tender}, SMALL), min_size=1))
@settings(max_examples=100, deadline=None)
def test_whatever_shape_releases_have_they_merge_to_the_same_in_any_order(
    releases: list[dict[str, Any]],
) -> None:
    forward = json.loads(json.dumps(compiled(releases)))
    assert json.loads(json.dumps(compiled(releases[::-1]))) == forward
    read_release(forward, "here")
