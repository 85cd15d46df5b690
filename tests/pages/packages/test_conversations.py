"""A conversation is logged in one short form, read by who logged it, and missed where it stands still."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.organisations.models.people import Membership
from marketplace.packages.models.contacts import Conversation
from tests.cast import Cast, Make, client_of
from tests.development_rows import made_contact, made_conversation, made_development
from tests.pages.organisations.test_organisations import words_of

TODAY = {"asked_on-day": "23", "asked_on-month": "11", "asked_on-year": "2026"}
NEXT = {
    "next_step": "Send the drawings",
    "next_on-day": "27", "next_on-month": "11", "next_on-year": "2026",
}  # fmt: skip


def test_it_is_logged_with_what_stands_in_the_form_and_a_sentence(app: Flask, cast: Cast) -> None:
    path = f"/contacts/{made_contact(cast.council).id}/conversations/new"
    browser = client_of(app, cast.baker)
    form = browser.get(path).text
    assert 'value="2026"' in form
    asked = {"said": "Who signs?", "logged_for": str(cast.bakery.id)}
    assert browser.post(path, data=TODAY | NEXT | asked).status_code == 302
    said = words_of(browser.get("/conversations").text)
    assert "Pat Pay, Midborough Council Who signs?" in said
    assert "Next: Send the drawings, by 27 November 2026" in said
    work = words_of(browser.get("/my").text)
    assert "Next step of a conversation: Send the drawings" in work


def test_nobody_else_reads_it_and_nobody_logs_for_another(app: Flask, cast: Cast) -> None:
    contact = made_contact(cast.council)
    row = made_conversation(contact, cast.baker, cast.bakery, said="They are slow.")
    path, note = f"/contacts/{contact.id}/conversations/new", f"/conversations/{row.id}/note"
    for other in (cast.gardener, cast.buyer, cast.broker):
        assert "They are slow." not in client_of(app, other).get("/conversations").text
        assert client_of(app, other).get(note).status_code == 404
    theirs = TODAY | {"said": "x", "logged_for": str(cast.bakery.id)}
    assert client_of(app, cast.gardener).post(path, data=theirs).status_code == 403
    as_broker = client_of(app, cast.gardener).post(path, data=TODAY | {"said": "x"})
    assert as_broker.status_code == 403
    assert client_of(app, cast.stranger).post(path, data=TODAY | {"said": "x"}).status_code == 403


def test_an_answer_and_another_step_are_noted_and_it_ends(app: Flask, cast: Cast) -> None:
    row = made_conversation(made_contact(cast.council), cast.baker, cast.bakery)
    path, browser = f"/conversations/{row.id}", client_of(app, cast.baker)
    answered = {
        f"answered_on-{part}": TODAY[f"asked_on-{part}"] for part in ("day", "month", "year")
    }
    noted = TODAY | answered | {"said": "When is it paid? On Friday."}
    assert browser.post(path + "/note", data=noted).status_code == 302
    assert "answered on 23 November 2026" in browser.get("/conversations").text
    wrong = browser.post(path + "/note", data=noted | {"next_step": "Ring"})
    assert "By which day is the next step?" in wrong.text
    assert browser.post(path + "/close").status_code == 302
    assert browser.post(path + "/close").status_code == 422
    assert browser.post(path + "/note", data=noted).status_code == 422


def test_the_desk_shows_what_is_overdue_or_stands_still_and_nothing_else(
    app: Flask, cast: Cast
) -> None:
    contact, today = made_contact(cast.council), clock.today()
    old = today - timedelta(days=30)
    for said, more in (
        ("Overdue.", {"next_step": "Ring", "next_on": today - timedelta(days=1)}),
        ("Due today.", {"next_step": "Ring", "next_on": today, "moved_on": old}),
        ("Still.", {"moved_on": old}),
        ("Moves.", {"moved_on": old + timedelta(days=1)}),
        ("Ended.", {"moved_on": old, "closed_on": today}),
    ):
        made_conversation(contact, cast.broker, said=said, **more)
    desk = client_of(app, cast.broker).get("/broker").text
    shown = [
        said for said in ("Overdue.", "Due today.", "Still.", "Moves.", "Ended.") if said in desk
    ]
    assert shown == ["Overdue.", "Still."]
    assert "2 conversations to go on with" in words_of(client_of(app, cast.broker).get("/my").text)


def test_a_broker_logs_as_the_broker(app: Flask, cast: Cast) -> None:
    path = f"/contacts/{made_contact(cast.council).id}/conversations/new"
    logged = client_of(app, cast.broker).post(
        path, data=TODAY | {"said": "Rang.", "logged_for": ""}
    )
    assert logged.status_code == 302
    assert db.session.scalars(select(Conversation.logged_for)).one() is None


def test_who_leaves_an_organisation_reads_nothing_of_it_any_more(
    app: Flask, cast: Cast, make: Make
) -> None:
    clerk = make.member(cast.bakery, Role.BID_WRITER)
    row = made_conversation(made_contact(cast.council), clerk, cast.bakery, said="They are slow.")
    browser, note = client_of(app, clerk), f"/conversations/{row.id}/note"
    assert "They are slow." in browser.get("/conversations").text
    with db.transaction():
        db.session.execute(
            update(Membership)
            .where(Membership.person_id == clerk.person_id)
            .values(ended_at=clock.now())
        )
    assert "They are slow." not in browser.get("/conversations").text
    assert browser.get(note).status_code == 404
    assert "They are slow." in client_of(app, cast.baker).get("/conversations").text


def test_one_about_a_development_says_so_and_is_logged_from_its_page(
    app: Flask, cast: Cast
) -> None:
    development = made_development(cast.council)
    contact = made_contact(cast.council, development_id=development.id)
    browser = client_of(app, cast.broker)
    form = browser.get(f"/contacts/{contact.id}/conversations/new").text
    assert f'class="govuk-back-link" href="/developments/{development.id}/contacts"' in form
    made_conversation(contact, cast.broker, moved_on=clock.today() - timedelta(days=30))
    for page in ("/broker", "/conversations"):
        assert "Pat Pay, Midborough Council, Old Dairy" in words_of(browser.get(page).text)


def test_nobody_is_asked_to_log_a_conversation_with_themselves(app: Flask, cast: Cast) -> None:
    browser = client_of(app, cast.broker)
    contacts = f"/organisations/{cast.council.id}/contacts"
    browser.post(f"/organisations/{cast.council.id}/bridge")
    assert "Log a conversation" not in browser.get(contacts).text
    assert "Log a conversation" in client_of(app, cast.baker).get(contacts).text
