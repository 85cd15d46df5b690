"""A working group keeps its notes to itself, and lets everybody read what it marks so."""

import io

from flask import Flask
from sqlalchemy import select

from marketplace.engine import db, jobs
from marketplace.engine.access import Role
from marketplace.organisations.models.documents import Document
from marketplace.packages.models.groups import GroupMember
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.development_rows import made_action, made_development, made_member
from tests.letters import letters_to
from tests.pages.organisations.test_organisations import words_of

NOTED = {
    "held_on-day": "23", "held_on-month": "11", "held_on-year": "2026",
    "notes": "The gate is moved.",
    "decisions-0-text": "Seven days down the chain.", "decisions-0-is_public": "y",
    "decisions-1-text": "We ask the bank again.",
    "actions-0-what": "Show the site to enterprises",
    "actions-0-due_on-day": "30", "actions-0-due_on-month": "11", "actions-0-due_on-year": "2026",
}  # fmt: skip


def test_a_member_that_is_here_reads_the_group_and_nobody_else_does(app: Flask, cast: Cast) -> None:
    path = f"/developments/{made_development(cast.council).id}/group"
    browser = client_of(app, cast.buyer)
    typed = {"name": "Harbour Bakrey", "role": "speaks for enterprises"}
    asked = browser.post(path + "/members/new", data=typed)
    assert "Choose which is meant." in asked.text
    assert "speaks for enterprises" in asked.text
    chosen = typed | {"organisation_id": str(cast.bakery.id)}
    assert browser.post(path + "/members/new", data=chosen).status_code == 302
    (letter,) = letters_to("beth.baker@example.org")
    assert letter.subject == "Your organisation is in the working group of Old Dairy"
    said = words_of(client_of(app, cast.baker).get(path).text)
    assert "Harbour Bakery CIC : speaks for enterprises" in said
    assert client_of(app, cast.baker).get(path + "/meetings").status_code == 200
    for other in (cast.gardener, cast.broker, None):
        assert "speaks for enterprises" not in client_of(app, other).get(path).text
    assert client_of(app, cast.gardener).get(path + "/meetings").status_code == 403


def test_of_a_meeting_everybody_reads_what_is_marked_so_and_nothing_else(
    app: Flask, cast: Cast
) -> None:
    development = made_development(cast.council)
    path = f"/developments/{development.id}/group"
    member = made_member(development, cast.bakery)
    noted = NOTED | {"actions-0-member": str(member.id)}
    answer = client_of(app, cast.buyer).post(path + "/meetings/new", data=noted)
    assert answer.status_code == 302, answer.text
    public = client_of(app, None).get(path).text
    assert "Seven days down the chain." in public
    for words in ("We ask the bank again.", "The gate is moved.", "Show the site"):
        assert words not in public
        assert words in client_of(app, cast.baker).get(path + "/meetings").text
    work = words_of(client_of(app, cast.baker).get("/my").text)
    assert "Agreed in the working group: Show the site to enterprises" in work


def test_what_is_done_waits_no_more_and_only_the_group_says_so(app: Flask, cast: Cast) -> None:
    development = made_development(cast.council)
    member = made_member(development, cast.bakery)
    action = made_action(development, member, "Show the site")
    group, done = f"/developments/{development.id}/group", f"/actions/{action.id}/finish"
    assert client_of(app, cast.gardener).post(group + done).status_code == 403
    assert "Show the site" in client_of(app, cast.baker).get(group).text
    assert client_of(app, cast.baker).post(group + done).status_code == 302
    assert "Show the site" not in client_of(app, cast.baker).get(group).text
    assert "Show the site" not in client_of(app, cast.baker).get("/my").text
    assert client_of(app, cast.baker).post(group + done).status_code == 404


def test_who_is_taken_out_reads_no_more(app: Flask, cast: Cast) -> None:
    development = made_development(cast.council)
    member = made_member(development, cast.bakery)
    path = f"/developments/{development.id}/group"
    end = f"{path}/members/{member.id}/end"
    assert client_of(app, cast.baker).post(end).status_code == 403
    assert client_of(app, cast.buyer).post(end).status_code == 302
    assert client_of(app, cast.baker).get(path + "/meetings").status_code == 403


def test_a_member_that_is_not_here_is_named_and_twice_is_refused(
    app: Flask, cast: Cast, make: Make
) -> None:
    path = f"/developments/{made_development(cast.council).id}/group"
    browser = client_of(app, cast.buyer)
    typed = {"name": "Ward forum", "role": ""}
    assert browser.post(path + "/members/new", data=typed).status_code == 302
    assert "Ward forum is in the group." in browser.post(path + "/members/new", data=typed).text
    make.organisation(Kind.CIC, "Canal Forum CIC")
    not_here = {"name": "Canal Forum", "organisation_id": "none"}
    assert browser.post(path + "/members/new", data=not_here).status_code == 302


def test_a_meeting_that_cannot_be_is_refused_and_nothing_is_lost(app: Flask, cast: Cast) -> None:
    path = f"/developments/{made_development(cast.council).id}/group/meetings/new"
    browser = client_of(app, cast.buyer)
    for wrong, sentence in (
        ({}, "Say who does “Show the site to enterprises”."),
        ({"actions-0-due_on-day": ""}, "This is not a date."),
        ({"held_on-day": "24"}, "This day is still to come."),
    ):
        answer = browser.post(path, data=NOTED | wrong)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "We ask the bank again." in answer.text


def test_the_contractors_buyers_note_meetings_and_its_others_do_not(
    app: Flask, cast: Cast, make: Make
) -> None:
    builder = make.organisation(Kind.OTHER_SUPPLIER, "Brickfield Ltd")
    buys, writes = make.member(builder, Role.BUYER), make.member(builder, Role.BID_WRITER)
    development = made_development(cast.council, contractor_id=builder.id)
    path = f"/developments/{development.id}/group/meetings/new"
    assert client_of(app, buys).get(path).status_code == 200
    assert client_of(app, writes).get(path).status_code == 403


def test_what_was_agreed_waits_for_nobody_who_is_out_of_the_group(app: Flask, cast: Cast) -> None:
    development = made_development(cast.council)
    member = made_member(development, cast.bakery)
    made_action(development, member, "Show the site")
    baker = client_of(app, cast.baker)
    assert "Show the site" in baker.get("/my").text
    end = f"/developments/{development.id}/group/members/{member.id}/end"
    assert client_of(app, cast.buyer).post(end).status_code == 302
    assert "Show the site" not in baker.get("/my").text


def test_nobody_hears_or_reads_of_the_group_before_the_development_is_published(
    app: Flask, cast: Cast
) -> None:
    development = made_development(cast.council, published_at=None)
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    path = f"/developments/{development.id}"
    added = {"name": cast.bakery.name, "organisation_id": str(cast.bakery.id)}
    assert buyer.post(f"{path}/group/members/new", data=added).status_code == 302
    member = db.session.scalars(select(GroupMember)).one()
    made_action(development, member, "Show the site")
    plan = {"kind": "Plan", "file": (io.BytesIO(b"%PDF-1.7"), "plan.pdf"), "visibility": "shared"}
    assert buyer.post(f"{path}/documents/new", data=plan).status_code == 302
    jobs.run_due()
    document = f"/documents/{db.session.scalars(select(Document.id)).one()}/versions/1"
    assert letters_to("beth.baker@example.org") == []
    assert "Show the site" not in baker.get("/my").text
    assert baker.get(document).status_code == 404
    assert buyer.post(f"{path}/publish").status_code == 302
    (letter,) = letters_to("beth.baker@example.org")
    assert letter.subject == "Your organisation is in the working group of Old Dairy"
    assert "Show the site" in baker.get("/my").text
    assert baker.get(document).status_code == 200
