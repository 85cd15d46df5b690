"""Who scores what, as the buyer says it and as each evaluator meets it."""

from flask import Flask
from sqlalchemy import select

from marketplace.assessment.models.evaluations import Assignment
from marketplace.engine import db
from tests.assessment_rows import criteria_of, explained
from tests.cast import Cast, client_of
from tests.pages.organisations.test_organisations import words_of


def test_until_somebody_decides_it_is_said_that_everybody_scores_everything(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    buyer, home = client_of(app, cast.buyer), f"/evaluations/{tender.id}"
    assert "everybody on the panel scores everything" in buyer.get(home).text
    page = buyer.get(f"{home}/assignments").text
    assert page.count(" checked") == 2 * len(criteria_of(tender))
    assert "Why does this change?" not in page


def test_each_evaluator_sees_and_scores_only_what_the_buyer_gave_them(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    eve, ed = cast.evaluators
    first, *rest = criteria_of(tender)
    buyer, home = client_of(app, cast.buyer), f"/evaluations/{tender.id}"
    data = {f"whose_{key}": [str(ed.person_id)] for key in rest}
    data[f"whose_{first}"] = [str(eve.person_id)]
    said = words_of(buyer.post(f"{home}/assignments", data=data, follow_redirects=True).text)
    assert "Who scores what is kept." in said
    assert "Question 1 " in said
    assert "everybody on the panel scores everything" not in said
    assert "scoring waits" in client_of(app, eve).get(f"{home}/bids/{bids[0].id}").text
    explained(tender, cast.buyer)
    for person, own, others in ((eve, [first], rest), (ed, rest, [first])):
        page = client_of(app, person).get(f"{home}/bids/{bids[0].id}").text
        assert all(f'name="score_{key}"' in page for key in own)
        assert not any(f'name="score_{key}"' in page for key in others)
        assert f"You see and score {len(own)} of {1 + len(rest)}" in page
    client_of(app, eve).post(
        f"{home}/bids/{bids[0].id}", data={f"score_{first}": "4", f"reason_{first}": "Clear."}
    )
    said = words_of(buyer.get(home).text)
    assert "1 of 2" in said
    assert "Why does this change?" in buyer.get(f"{home}/assignments").text


def test_a_question_that_nobody_scores_is_sent_back_at_its_field(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    first, *rest = criteria_of(tender)
    data = {f"whose_{key}": [str(cast.evaluators[0].person_id)] for key in rest}
    answer = client_of(app, cast.buyer).post(f"/evaluations/{tender.id}/assignments", data=data)
    assert answer.status_code == 422
    assert f'href="#whose_{first}"' in answer.text
    assert db.session.scalars(select(Assignment)).all() == []


def test_who_scores_what_is_closed_to_everybody_else(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    page = f"/evaluations/{tender.id}/assignments"
    assert client_of(app, cast.evaluators[0]).get(page).status_code == 403
    for person in (cast.finance, cast.baker, cast.broker, cast.stranger):
        assert client_of(app, person).get(page).status_code == 404


def test_after_the_first_score_somebody_leaves_the_panel_with_a_reason(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    eve = cast.evaluators[0]
    key, home = criteria_of(tender)[0], f"/evaluations/{tender.id}"
    given = {f"score_{key}": "4", f"reason_{key}": "It says how."}
    client_of(app, eve).post(f"{home}/bids/{bids[0].id}", data=given)
    buyer, leave = client_of(app, cast.buyer), f"{home}/remove/{panel[eve].id}"
    assert f'href="{leave}"' in buyer.get(home).text
    assert "stay on record and no longer count" in buyer.get(leave).text
    refused = buyer.post(leave, data={"reason": ""})
    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    assert buyer.post(leave, data={"reason": "Has left."}).status_code == 302
    assert "Eve One" not in buyer.get(home).text
