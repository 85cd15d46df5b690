"""Decided awards are approved by a colleague before anybody is told, where the buyer wants two."""

import re
from collections.abc import Callable
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from marketplace.assessment.actions.award_approvals import ask_award_approval
from marketplace.assessment.actions.awards import take_back_award
from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.standstills import promise_standstill
from marketplace.assessment.models.awards import Award
from marketplace.assessment.models.evaluations import LotRanking
from marketplace.assessment.queries.awards import award_mark, awards_of
from marketplace.assessment.queries.rankings import rankings_of
from marketplace.bidding.models.bids import Bid
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.award import AwardState
from procurement.ground.money import Money
from procurement.tendering.conflict import Interest
from procurement.tendering.lot import LotState
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


def test_an_award_that_is_sent_back_is_taken_back_decided_anew_and_asked_for_again(
    app: Flask, cast: Cast, make: Make
) -> None:
    with db.transaction():
        db.session.get_one(Organisation, cast.council.id).wants_two = True
    tender = make.tender(cast.council, state=TenderState.OPENED, closes_at=clock.now(), lots=1)
    won, lost = (opened_bid(tender, who, 20_000_000) for who in (cast.bakery, cast.gardens))
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    assess(
        tender, cast.buyer, dict(zip(cast.evaluators, panel, strict=True)), {won.id: 4, lost.id: 3}
    )
    key, lot_id, won_id = tender.id, parts_of(tender.id).lots[0].id, won.id
    colleague = make.member(cast.council, Role.OWNER)
    base, page = f"/tenders/{key}/award-approval", f"/tenders/{key}/awards"
    author, second = client_of(app, cast.buyer), client_of(app, colleague)
    award_id = award_lot(cast.buyer, key, lot_id=lot_id, bid_id=won_id, reason="First.").id
    author.post(f"{base}/ask")
    assert "Send the assessment summaries" not in author.get("/my").text
    undeclared = second.post(f"{base}/refuse", data={"reason": "Say more."})
    assert undeclared.status_code == 422
    assert "Declare your interests" in undeclared.text
    declare_conflict(colleague, key, interest=Interest.NONE, about="")
    second.post(f"{base}/refuse", data={"reason": "Say more."})
    shown = author.get(page).text
    assert "Say more." in shown
    assert "Take the award of lot 1 back" in shown
    assert client_of(app, cast.finance).post(f"/awards/{award_id}/take-back").status_code == 404
    author.post(f"/awards/{award_id}/take-back")
    db.session.remove()
    assert awards_of(key) == []
    assert db.session.get_one(Tender, key).state is TenderState.OPENED
    assert parts_of(key).lots[0].state is LotState.OPEN
    award_lot(cast.buyer, key, lot_id=lot_id, bid_id=won_id, reason="First by price and quality.")
    author.post(f"{base}/ask")
    [mark] = re.findall(r'name="seen" value="([0-9a-f]+)"', second.get(page).text)
    second.post(f"{base}/give", data={"seen": mark})
    assert "Send the assessment summaries" in author.get("/my").text
    author.post(f"/tenders/{key}/send-summaries")
    db.session.remove()
    [award] = awards_of(key)
    assert award.state is AwardState.SUMMARIES_SENT
    told = author.post(f"/awards/{award.id}/take-back")
    assert told.status_code == 422
    assert "bidders have been told" in told.text


def test_what_was_asked_is_asked_no_more_once_an_award_is_taken_back(
    app: Flask, cast: Cast, make: Make
) -> None:
    colleague = make.member(cast.council, Role.BUYER)
    with db.transaction():
        db.session.get_one(Organisation, cast.council.id).wants_two = True
    tender = make.tender(cast.council, state=TenderState.OPENED, closes_at=clock.now(), lots=2)
    bid = opened_bid(tender, cast.bakery, 20_000_000)
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    assess(tender, cast.buyer, dict(zip(cast.evaluators, panel, strict=True)), {bid.id: 4})
    key, bid_id = tender.id, bid.id
    first, second = (
        award_lot(cast.buyer, key, lot_id=lot.id, bid_id=bid_id, reason="The one bid.").id
        for lot in parts_of(key).lots
    )
    ask_award_approval(cast.buyer, key)
    browser = client_of(app, colleague)
    assert "Approve the award" in browser.get("/my").text
    take_back_award(cast.buyer, key, award_id=first)
    assert "Approve the award" not in browser.get("/my").text
    assert [row.id for row in awards_of(key)] == [second]


def test_what_changes_after_the_approval_is_approved_again(
    app: Flask, cast: Cast, make: Make
) -> None:
    colleague = make.member(cast.council, Role.BUYER)
    with db.transaction():
        db.session.get_one(Organisation, cast.council.id).wants_two = True
    tender = decided_below_the_threshold(cast, make)
    base, page = f"/tenders/{tender}/award-approval", f"/tenders/{tender}/awards"
    author, second = client_of(app, cast.buyer), client_of(app, colleague)
    author.post(f"{base}/ask")
    [mark] = re.findall(r'name="seen" value="([0-9a-f]+)"', second.get(page).text)
    second.post(f"{base}/give", data={"seen": mark})
    assert "Send the assessment summaries" in author.get(page).text
    promise_standstill(cast.buyer, tender, days=10)
    assert "Send the assessment summaries" not in author.get(page).text
    assert author.post(f"/tenders/{tender}/send-summaries").status_code == 422
    promise_standstill(cast.buyer, tender, days=None)
    assert "Send the assessment summaries" in author.get(page).text


def test_the_mark_of_the_awards_covers_all_they_say_and_stand_on(cast: Cast, make: Make) -> None:
    tender = decided_below_the_threshold(cast, make)
    marks = [award_mark(tender)]

    def becomes(change: Callable[[Award, LotRanking], None]) -> None:
        with db.transaction():
            [award], [ranking] = awards_of(tender), rankings_of(tender).values()
            change(award, ranking)
        marks.append(award_mark(tender))

    def other(name: str, **values: object) -> Callable[[Award, LotRanking], None]:
        return lambda _, ranking: setattr(ranking, name, getattr(ranking, name) | values)

    becomes(lambda award, _: setattr(award, "reason", "Another."))
    becomes(lambda award, _: setattr(award, "standstill_days", 9))
    becomes(lambda award, _: setattr(award, "bid_id", other_bid(cast, tender)))
    becomes(other("result", ties=[{"first": "a", "second": "b", "by": "draw"}]))
    becomes(other("result", panel={"scored_by": {}, "alone_because": ["Nobody else knows it."]}))
    becomes(other("inputs", tie_break=[]))
    assert len({*marks}) == len(marks) == 7
    assert award_mark(tender) == marks[-1]


def other_bid(cast: Cast, tender_id: UUID) -> UUID:
    """Another bid than the one that won."""
    return db.session.scalars(
        select(Bid.id).where(Bid.tender_id == tender_id, Bid.organisation_id == cast.gardens.id)
    ).one()


def decided_below_the_threshold(cast: Cast, make: Make) -> UUID:
    """The id of a tender whose one lot is awarded; nobody was told."""
    tender = make.tender(
        cast.council,
        state=TenderState.OPENED,
        closes_at=clock.now(),
        lots=1,
        estimate=Money(4_000_000),
    )
    won, lost = (opened_bid(tender, who, 2_000_000) for who in (cast.bakery, cast.gardens))
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    by_person = dict(zip(cast.evaluators, panel, strict=True))
    assess(tender, cast.buyer, by_person, {won.id: 4, lost.id: 3})
    key, [lot] = tender.id, parts_of(tender.id).lots
    award_lot(cast.buyer, key, lot_id=lot.id, bid_id=won.id, reason="First.")
    return key
