"""The pages of an organisation's clause sets."""

from flask import Flask

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.tendering.models.banks import ClauseSet
from marketplace.tendering.queries.tenders import parts_of
from procurement.organisations.organisation import Kind
from procurement.tendering.tender import TenderState
from tests.bank_rows import kept_set
from tests.cast import Cast, Make, client_of

TYPED = {
    "clauses-0-text": "Apprentices",
    "clauses-0-unit": "apprentices",
    "clauses-0-target": "2",
}


def test_the_clauses_of_a_draft_become_a_set_that_is_found_changed_and_retired(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    browser, sets = client_of(app, cast.buyer), f"/organisations/{cast.council.id}/clause-sets"
    assert "No set is kept yet." in browser.get(sets).text
    new = f"{sets}/new?from={draft.id}"
    assert f'href="{new}"' in browser.get(f"/tenders/{draft.id}/draft/clauses").text
    assert "Food bought from local growers" in browser.get(new).text
    assert browser.post(new, data={**TYPED, "name": "Jobs"}).location == sets
    key = db.session.query(ClauseSet).one().id
    assert "Apprentices: 2 apprentices" in browser.get(f"{sets}?text=apprent").text
    more = {**TYPED, "revision": "1", "name": "Jobs here", "clauses-0-target": "3"}
    assert browser.post(f"/clause-sets/{key}", data=more).location == sets
    assert "Apprentices: 3 apprentices" in browser.get(sets).text
    assert browser.post(f"/clause-sets/{key}/retire").location == sets
    assert "Apprentices" not in browser.get(sets).text
    assert "Jobs here" in browser.get(f"{sets}?retired=yes").text


def test_a_set_is_put_into_a_draft_as_a_whole(app: Flask, cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    kept = kept_set(cast.buyer, cast.council)
    browser, path = client_of(app, cast.buyer), f"/tenders/{draft.id}/draft/clause-sets"
    assert "Paid work placements: 4 placements, at least 1" in browser.get(path).text
    put = browser.post(path, data={"revision": "1", "set_id": str(kept.id)})
    assert put.location == f"/tenders/{draft.id}/draft/clauses"
    assert len(parts_of(draft.id).clauses) == 3


def test_a_clause_that_cannot_be_counted_is_refused_and_nothing_typed_is_lost(
    app: Flask, cast: Cast
) -> None:
    path = f"/organisations/{cast.council.id}/clause-sets/new"
    typed = {**TYPED, "name": "Jobs", "clauses-0-unit": ""}
    answer = client_of(app, cast.buyer).post(path, data=typed)
    assert answer.status_code == 422
    assert '<a href="#clauses-0-unit">This clause needs a unit' in answer.text
    assert "Apprentices" in answer.text
    below = {name.replace("-0-", "-1-"): text for name, text in typed.items()}
    below |= {"clauses-0-text": ""}
    assert 'href="#clauses-1-unit"' in client_of(app, cast.buyer).post(path, data=below).text


def test_the_sets_of_another_organisation_are_not_there(app: Flask, cast: Cast, make: Make) -> None:
    trust = make.organisation(Kind.HOSPITAL_TRUST)
    nurse = make.member(trust, Role.BUYER)
    foreign, secret = kept_set(nurse, trust), make.tender(trust, state=TenderState.DRAFT)
    browser = client_of(app, cast.buyer)
    for path in (
        f"/organisations/{trust.id}/clause-sets",
        f"/clause-sets/{foreign.id}",
        f"/organisations/{cast.council.id}/clause-sets/new?from={secret.id}",
    ):
        assert browser.get(path).status_code == 404, path
