"""A buyer stands still of its own will where the law asks for no standstill, and is held to it."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from marketplace.assessment.actions import awards
from marketplace.assessment.actions.standstills import promise_standstill
from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.awards import awards_of
from marketplace.commands import marketplace
from marketplace.contracts.actions import contracts, signatures
from marketplace.contracts.actions.contract_rows import MilestonePlan
from marketplace.contracts.queries.contracts import what_is_signed
from marketplace.engine import clock, db
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.official_notices import notices_of_tender
from procurement.contracts.precedence import USUAL_ORDER
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime, claims_suspend, promise_faults
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.pages.assessment.test_award_notices import THERE, decided


def award_of(tender: Tender) -> Award:
    db.session.expire_all()
    (award,) = awards_of(tender.id)
    return award


@pytest.mark.parametrize("regime", [Regime.LIGHT, Regime.BELOW])
def test_where_none_is_owed_eight_to_thirty_working_days_can_be_chosen(regime: Regime) -> None:
    assert promise_faults(regime, None) == []
    assert promise_faults(regime, 8) == []
    assert promise_faults(regime, 30) == []
    for days in (-1, 0, 7, 31):
        assert "8 to 30 working days" in str(promise_faults(regime, days)[0])


def test_where_one_is_owed_or_nobody_is_asked_for_one_none_is_chosen() -> None:
    assert "already" in str(promise_faults(Regime.PUBLIC, 10)[0])
    assert "private buyer" in str(promise_faults(Regime.PRIVATE, 10)[0])


def test_a_claim_stops_a_signature_where_part_9_of_the_act_applies() -> None:
    assert [regime for regime in Regime if claims_suspend(regime)] == [Regime.PUBLIC, Regime.LIGHT]


def test_once_signed_nobody_reads_that_the_contract_can_be_signed(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = decided(make, cast, 40_000)
    tender_id, award_id = tender.id, award_of(tender).id
    buyer, home = client_of(app, cast.buyer), f"/tenders/{tender_id}"
    buyer.post(f"{home}/publish-award")
    assert "the contract can be signed at once" in buyer.get(f"{home}/awards").text
    contract_id = prepared(cast, tender_id, award_id)
    for who, for_buyer in ((cast.buyer, True), (cast.baker, False)):
        seen = what_is_signed(contract_id)
        signatures.sign_contract(who, contract_id, for_buyer=for_buyer, seen=seen)
    page = buyer.get(f"{home}/awards").text
    assert "The law asks for no standstill here." in page
    assert "can be signed" not in page


def test_below_the_threshold_a_buyer_chooses_and_nobody_signs_before(
    app: Flask, make: Make, cast: Cast, tmp_path: Path
) -> None:
    tender = decided(make, cast, 40_000)
    tender_id, award_id = tender.id, award_of(tender).id
    buyer, home = client_of(app, cast.buyer), f"/tenders/{tender_id}"
    assert f'href="{home}/standstill"' in buyer.get(f"{home}/awards").text
    page = buyer.get(f"{home}/standstill").text
    assert "s51" not in page
    assert "s101" not in page
    few = buyer.post(f"{home}/standstill", data={"choice": "yes", "days": "7"})
    assert few.status_code == 422
    assert "8 to 30 working days" in few.text
    assert buyer.post(f"{home}/standstill", data={"choice": "yes"}).status_code == 422
    buyer.post(f"{home}/standstill", data={"choice": "yes", "days": "10"})
    assert (
        "You stand still of your own will for 10 working days" in buyer.get(f"{home}/awards").text
    )
    buyer.post(f"{home}/publish-award")
    award = db.session.get_one(Award, award_id)
    assert (award.published_on, award.standstill_ends_on) == (date(2026, 11, 23), date(2026, 12, 7))
    public = client_of(app, None).get(home).text
    assert "23 November 2026 to 7 December 2026, of the buyer’s own will" in public
    assert "Record a claim" not in buyer.get(f"{home}/awards").text
    with pytest.raises(Refusal, match="does not stop the signature by itself"):
        awards.suspend_award(
            cast.buyer, tender_id, award_id=award_id, notified_on=clock.today(), about="Gardens."
        )
    contract_id = prepared(cast, tender_id, award_id)
    sign = {"for_buyer": True, "seen": what_is_signed(contract_id)}
    with pytest.raises(Refusal, match="can be signed from 8 December 2026"):
        signatures.sign_contract(cast.buyer, contract_id, **sign)
    assert verified(app, tender_id, tmp_path, {}) == []
    days = "voluntary_standstill_days"
    assert verified(app, tender_id, tmp_path, {days: 3}) != []
    assert verified(app, tender_id, tmp_path, {days: None}) != []
    assert verified(app, tender_id, tmp_path, {"standstill_ends_on": "2026-12-04"}) != []
    clock.set_to(NOW.replace(month=12, day=8), stopped=True)
    signatures.sign_contract(cast.buyer, contract_id, **sign)


def prepared(cast: Cast, tender_id: object, award_id: object) -> object:
    plan = MilestonePlan("All of it", date(2027, 12, 31), Money(2_000_000))
    return contracts.prepare_contract(
        cast.buyer,
        tender_id,
        award_id=award_id,
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 12, 31),
        order_number="",
        terms="As the tender says.",
        precedence=USUAL_ORDER,
        milestones=[plan],
    ).id


def verified(app: Flask, tender_id: object, folder: Path, altered: dict) -> list:
    """What of the standstill does not agree in the public file, with the award altered so."""
    said = json.loads(client_of(app, None).get(f"/tenders/{tender_id}/procurement.json").data)
    said["lots"][0]["award"].update(altered)
    path = folder / "procurement.json"
    path.write_text(json.dumps(said))
    ran = CliRunner().invoke(marketplace, ["verify-procurement", str(path), "--json"])
    return [one for one in json.loads(ran.stdout)["disagreements"] if "standstill" in one["what"]]


def test_light_touch_the_choice_stands_in_the_notice_and_a_claim_in_it_suspends(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = decided(make, cast, 700_000, subject="light_touch")
    tender_id, buyer = tender.id, client_of(app, cast.buyer)
    promise_standstill(cast.buyer, tender_id, days=8)
    clock.set_to(NOW + timedelta(days=3), stopped=True)
    assert "s51" in buyer.get(f"/tenders/{tender_id}/standstill").text
    shown = buyer.get(f"/tenders/{tender_id}/notices/UK6").text
    assert "A voluntary standstill of 8 working days" in shown
    buyer.post(f"/tenders/{tender_id}/publish-award", data=THERE)
    (notice,) = notices_of_tender(tender_id)
    said = {line["key"]: line["sentences"] for line in notice.lines}
    assert said["standstill"] == [
        "A voluntary standstill of 8 working days ends on 4 December 2026."
    ]
    (award,) = awards_of(tender_id)
    awards.suspend_award(
        cast.buyer, tender_id, award_id=award.id, notified_on=clock.today(), about="Gardens."
    )


def test_a_choice_is_taken_back_until_the_award_is_public(make: Make, cast: Cast) -> None:
    tender = decided(make, cast, 40_000)
    promise_standstill(cast.buyer, tender.id, days=9)
    promise_standstill(cast.buyer, tender.id, days=None)
    assert award_of(tender).standstill_days is None
    awards.publish_award(cast.buyer, tender.id)
    assert award_of(tender).standstill_ends_on is None
    with pytest.raises(Refusal, match="can no longer be changed"):
        promise_standstill(cast.buyer, tender.id, days=9)


def test_above_the_threshold_nothing_is_to_be_chosen(app: Flask, make: Make, cast: Cast) -> None:
    tender = decided(make, cast, 300_000)
    tender_id = tender.id
    with pytest.raises(Refusal, match="already"):
        promise_standstill(cast.buyer, tender_id, days=9)
    page = client_of(app, cast.buyer).get(f"/tenders/{tender_id}/awards").text
    assert "/standstill" not in page
    assert client_of(app, cast.buyer).get(f"/tenders/{tender_id}/standstill").status_code == 404
