import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.ground.refusal import Refusal
from procurement.open_data.notice import NoticeFacts, RefusedRelease
from procurement.open_data.ocds_read import read_release, read_releases
from tests.procurement.open_data.test_ocds_read import (
    CONTRACTS_FINDER,
    FIND_A_TENDER_RECORD,
    SCOTLAND,
    read,
    refused,
)


def test_lines_hold_a_release_or_a_wrapped_one_and_a_broken_line_is_refused() -> None:
    lines = [json.dumps(SCOTLAND), "", json.dumps({"release": CONTRACTS_FINDER}), '{"ocid": "o']
    found = list(read_releases("\n".join(lines).encode(), "file.jsonl"))
    assert [isinstance(one, NoticeFacts) for one in found] == [True, True, False]
    assert found[2] == RefusedRelease("line 4", "This is not a JSON object, so it is no release.")


@pytest.mark.parametrize("found", [SCOTLAND, {"release": SCOTLAND}, [SCOTLAND]])
def test_one_release_or_a_list_of_them_is_read(found: object) -> None:
    assert len(read(found)) == 1


def test_an_empty_package_holds_no_release() -> None:
    assert read({"releases": []}) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "file.json is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"{'a': 1}", "is not JSON"),
        (b'{"releases": [\n{"a": 1},', "is not JSON"),
        (b'{"releases": [{"amount": NaN}]}', "NaN is not a number"),
        (b'{"name": "something else"}', "holds no OCDS releases"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name(content: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words) as refusal:
        read_releases_now(content)
    assert "file.json" in str(refusal.value)


def read_releases_now(content: bytes) -> list[NoticeFacts | RefusedRelease]:
    return list(read_releases(content, "file.json"))


def test_a_byte_order_mark_is_read_over() -> None:
    content = b"\xef\xbb\xbf" + json.dumps({"releases": [SCOTLAND]}).encode()
    assert len(read_releases_now(content)) == 1


def test_a_release_nested_too_deeply_is_refused_alone() -> None:
    nested: Any = []
    for _ in range(600):
        nested = [nested]
    assert refused({**SCOTLAND, "odd": nested}) == RefusedRelease(
        "here", "It is nested too deeply to be read."
    )


def test_what_a_database_cannot_hold_is_taken_out() -> None:
    line = (
        b'{"ocid": "o\\u0000-1", "buyer": {"name": "Bu\\ud800yer"}, "tender": {"title": "T\\u0000",'
        b' "value": {"amount": 1e999999999, "currency": "GBP"}, "quantity": 2.50, "size": 3.0}}'
    )
    (notice,) = read_releases_now(line)
    assert isinstance(notice, NoticeFacts)
    assert (notice.ocid, notice.buyer.name, notice.title) == ("o-1", "Bu?yer", "T")
    assert notice.value_pence is None
    assert notice.release["tender"] == {
        "title": "T",
        "value": {"amount": None, "currency": "GBP"},
        "quantity": 2.5,
        "size": 3,
    }


ODD = st.sampled_from(
    [
        *[None, "", 0, True, Decimal("-1e20"), Decimal("2.5"), "2026-99-99"],
        *[[], {}, [None], [[]], [{}], ["x", 3]],
        *[{"id": []}, {"id": None, "name": {}}, [{"roles": [{}]}]],
    ]
)


def misshapen(value: Any, draw: Any) -> Any:
    """The value with something odd in a few places."""
    if draw(st.integers(0, 19)) == 7:
        return draw(ODD)
    if isinstance(value, dict):
        return {key: misshapen(part, draw) for key, part in value.items()}
    if isinstance(value, list):
        return [misshapen(part, draw) for part in value]
    return value


@given(st.data(), st.sampled_from([CONTRACTS_FINDER, SCOTLAND, FIND_A_TENDER_RECORD["records"][0]]))
@settings(max_examples=150, deadline=None)
def test_a_release_of_any_shape_is_taken_or_refused_and_can_be_kept(
    data: st.DataObject, release: dict[str, Any]
) -> None:
    release = release.get("compiledRelease", release)
    found = read_release(misshapen(release, data.draw), "here")
    if isinstance(found, NoticeFacts):
        assert found.ocid
        assert found.title
        assert found.buyer.name
        json.dumps(found.release, allow_nan=False)
    else:
        assert found.reason in {
            "It has no ocid.",
            "It has no buyer.",
            "It has no title.",
            "This is not a JSON object, so it is no release.",
        }
