"""Files of an opened bid are read beside its answers by the panel and the buyer, and nobody else."""

from datetime import timedelta

from flask import Flask

from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.assessment.actions.evaluations import open_bids
from marketplace.assessment.actions.evaluators import appoint_evaluator
from marketplace.bidding.actions.bids import submit_bid
from marketplace.bidding.models.bids import BidFile
from marketplace.engine import clock, db
from marketplace.tendering.models.declarations import InterestDeclaration
from procurement.tendering.conflict import Interest, Mitigation
from tests.cast import Cast, Make, client_of
from tests.file_rows import PDF, STATEMENT, attach
from tests.tender_rows import with_attachments


def test_panel_and_buyer_read_a_file_after_the_opening_an_interested_evaluator_does_not(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, lots=1)
    question = with_attachments(tender, STATEMENT)
    bid = make.bid(tender, cast.bakery, submitted=False)
    other = make.bid(tender, cast.gardens, submitted=False)
    for writer, one in ((cast.baker, bid), (cast.gardener, other)):
        attach(writer, one, question, "our plan.pdf")
        submit_bid(writer, one.id)
    tender_id, bid_id, bakery_id = tender.id, bid.id, cast.bakery.id
    for person in cast.evaluators[:2]:
        appoint_evaluator(cast.buyer, tender_id, person_id=person.person_id)
    clock.set_to(clock.now() + timedelta(days=31), stopped=True)
    open_bids(cast.buyer, tender_id)
    file = db.session.query(BidFile).filter_by(bid_id=bid_id).one()
    home = f"/evaluations/{tender_id}/bids/{bid_id}"
    path = f"{home}/files/{file.id}"
    foreign = db.session.query(BidFile).filter(BidFile.bid_id != bid_id).one().id
    reader, kept_away = cast.evaluators[:2]
    assert client_of(app, reader).get(path).status_code != 200  # not declared yet
    declare_conflict(reader, tender_id, interest=Interest.NONE, about="")
    declare_conflict(kept_away, tender_id, interest=Interest.PERSONAL, about="A cousin.")
    row = db.session.query(InterestDeclaration).filter_by(interest=Interest.PERSONAL).one()
    with db.transaction():
        row.mitigation, row.bidder_id = Mitigation.DOES_NOT_SCORE, bakery_id
    answer = client_of(app, reader).get(path)
    assert answer.data == PDF
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert "our plan.pdf" in client_of(app, reader).get(home).text
    assert client_of(app, cast.buyer).get(path).status_code == 422  # not declared either
    declare_conflict(cast.buyer, tender_id, interest=Interest.NONE, about="")
    assert client_of(app, cast.buyer).get(path).data == PDF
    assert path in client_of(app, cast.buyer).get(home).text
    assert client_of(app, kept_away).get(path).status_code != 200
    assert client_of(app, reader).get(f"{home}/files/{foreign}").status_code == 404
    for who in (cast.baker, cast.gardener, cast.broker, cast.stranger):
        assert client_of(app, who).get(path).status_code == 404
