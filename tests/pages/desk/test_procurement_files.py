"""The public file of a procurement: anybody works its result out again, and nobody alters it unseen."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from marketplace.bidding.models.bids import Bid
from marketplace.commands import marketplace
from marketplace.engine import db
from marketplace.tendering.models.tenders import Tender
from procurement.tendering.tender import TenderState
from tests.assessment_rows import opened_bid
from tests.cast import Cast, Make, client_of

Alter = Callable[[Any], None]


@pytest.fixture
def file(app: Flask, whole_story: object) -> dict[str, Any]:
    """Of a tender that a consortium won, as somebody without an account reads it."""
    tender_id = db.session.scalars(
        select(Tender.id).where(Tender.state == TenderState.AWARDED)
    ).one()
    db.session.remove()
    answer = client_of(app, None).get(f"/tenders/{tender_id}/procurement.json")
    assert answer.status_code == 200
    said: dict[str, Any] = answer.json
    return said


def verified(said: object, tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "procurement.json"
    path.write_text(said if isinstance(said, str) else json.dumps(said))
    ran = CliRunner().invoke(marketplace, ["verify-procurement", str(path), "--json"])
    answer: dict[str, Any] = json.loads(ran.stdout)
    assert ran.exit_code == (2 if "faults" in answer else 0)
    return answer


def test_an_outsider_works_out_again_what_was_published(
    file: dict[str, Any], tmp_path: Path
) -> None:
    answer = verified(file, tmp_path)
    assert answer["disagreements"] == []
    assert answer["checked"] > 20


def test_it_names_the_winner_and_nobody_else(file: dict[str, Any], cast: Cast) -> None:
    text = json.dumps(file, ensure_ascii=False)
    [lot] = file["lots"]
    assert lot["award"]["suppliers"] == [cast.cleaners.name, cast.gardens.name, cast.bakery.name]
    assert {bid["id"] for bid in lot["evaluation"]["bids"]} == {"bid 1", "bid 2"}
    kept = db.session.scalars(select(Tender).where(Tender.state == TenderState.AWARDED)).one()
    for bid_id in (str(row) for row in _bid_ids(kept)):
        assert bid_id not in text
    for name in ("reason", "discussion", "How Ladywood"):
        assert name not in json.dumps(file["lots"], ensure_ascii=False)


def _bid_ids(tender: Tender) -> list[object]:
    return list(db.session.scalars(select(Bid.id).where(Bid.tender_id == tender.id)))


def _award(file: Any) -> Any:
    return file["lots"][0]["award"]


def _evaluation(file: Any) -> Any:
    return file["lots"][0]["evaluation"]


ALTERED: dict[str, Alter] = {
    "a price": lambda file: _evaluation(file)["bids"][0].update(price_pence=1),
    "a score": lambda file: _evaluation(file)["bids"][0]["scores"].update({"question 1": 0}),
    "a weight": lambda file: _evaluation(file)["price"].update(weight=61),
    "a promise": lambda file: file["lots"][0]["promises"]["bids"][0]["commitments"].update(
        {"clause 1": "1"}
    ),
    "a rank": lambda file: file["lots"][0]["result"]["ranking"].reverse(),
    "the rule for equal bids": lambda file: _evaluation(file).update(tie_break=["price"]),
    "which bids are equal": lambda file: file["lots"][0]["result"]["ties"].append(
        {"first": "bid 1", "second": "bid 2", "by": "quality"}
    ),
    "a draw": lambda file: _evaluation(file)["bids"][0].update(drawn=1),
    "who scored": lambda file: file["lots"][0]["panel"]["scored_by"]["question 1"].update(
        {"bid 1": 0}
    ),
    "that one person scored alone": lambda file: file["lots"][0]["panel"]["scored_by"][
        "clause 1"
    ].update({"bid 2": 1}),
    "the winner": lambda file: _award(file).update(
        bid="bid 1" if _award(file)["bid"] == "bid 2" else "bid 2"
    ),
    "the price of the award": lambda file: _award(file).update(price_pence=5),
    "the end of the standstill": lambda file: _award(file).update(standstill_ends_on="2026-11-26"),
    "the day of signing": lambda file: _award(file).update(signed_on="2026-01-05"),
    "the day of the summaries": lambda file: _award(file).update(
        summaries_sent_at="2027-12-01T09:00:00+00:00"
    ),
    "an arrival": lambda file: file["receipts"][0].update(received_at=file["closes_at"]),
    "a receipt": lambda file: file["receipts"][0].update(leaf_hash_hex="00" * 32),
    "a receipt left out": lambda file: file["receipts"].pop(),
    "the root": lambda file: file.update(root_hex="11" * 32),
    "the deadline": lambda file: file.update(closes_at="2027-11-25T09:00:00+00:00"),
    "the opening": lambda file: file.update(opened_at="2020-11-25T09:00:00+00:00"),
    "what was published": lambda file: file["published"][-1]["content"].update(title="Another"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_whatever_is_altered_is_seen(what: str, file: dict[str, Any], tmp_path: Path) -> None:
    ALTERED[what](file)
    assert verified(file, tmp_path)["disagreements"]


@pytest.mark.parametrize("said", ["[]", "{}", "nothing", '{"published": []}', '{"published": 7}'])
def test_what_is_no_such_file_is_told_so(said: str, tmp_path: Path) -> None:
    [fault] = verified(said, tmp_path)["faults"]
    assert "is not" in fault


def test_before_an_award_is_published_there_is_no_file(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council, state=TenderState.OPENED)
    page = f"/tenders/{tender.id}/procurement.json"
    opened_bid(tender, cast.bakery, 100_00)
    assert [client_of(app, who).get(page).status_code for who in (None, cast.buyer)] == [404, 404]
