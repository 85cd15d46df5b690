"""What is exported as open data, and what is not."""

import json
from datetime import timedelta

from marketplace.assessment.actions.lots import award_lot
from marketplace.desk.queries.open_data import releases
from marketplace.engine import clock, db
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.open_data.ocds_write import release
from procurement.open_data.release_facts import ReleaseTag
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, awarded, opened_bid
from tests.cast import Cast, Make
from tests.conftest import NOW


def exported() -> list[dict[str, object]]:
    return [release(one) for one in releases("https://marketplace.example")]


def ranked(cast: Cast, make: Make) -> tuple[Tender, object]:
    """A tender whose bids are opened and ranked, and the bid that leads."""
    tender = make.tender(cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1))
    best = opened_bid(tender, cast.bakery, 10_000_000)
    other = opened_bid(tender, cast.gardens, 12_000_000)
    panel = dict(zip(cast.evaluators, appointed(tender, cast.buyer, *cast.evaluators), strict=True))
    assess(tender, cast.buyer, panel, {best.id: 5, other.id: 3})
    return tender, best.id


def test_a_draft_is_not_exported_and_a_published_tender_is(cast: Cast, make: Make) -> None:
    make.tender(cast.council, state=TenderState.DRAFT, title="Secret plans")
    make.tender(cast.council, title="Hot meals")
    (only,) = exported()
    assert only["tag"] == ["tender"]
    assert only["tender"]["title"] == "Hot meals"
    assert only["tender"]["value"] == {
        "amount": 150_000,
        "amountGross": 180_000,
        "currency": "GBP",
    }
    assert only["tender"]["aboveThreshold"] is False


def test_nothing_of_a_sealed_bid_is_exported(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    make.bid(tender, cast.bakery, answer="Sourdough every morning.")
    text = json.dumps(exported())
    for secret in ("Harbour", "Sourdough", "bids"):
        assert secret not in text


def test_an_award_is_exported_once_it_is_published(cast: Cast, make: Make) -> None:
    tender, best = ranked(cast, make)
    for lot in parts_of(tender.id).lots:
        award_lot(cast.buyer, tender.id, lot_id=lot.id, bid_id=best, reason="First.")
    (before,) = exported()
    assert "awards" not in before
    assert "Harbour" not in json.dumps(before)
    assert before["bids"]["statistics"][0]["value"] == 2


def test_a_published_award_names_its_supplier_and_value(cast: Cast, make: Make) -> None:
    tender, best = ranked(cast, make)
    awarded(tender, cast.buyer, best)
    (facts,) = releases("https://marketplace.example")
    assert ReleaseTag.AWARD in facts.tags
    (first, _) = release(facts)["awards"]
    assert first["suppliers"][0]["name"] == "Harbour Bakery CIC"
    assert first["value"]["amount"] == 100_000
    assert first["relatedLots"] == ["1"]


def test_no_person_is_in_it(cast: Cast, make: Make) -> None:
    tender, best = ranked(cast, make)
    awarded(tender, cast.buyer, best)
    text = json.dumps(exported())
    assert "@" not in text
    for name in ("Bill Buyer", "Eve One", "Beth Baker"):
        assert name not in text


def test_the_same_state_is_exported_alike(cast: Cast, make: Make) -> None:
    make.tender(cast.council)
    first = exported()
    clock.set_to(NOW + timedelta(days=1), stopped=True)
    db.session.expire_all()
    assert exported() == first
