"""The pages of questions about a tender, as each side sees them."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.tendering.models.tenders import Clarification
from tests.cast import Cast, Make, client_of


def test_a_supplier_asks_and_everybody_reads_the_answer_without_its_name(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council).id
    asked = client_of(app, cast.baker).post(
        f"/tenders/{key}/ask",
        data={"organisation_id": str(cast.bakery.id), "question": "May we use the kitchen?"},
    )
    assert asked.status_code == 302
    buyer = client_of(app, cast.buyer)
    inbox = buyer.get(f"/tenders/{key}/questions").text
    assert "May we use the kitchen?" in inbox
    assert "Harbour" not in inbox
    assert "waiting for an answer" in client_of(app, cast.baker).get(f"/tenders/{key}").text
    assert "kitchen?" not in client_of(app, cast.gardener).get(f"/tenders/{key}").text
    one = db.session.scalars(select(Clarification.id)).one()
    buyer.post(f"/tenders/{key}/questions/{one}/answer", data={"answer": "Yes, until noon."})
    text = client_of(app, None).get(f"/tenders/{key}").text
    assert "May we use the kitchen?" in text
    assert "Yes, until noon." in text
    assert "Harbour" not in text


def test_who_bids_for_nobody_cannot_ask(app: Flask, cast: Cast, make: Make) -> None:
    key = make.tender(cast.council).id
    assert client_of(app, cast.stranger).get(f"/tenders/{key}/ask").status_code == 403
    assert client_of(app, None).get(f"/tenders/{key}/ask").location.startswith("/sign-in")


def test_an_empty_question_is_refused_beside_its_field(app: Flask, cast: Cast, make: Make) -> None:
    key = make.tender(cast.council).id
    answer = client_of(app, cast.baker).post(
        f"/tenders/{key}/ask", data={"organisation_id": str(cast.bakery.id), "question": " "}
    )
    assert answer.status_code == 422
    assert "Write your question." in answer.text


def test_who_asked_withdraws_the_question_on_the_tender_page(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council).id
    baker, buyer = client_of(app, cast.baker), client_of(app, cast.buyer)
    baker.post(
        f"/tenders/{key}/ask",
        data={"organisation_id": str(cast.bakery.id), "question": "May we use the kitchen?"},
    )
    one = db.session.scalars(select(Clarification.id)).one()
    address = f"/tenders/{key}/questions/{one}/withdraw"
    assert address in baker.get(f"/tenders/{key}").text
    assert client_of(app, cast.gardener).post(address).status_code == 404
    assert buyer.post(address).status_code == 404
    after = baker.post(address, follow_redirects=True).text
    assert "Your question is withdrawn." in after
    assert "waiting for an answer" not in after
    inbox = buyer.get(f"/tenders/{key}/questions").text
    assert "No question is waiting." in inbox
    assert "Taken back by whoever asked" in inbox
    assert "Harbour" not in inbox
    late = buyer.post(f"/tenders/{key}/questions/{one}/answer", data={"answer": "Yes."})
    assert late.status_code == 422
    assert "This question is withdrawn" in late.text


def test_after_the_deadline_for_bids_nothing_is_answered_and_nobody_is_asked_to(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    key, closes_at, asked_until = tender.id, tender.closes_at, tender.questions_until
    baker, buyer = client_of(app, cast.baker), client_of(app, cast.buyer)
    question = {"organisation_id": str(cast.bakery.id), "question": "May we use the kitchen?"}
    baker.post(f"/tenders/{key}/ask", data=question)
    one = db.session.scalars(select(Clarification.id)).one()
    answer = f"/tenders/{key}/questions/{one}/answer"
    clock.set_to(asked_until + timedelta(hours=1), stopped=True)
    assert "Answer suppliers’ questions" in buyer.get("/my").text
    inbox = buyer.get(f"/tenders/{key}/questions").text
    assert "Each that came by then is owed an answer" in inbox
    assert f'href="{answer}"' in inbox
    clock.set_to(closes_at, stopped=True)
    assert "Answer suppliers’ questions" not in buyer.get("/my").text
    inbox = buyer.get(f"/tenders/{key}/questions").text
    assert "Not answered in time" in inbox
    assert "May we use the kitchen?" in inbox
    assert answer not in inbox
    assert "Publish question and answer" not in buyer.get(answer).text
    assert buyer.post(answer, data={"answer": "Yes."}).status_code == 422
    own = baker.get(f"/tenders/{key}").text
    assert "Your question, not answered in time" in own
    assert "Withdraw this question" not in own
    assert "waiting for an answer" not in own
