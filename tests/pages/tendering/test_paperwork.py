"""The budget of paperwork stands on a draft before it is published."""

from datetime import timedelta

from flask import Flask

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import Consortium
from marketplace.engine import clock, db
from marketplace.tendering.models.tenders import Question
from procurement.bidding.bid import BidState
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of


def answered(make: Make, cast: Cast, count: int, *, days: int = 20) -> None:
    """So many tenders of two questions, each answered by a consortium that took these days."""
    for _ in range(count):
        tender = make.tender(cast.council)
        bid = make.joint_bid(tender, {cast.bakery: "60", cast.gardens: "40"})
        with db.transaction():
            row = db.session.get_one(Bid, bid.id)
            row.state = BidState.OPENED
            made = db.session.get_one(Consortium, row.consortium_id)
            made.created_at = clock.now() - timedelta(days=days)
    db.session.remove()


def draft_page(app: Flask, make: Make, cast: Cast, **values: object) -> str:
    draft = make.tender(cast.council, state=TenderState.DRAFT, **values)
    with db.transaction():
        db.session.add_all(
            Question(tender_id=draft.id, number=number, text="More?", word_limit=500, weight=0)
            for number in (3, 4)
        )
    return words_of(client_of(app, cast.buyer).get(f"/tenders/{draft.id}/draft").text)


def test_where_few_were_answered_the_draft_counts_and_says_so(
    app: Flask, cast: Cast, make: Make
) -> None:
    page = draft_page(app, make, cast)
    assert "Questions 4 Not known yet" in page
    assert "Words of answers, at most 1,500 Not known yet" in page
    assert "No tender was answered here yet, so nothing is called usual." in page
    assert "bids of 0 were opened here, and three are needed" in page


def test_what_is_much_and_what_is_short_is_warned_of_with_the_number(
    app: Flask, cast: Cast, make: Make
) -> None:
    answered(make, cast, 3)
    page = draft_page(app, make, cast, closes_at=clock.now() + timedelta(days=19))
    assert "Questions 4 2" in page
    assert "Questions: 4, where 2 is usual in tenders that were answered here." in page
    assert "Reports during the contract:" not in page
    assert (
        "Bids close in 19 days. Consortia here took 20 days from coming together to their bid: "
        "the median of 3."
    ) in page
    longer = draft_page(app, make, cast, closes_at=clock.now() + timedelta(days=20))
    assert "Bids close in" not in longer


def test_what_is_not_opened_yet_is_not_told(app: Flask, cast: Cast, make: Make) -> None:
    for _ in range(3):
        make.bid(make.tender(cast.council), cast.bakery)
    assert "No tender was answered here yet" in draft_page(app, make, cast)
