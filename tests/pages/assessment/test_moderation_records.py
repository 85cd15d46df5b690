"""The moderation record: the whole assessment as one document, for those who may see the assessment."""

import json
from io import BytesIO

from flask import Flask
from pypdf import PdfReader

from marketplace.assessment.actions import disregards, rankings
from marketplace.assessment.actions.conflicts import (
    HowDealtWith,
    declare_conflict,
    mitigate_conflict,
)
from marketplace.assessment.actions.evaluators import appoint_evaluator, remove_evaluator
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.scores import (
    GivenScore,
    PanelScore,
    agree_scores,
    reopen_scores,
    score_bid,
)
from marketplace.assessment.queries.rankings import rankings_of
from marketplace.engine.access import Role
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.disregard import DisregardGround
from procurement.tendering.conflict import Interest, Mitigation
from tests.assessment_rows import assess, criteria_of, explained, there
from tests.cast import Cast, client_of
from tests.pages.organisations.test_organisations import words_of


def test_nobody_reads_it_before_every_score_is_agreed(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    home = f"/evaluations/{tender.id}"
    for person in (cast.buyer, cast.evaluators[0]):
        for path in (f"{home}/record", f"{home}/record.pdf"):
            answer = client_of(app, person).get(path)
            assert answer.status_code == 422
            assert "has not agreed every score yet" in answer.text
    assert f"{home}/record" not in client_of(app, cast.buyer).get(home).text


def test_buyer_and_panel_read_the_whole_assessment_and_nobody_else_does(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    home = f"/evaluations/{tender.id}"
    buyer = client_of(app, cast.buyer)
    assert f'href="{home}/record"' in buyer.get(home).text
    said = words_of(buyer.get(f"{home}/record").text)
    assert "This record is unfinished. Lot 1 is not decided." in said
    assert "Nobody said who scores what, so everybody on the panel scored everything." in said
    assert said.count("Eve One 4 The answer is clear and complete.") == len(criteria_of(tender))
    assert said.count("Agreed by the panel 3 The answer is clear") == len(criteria_of(tender))
    assert "Discussed: Both scored alike." in said
    assert "Took part in the meeting: Ed Two, Eve One." in said
    assert "Approved since by Ed Two, Eve One." in said
    assert "Prices that seemed abnormally low" in said
    assert "No bid was set aside by a decision." in said
    assert client_of(app, cast.evaluators[0]).get(f"{home}/record").status_code == 200
    for person in (cast.baker, cast.finance, cast.broker, cast.stranger):
        for path in (f"{home}/record", f"{home}/record.pdf"):
            assert client_of(app, person).get(path).status_code == 404


def test_its_numbers_are_those_of_the_ranking_and_once_decided_it_is_finished(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    [lot] = parts_of(tender.id).lots
    award_lot(cast.buyer, tender.id, lot_id=lot.id, bid_id=bids[0].id, reason="First by points.")
    browser = client_of(app, cast.buyer)
    said = words_of(browser.get(f"/evaluations/{tender.id}/record").text)
    ranking = words_of(browser.get(f"/evaluations/{tender.id}/ranking").text)
    for row in rankings_of(tender.id)[lot.id].result["bids"]:
        figures = [row[key] for key in ("price_score", "quality_score", "social_value_score")]
        line = " ".join([*figures, row["total"]])
        assert line in said
        assert line in ranking
    assert "unfinished" not in said
    assert "Awarded to Harbour Bakery CIC by" in said
    assert "Reason: First by points." in said


def test_what_no_longer_counts_and_what_was_set_aside_stays_in_it(
    app: Flask, make, tender, bids, panel, cast: Cast
) -> None:
    ida = make.member(cast.council, Role.EVALUATOR, name="Ida Third")
    panel[ida] = appoint_evaluator(cast.buyer, tender.id, person_id=ida.person_id)
    declare_conflict(ida, tender.id, interest=Interest.NONE, about="")
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    remove_evaluator(cast.buyer, tender.id, evaluator_id=panel[ida].id, reason="Has moved on.")
    disregards.disregard_bid(
        cast.buyer,
        tender.id,
        bid_id=bids[1].id,
        lot_id=None,
        ground=DisregardGround.PROCEDURE,
        reason="It broke the rule on variants.",
    )
    rankings.rank_bids(cast.buyer, tender.id)
    said = words_of(client_of(app, cast.buyer).get(f"/evaluations/{tender.id}/record").text)
    assert "Ida Third left after the first score was given: Has moved on." in said
    assert "Ida Third (no longer counts) 4" in said
    assert "It broke the rule on variants." in said
    assert "Had the disregarded bids counted, the order would be: " in said


def test_an_interest_is_read_by_those_who_buy_and_hides_the_bid_from_its_holder(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    eve, ed = cast.evaluators
    row = declare_conflict(
        ed, tender.id, interest=Interest.PERSONAL, about="My sister bakes there."
    )
    how = HowDealtWith(Mitigation.DOES_NOT_SCORE, "He scores the other bid.", bid_id=bids[0].id)
    mitigate_conflict(cast.buyer, tender.id, declaration_id=row.id, how=how)
    explained(tender, cast.buyer)
    keys = criteria_of(tender)
    for bid, people in ((bids[0], [eve]), (bids[1], [eve, ed])):
        for person in people:
            alone = dict.fromkeys(keys, GivenScore(4, f"Of {bid.id}: it is clear."))
            score_bid(person, panel[person].id, bid_id=bid.id, scores=alone)
        agree_scores(
            cast.buyer,
            tender.id,
            bid_id=bid.id,
            scores=dict.fromkeys(keys, PanelScore(4, "It is clear.", "We talked.")),
            present=there(tender, bid.id),
        )
    page = f"/evaluations/{tender.id}/record"
    said = words_of(client_of(app, cast.buyer).get(page).text)
    assert "My sister bakes there." in said
    assert "He scores the other bid." in said
    assert "Only Eve One scores a part of the bid of Harbour Bakery CIC." in said
    assert "2 evaluators still to approve the agreed scores." in said
    for person, hidden in ((eve, ["My sister bakes there."]), (ed, [f"Of {bids[0].id}"])):
        seen = words_of(client_of(app, person).get(page).text)
        assert "Dealt with (" in seen
        assert f"Of {bids[1].id}" in seen
        assert not any(words in seen for words in hidden)
        assert "Prices that seemed" not in seen


def test_the_pdf_says_the_same_and_carries_it_as_data(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    reopen_scores(cast.buyer, tender.id, bid_id=bids[1].id, reason="An annex was overlooked.")
    assess(tender, cast.buyer, panel, {bids[1].id: 3})
    answer = client_of(app, cast.buyer).get(f"/evaluations/{tender.id}/record.pdf")
    assert answer.mimetype == "application/pdf"
    read = PdfReader(BytesIO(answer.data))
    text = " ".join(" ".join(sheet.extract_text() for sheet in read.pages).split())
    assert "Moderation record" in text
    assert "Discussed: Both scored alike." in text
    assert "An annex was overlooked." in text
    data = json.loads(read.attachments["moderation-record.json"][0])
    total = rankings_of(tender.id)[parts_of(tender.id).lots[0].id].result["bids"][0]["total"]
    assert total in text
    assert total in json.dumps(data)
