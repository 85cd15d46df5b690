"""The searches that a person keeps, what they are told of them, and how that is stopped."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.engine import clock, db, jobs
from marketplace.engine.access import SYSTEM, Actor
from marketplace.organisations.actions import erasure, profiles
from marketplace.organisations.actions.profiles import ProfileTerms
from marketplace.tendering.actions import saved_searches, tender_changes
from marketplace.tendering.models.saved_searches import Among, SavedSearch, ToldFind
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.ground.theme import Theme
from procurement.organisations.profile import Capability, Capacity
from tests.actions.tendering.test_notices import FACTS, LATER
from tests.actions.tendering.test_notices import take as known_notice
from tests.cast import PASSWORD, Cast, Make, client_of
from tests.conftest import NOW
from tests.letters import letters, link_in
from tests.pages.organisations.test_organisations import words_of
from tests.tender_rows import published_now


def kept(person: Actor, name: str = "Meals", among: Among = Among.TENDERS, **query: str) -> UUID:
    """A search whose finds are told, by its id."""
    search = saved_searches.add_saved_search(
        person, person.person_id, among=among, name=name, query=query, is_daily=True
    )
    return search.id


def told(days: int) -> list[str]:
    """What was written on the morning of a day."""
    before = {letter.id for letter in letters()}
    clock.set_to(NOW + timedelta(days=days, hours=1), stopped=True)
    saved_searches.plan_finds(SYSTEM, None)
    return [
        letter.body
        for letter in letters()
        if letter.id not in before and letter.template == "finds"
    ]


def test_a_search_is_kept_renamed_deleted_and_brought_back(
    app: Flask, cast: Cast, make: Make
) -> None:
    make.tender(cast.council, title="Hot meals")
    browser = client_of(app, cast.baker)
    text = browser.get("/tenders?text=meals&theme=food&shelf=open").text
    address = re.search(r'href="(/searches/add[^"]*)">Keep this search', text)[1].replace(
        "&amp;", "&"
    )
    form = browser.get(address).text
    assert "Words: meals · Theme: Food" in words_of(form)
    assert "checked" not in form
    bad = browser.post(address, data={"name": "Meals near us"})
    assert bad.status_code == 422
    assert "Choose whether we write to you." in bad.text
    assert "Meals near us" in bad.text
    done = browser.post(address, data={"name": "Meals near us", "letters": "daily"})
    assert done.location == "/searches"
    search = db.session.scalars(select(SavedSearch)).one()
    assert search.query == {"text": "meals", "theme": "food"}
    page = words_of(browser.get("/searches").text)
    assert "Meals near us" in page
    assert "An e-mail once a day" in page
    assert browser.get(f"/searches/{search.id}").location == "/tenders?text=meals&theme=food"
    change = f"/searches/{search.id}/change"
    assert "checked" in browser.get(change).text
    changed = browser.post(change, data={"revision": "1", "name": "Meals", "letters": "none"})
    assert changed.location == "/searches"
    assert "No e-mail" in browser.get("/searches").text
    browser.post(f"/searches/{search.id}/delete")
    gone = browser.get("/searches").text
    assert "You keep no search yet." in gone
    assert "Bring it back" in gone
    browser.post(f"/searches/{search.id}/restore")
    assert "You keep no search yet." not in browser.get("/searches").text


def test_nobody_sees_what_somebody_else_keeps(app: Flask, cast: Cast) -> None:
    search = kept(cast.baker, text="meals")
    for person in (cast.gardener, cast.broker, cast.buyer):
        browser = client_of(app, person)
        assert browser.get(f"/searches/{search}").status_code == 404
        assert browser.get(f"/searches/{search}/change").status_code == 404
        assert browser.post(f"/searches/{search}/delete").status_code == 404
        assert "Meals" not in browser.get("/searches").text
    assert client_of(app, None).get("/searches").status_code == 302


def test_what_an_enterprise_can_do_makes_a_search_for_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    make.tender(cast.council, title="Hot meals")
    terms = ProfileTerms(
        Capacity(Money(60_000_00), people=12, miles=4),
        [Capability("Hot meals", "55520000"), Capability("Planting", "77310000")],
        [Theme.FOOD],
    )
    profiles.keep_profile(cast.baker, cast.bakery.id, terms=terms)
    browser = client_of(app, cast.baker)
    text = browser.get("/searches").text
    assert f"What {cast.bakery.name} can do" in words_of(text)
    assert "CPV code, or words of its name: 55520000, 77310000" in words_of(text)
    assert "So many miles at most: 5 miles" in words_of(text)
    address = re.search(r'href="(/tenders\?cpv=[^"]*)"', text)[1].replace("&amp;", "&")
    assert "1 tender" in words_of(browser.get(address).text)
    assert "For you" not in client_of(app, cast.buyer).get("/searches").text


def test_what_is_new_changed_or_moved_is_told_once_and_nothing_is_told_where_nothing_is(
    cast: Cast, make: Make
) -> None:
    make.tender(cast.council, title="Old meals", closes_at=NOW + timedelta(days=60))
    kept(cast.baker, text="meals")
    kept(cast.baker, "Of the council", buyer=str(cast.council.id))
    assert told(1) == []
    soon = clock.now() + timedelta(days=40)
    tender = make.tender(cast.council, title="New meals", closes_at=soon)
    tender.published_at = clock.now()
    make.tender(cast.council, title="Roofs", description="Slates.", cpv=[], closes_at=soon)
    (body,) = told(2)
    assert body.count("New: New meals") == 1
    assert "Old meals" not in body
    assert body.index("Of the council") < body.index("Roofs")
    assert told(3) == []
    tender_changes.amend_tender(
        cast.buyer,
        tender.id,
        why="A slip.",
        is_substantial=False,
        title="Newer meals",
        published=published_now(),
    )
    (body,) = told(4)
    assert "Changed: Newer meals" in body
    tender_changes.extend_tender(
        cast.buyer,
        tender.id,
        closes_at=soon + timedelta(days=7),
        why="More time.",
        published=published_now(),
    )
    (body,) = told(5)
    assert "The deadline has moved: Newer meals" in body
    assert told(6) == []


def test_a_notice_is_told_again_where_it_was_changed(cast: Cast) -> None:
    kept(cast.baker, among=Among.NOTICES, text="meals")
    clock.set_to(NOW + timedelta(hours=1), stopped=True)
    known_notice(FACTS)
    (body,) = told(1)
    assert f"New: {FACTS.title}" in body
    known_notice(LATER)
    (body,) = told(2)
    assert f"Changed: {LATER.title}" in body
    assert told(3) == []


def test_the_same_day_twice_writes_once_and_a_long_list_is_cut(
    cast: Cast, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketplace.tendering.actions.saved_searches._SHOWN", 2)
    search = kept(cast.baker, text="meals")
    clock.set_to(NOW + timedelta(hours=1), stopped=True)
    for _ in range(3):
        make.tender(cast.council)
    (body,) = told(1)
    assert body.count("New: ") == 2
    assert f"And 1 more: http://127.0.0.1:8000/searches/{search}" in body
    assert told(1) == []


def test_a_search_without_e_mail_and_a_deleted_one_tell_nothing(cast: Cast, make: Make) -> None:
    search = kept(cast.baker, text="meals")
    other = kept(cast.gardener, text="meals")
    saved_searches.delete_saved_search(cast.baker, search)
    saved_searches.change_saved_search(cast.gardener, other, name="Meals", is_daily=False)
    clock.set_to(NOW + timedelta(hours=1), stopped=True)
    make.tender(cast.council)
    assert told(1) == []
    saved_searches.change_saved_search(cast.gardener, other, name="Meals", is_daily=True)
    assert told(2) == []


def test_the_link_stops_the_e_mails_without_signing_in_after_a_question(
    app: Flask, cast: Cast, make: Make
) -> None:
    kept(cast.baker, text="meals")
    clock.set_to(NOW + timedelta(hours=1), stopped=True)
    make.tender(cast.council)
    assert len(told(1)) == 1
    letter = [letter for letter in letters() if letter.template == "finds"][-1]
    token = link_in(letter, "searches/stop")
    assert token not in letter.body
    nobody = client_of(app, None)
    page = nobody.get(f"/searches/stop/{token}")
    assert "Stop the e-mails about your searches?" in page.text
    assert db.session.scalar(select(SavedSearch.is_daily))
    db.session.rollback()
    assert nobody.post(f"/searches/stop/{token}").location == "/tenders"
    assert not db.session.scalar(select(SavedSearch.is_daily))
    db.session.rollback()
    for wrong in (
        "guessed",
        token[:-4] + "AAAA",
        saved_searches.stop_token(cast.baker.person_id)[:9],
    ):
        assert nobody.get(f"/searches/stop/{wrong}").status_code == 404
    with pytest.raises(Refusal):
        saved_searches.stop_search_letters(cast.gardener, cast.gardener.person_id, token=token)


def test_too_many_searches_and_bad_names_are_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (" ", "x" * 101):
        with pytest.raises(Refusal):
            kept(cast.baker, name)
    monkeypatch.setattr(saved_searches, "MOST", 1)
    kept(cast.baker)
    with pytest.raises(Refusal):
        kept(cast.baker)


def test_a_search_of_which_a_part_cannot_be_read_is_not_kept(app: Flask, cast: Cast) -> None:
    """Without that part it would find, and tell of, tenders anywhere."""
    typed = {"name": "Near us", "letters": "daily"}
    refused = client_of(app, cast.baker).post("/searches/add?near=XX1&miles=5", data=typed)
    assert refused.status_code == 422
    said = words_of(refused.text)
    assert "“XX1” is not a full UK postcode" in said
    assert "Mend the search, then keep it." in said
    assert 'value="Near us"' in refused.text
    assert db.session.scalars(select(SavedSearch)).all() == []


def test_with_the_person_their_searches_go(cast: Cast, make: Make) -> None:
    kept(cast.stranger, text="meals")
    clock.set_to(NOW + timedelta(hours=1), stopped=True)
    make.tender(cast.council)
    told(1)
    assert db.session.scalar(select(func.count(ToldFind.id)))
    db.session.rollback()
    erasure.erase_person(cast.stranger, cast.stranger.person_id, password=PASSWORD)
    jobs.run_due()
    assert db.session.scalar(select(func.count(ToldFind.id))) == 0
    assert db.session.scalar(select(func.count(SavedSearch.id))) == 0
