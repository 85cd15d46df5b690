"""Decided awards are approved by a colleague before anybody is told, where the buyer wants two."""

import re

from flask import Flask

from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.queries.awards import awards_of
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.award import AwardState
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, opened_bid
from tests.cast import Cast, Make, client_of


def test_the_summaries_wait_for_a_second_person(app: Flask, cast: Cast, make: Make) -> None:
    colleague = make.member(cast.council, Role.BUYER)
    with db.transaction():
        db.session.get_one(Organisation, cast.council.id).wants_two = True
    tender = make.tender(cast.council, state=TenderState.OPENED, closes_at=clock.now(), lots=1)
    won, lost = (opened_bid(tender, who, 20_000_000) for who in (cast.bakery, cast.gardens))
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    by_person = dict(zip(cast.evaluators, panel, strict=True))
    assess(tender, cast.buyer, by_person, {won.id: 4, lost.id: 3})
    key, lot_id, won_id = tender.id, parts_of(tender.id).lots[0].id, won.id
    base, page = f"/tenders/{key}/award-approval", f"/tenders/{key}/awards"
    author, second = client_of(app, cast.buyer), client_of(app, colleague)
    none = author.post(f"{base}/ask")
    assert "no decided award" in none.text
    award_lot(cast.buyer, key, lot_id=lot_id, bid_id=won_id, reason="First.")
    assert "Send the assessment summaries" not in author.get(page).text
    refused = author.post(f"/tenders/{key}/send-summaries")
    assert refused.status_code == 422
    assert "wants two people for this award" in refused.text
    author.post(f"{base}/ask")
    assert "Approve the award, or send it back" in second.get("/my").text
    [mark] = re.findall(r'name="seen" value="([0-9a-f]+)"', second.get(page).text)
    second.post(f"{base}/give", data={"seen": mark})
    assert "Approve the award" not in second.get("/my").text
    author.post(f"/tenders/{key}/send-summaries")
    db.session.remove()
    assert [row.state for row in awards_of(key)] == [AwardState.SUMMARIES_SENT]
