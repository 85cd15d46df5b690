"""The page on which a buyer sets with what new drafts begin."""

from flask import Flask

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.tendering.actions import tenders
from marketplace.tendering.models.tenders import Tender
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of

TYPED = {
    "delivery": "Ladywood",
    "payment_days": "5",
    "price_weight": "30",
    "quality_weight": "40",
    "social_value_weight": "30",
    "price_formula": "mean_relative",
    "tie_rule": "price_first",
    "scale_words-0": "Nothing.",
    "scale_words-1": "All.",
}


def test_a_new_draft_begins_with_them_and_with_nothing_decided(app: Flask, cast: Cast) -> None:
    browser, path = client_of(app, cast.buyer), f"/organisations/{cast.council.id}/tender-defaults"
    former = tenders.draft_tender(cast.buyer, cast.council.id, title="Before").id
    buyer = cast.council.id
    assert path in browser.get("/tenders/mine").text
    assert browser.post(path, data=TYPED).location == "/tenders/mine"
    assert 'value="Ladywood"' in browser.get(path).text
    key = tenders.draft_tender(cast.buyer, buyer, title="After").id
    db.session.rollback()
    draft = db.session.get_one(Tender, key)
    assert (draft.delivery, draft.payment_days, draft.price_weight) == ("Ladywood", 5, 30)
    assert (draft.price_formula, draft.scale) == ("mean_relative", 1)
    assert draft.decided == []
    assert "payment_reason" not in draft.brought
    assert db.session.get_one(Tender, former).delivery == ""
    criteria = browser.get(f"/tenders/{key}/draft/criteria").text
    assert 'value="mean_relative" checked' in criteria
    assert 'value="price_first" checked' in criteria
    assert "0 of 9 tasks are complete" in browser.get(f"/tenders/{key}/draft").text


def test_what_no_draft_could_begin_with_is_refused_at_its_field(app: Flask, cast: Cast) -> None:
    browser, path = client_of(app, cast.buyer), f"/organisations/{cast.council.id}/tender-defaults"
    wrong = {"price_weight": "30", "payment_days": "20", "scale_words-0": "Nothing."}
    answer = browser.post(path, data=wrong)
    assert answer.status_code == 422
    for field in ("price_weight", "payment_reason"):
        assert f'href="#{field}"' in answer.text
    assert "Say what each score means" in answer.text
    late = browser.post(path, data={"payment_days": "61", "payment_reason": "We are slow."})
    assert "must be 0 to 60 days" in late.text
    assert browser.post(path, data={}).location == "/tenders/mine"


def test_of_two_who_set_them_the_second_is_told(app: Flask, cast: Cast, make: Make) -> None:
    path = f"/organisations/{cast.council.id}/tender-defaults"
    colleague = client_of(app, make.member(cast.council, Role.BUYER))
    browser = client_of(app, cast.buyer)
    assert browser.post(path, data={"payment_days": "5"}).status_code == 302
    first = colleague.post(path, data={"payment_days": "6"})
    assert first.status_code == 422
    assert "Somebody else saved a change" in first.text
    assert "Saved now, where it differs from what you typed" in first.text
    assert 'value="6"' in first.text
    assert 'name="revision" type="hidden" value="1"' in first.text
    assert colleague.post(path, data={"payment_days": "6", "revision": "1"}).status_code == 302
    late = browser.post(path, data={"payment_days": "7", "revision": "1"})
    assert late.status_code == 422
    assert browser.post(path, data={"payment_days": "7", "revision": "2"}).status_code == 302


def test_those_of_another_organisation_are_not_there(app: Flask, cast: Cast, make: Make) -> None:
    trust = make.organisation(Kind.HOSPITAL_TRUST)
    path = f"/organisations/{trust.id}/tender-defaults"
    assert client_of(app, cast.buyer).get(path).status_code == 404
