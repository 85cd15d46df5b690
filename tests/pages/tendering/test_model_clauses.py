"""The model set is picked into a draft, edited, published, and read by who bids."""

from flask import Flask
from flask.testing import FlaskClient

from marketplace.bidding.actions import bids
from marketplace.engine import db
from marketplace.tendering.actions import tenders
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tender_versions import differences
from marketplace.tendering.queries.tenders import parts_of
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of


def saved(browser: FlaskClient, draft: str, **typed: str) -> None:
    answer = browser.post(draft, data={"revision": "1", **typed})
    assert answer.status_code == 302, answer.text


def test_what_is_picked_stands_in_the_draft_with_its_proof_and_is_edited(
    app: Flask, cast: Cast
) -> None:
    tender_id = tenders.draft_tender(cast.buyer, cast.council.id, title="Sixty homes").id
    path, browser = f"/tenders/{tender_id}/draft/clauses", client_of(app, cast.buyer)
    page = browser.get(path).text
    assert "A model set for a housing development" in page
    assert "A question for the authority’s lawyer" in page
    saved(browser, path, model="apprentices")
    [clause] = parts_of(tender_id).clauses
    assert clause.target == 4
    assert "Confirmed by: The training provider." in clause.proof
    assert "replaced within eight weeks" in browser.get(path).text
    db.session.remove()
    browser.post(
        path,
        data={
            "revision": "2", "clauses-0-text": "Apprentices in dry lining",
            "clauses-0-unit": "apprentices", "clauses-0-target": "2", "clauses-0-weight": "100",
            "clauses-0-proof": "Confirmed by: the college.",
        },
    )  # fmt: skip
    db.session.remove()
    [clause] = parts_of(tender_id).clauses
    assert (clause.text, clause.proof) == (
        "Apprentices in dry lining",
        "Confirmed by: the college.",
    )


def test_who_bids_reads_how_a_clause_is_shown(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council, state=TenderState.PUBLISHED)
    with db.transaction():
        parts_of(tender.id).clauses[0].proof = "Shown by: a letter."
    bid = bids.begin_bid(cast.baker, tender.id, organisation_id=cast.bakery.id)
    page = client_of(app, cast.baker).get(f"/bids/{bid.id}/commitments").text
    assert "Shown by: a letter." in page
    assert "Shown by: a letter." in client_of(app, None).get(f"/tenders/{tender.id}").text


def test_a_version_from_before_shows_no_change_where_nothing_is_said_of_it(
    cast: Cast, make: Make
) -> None:
    tender: Tender = make.tender(cast.council)
    row = parts_of(tender.id).clauses[0]
    part = {"id": str(row.id), "number": 1, "text": row.text}
    before = {"lots": [], "questions": [], "clauses": [part]}
    after = {**before, "clauses": [{**part, "proof": "Shown by: a letter."}]}
    assert differences(before, before) == []
    [change] = differences(before, after)
    assert (change.what, change.after) == ("Clause 1: how it is shown", "Shown by: a letter.")
