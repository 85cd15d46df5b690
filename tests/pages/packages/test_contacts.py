"""Whom to speak to is read by people here before they commit, with how quickly each answers."""

from datetime import timedelta

from flask import Flask

from marketplace.engine import clock, db
from marketplace.engine.access import PlaceRole, Role
from marketplace.organisations.actions import erasure
from marketplace.packages.models.contacts import Contact
from procurement.packages.contact import ContactKind
from tests.cast import PASSWORD, Cast, Make, client_of
from tests.development_rows import made_contact, made_conversation, made_development
from tests.letters import letters_to
from tests.pages.organisations.test_organisations import words_of

TYPED = {
    "kind": "payment",
    "name": "Pat Pay",
    "email": "pat@example.org",
    "telephone": "0121 496 0000",
}


def test_people_of_organisations_here_read_the_name_and_others_only_the_kind(
    app: Flask, cast: Cast
) -> None:
    path = f"/organisations/{cast.council.id}/contacts"
    assert client_of(app, cast.buyer).post(path + "/new", data=TYPED).status_code == 302
    for who in (cast.baker, cast.broker, cast.board_member):
        assert "Pat Pay" in client_of(app, who).get(path).text
    for who in (cast.stranger, None):
        said = client_of(app, who).get(path).text
        for secret in ("Pat Pay", "pat@example.org", "0121 496 0000"):
            assert secret not in said
        assert "How quickly they answer is not known yet" in said


def test_a_contact_of_a_development_stands_beside_those_of_its_developer(
    app: Flask, cast: Cast
) -> None:
    development = made_development(cast.council)
    made_contact(cast.council)
    path = f"/organisations/{cast.council.id}/contacts/new"
    mine = {"kind": "estates", "is_me": "y", "development_id": str(development.id)}
    assert client_of(app, cast.buyer).post(path, data=mine).status_code == 302
    said = client_of(app, cast.baker).get(f"/developments/{development.id}/contacts").text
    assert "Bill Buyer" in said
    assert "Pat Pay" in said
    alone = client_of(app, cast.baker).get(f"/organisations/{cast.council.id}/contacts").text
    assert "Bill Buyer" not in alone
    other = made_development(cast.gardens).id
    wrong = client_of(app, cast.buyer).post(path, data=mine | {"development_id": str(other)})
    assert wrong.status_code == 404


def test_how_quickly_somebody_answers_is_known_of_three_answers(app: Flask, cast: Cast) -> None:
    contact, today = made_contact(cast.council), clock.today()
    path = f"/organisations/{cast.council.id}/contacts"
    for days in (1, 30):
        asked = today - timedelta(days=days)
        made_conversation(contact, cast.baker, cast.bakery, asked_on=asked, answered_on=today)
    made_conversation(contact, cast.baker, cast.bakery)
    assert "not known yet" in client_of(app, None).get(path).text
    asked = today - timedelta(days=4)
    made_conversation(contact, cast.baker, cast.bakery, asked_on=asked, answered_on=today)
    said = words_of(client_of(app, None).get(path).text)
    assert "Answers in 4 days, the median of 3 answers noted here." in said


def test_a_contact_that_cannot_be_reached_is_refused_and_nothing_is_lost(
    app: Flask, cast: Cast
) -> None:
    path = f"/organisations/{cast.council.id}/contacts/new"
    bad = TYPED | {"email": "", "telephone": ""}
    answer = client_of(app, cast.buyer).post(path, data=bad)
    assert answer.status_code == 422
    assert "Enter an e-mail address or a telephone number." in answer.text
    assert "Pat Pay" in answer.text
    assert client_of(app, cast.finance).post(path, data=TYPED).status_code == 403


def test_a_broker_bridges_and_nobody_else(app: Flask, cast: Cast) -> None:
    development = made_development(cast.council)
    path, page = (
        f"/organisations/{cast.council.id}/bridge",
        f"/developments/{development.id}/contacts",
    )
    of_this = {"development_id": development.id}
    assert client_of(app, cast.buyer).post(path, data=of_this).status_code == 403
    broker = client_of(app, cast.broker)
    assert broker.post(path, data=of_this).status_code == 302
    assert broker.post(path, data=of_this).status_code == 422
    said = words_of(client_of(app, cast.baker).get(page).text)
    assert "Bridging contact Bea Broker, broker" in said


def test_who_ends_is_gone_with_name_and_number(app: Flask, cast: Cast) -> None:
    contact_id = made_contact(cast.council, telephone="0121 496 0000").id
    path = f"/contacts/{contact_id}/end"
    assert client_of(app, cast.baker).post(path).status_code == 403
    assert client_of(app, cast.buyer).post(path).status_code == 302
    db.session.remove()
    row = db.session.get_one(Contact, contact_id)
    assert (row.name, row.email, row.telephone) == ("", "", "")
    assert client_of(app, cast.buyer).post(path).status_code == 404


def test_nothing_is_left_of_a_contact_that_is_erased(app: Flask, cast: Cast, make: Make) -> None:
    pat = make.person("Pat Pay")
    by_address = made_contact(cast.council, email="Pat.Pay@example.org", telephone="0121 496 0000")
    as_person = made_contact(
        cast.council, person_id=pat.person_id, name="", email="", telephone="0121 496 0001",
        kind=ContactKind.JOBS,
    )  # fmt: skip
    told = made_conversation(by_address, cast.baker, cast.bakery, said="Pat Pay rang back.")
    ids = [by_address.id, as_person.id]
    erasure.erase_person(pat, pat.person_id, password=PASSWORD)
    db.session.remove()
    for key in ids:
        row = db.session.get_one(Contact, key)
        assert (row.name, row.email, row.telephone) == ("", "", "")
    said = client_of(app, cast.baker).get("/conversations").text
    assert "Pat Pay" not in said
    assert "rang back." in said
    assert told is not None


def test_nobody_makes_their_own_speed(app: Flask, cast: Cast, make: Make) -> None:
    today = clock.today()
    both = make.joins(cast.baker, cast.council, Role.FINANCE)
    contact = made_contact(cast.council)
    bridging = made_contact(
        cast.bakery, kind=ContactKind.BRIDGING, person_id=cast.broker.person_id, name="", email=""
    )
    for _ in range(3):
        for who, logged_for in ((cast.buyer, cast.council), (both, cast.bakery)):
            made_conversation(contact, who, logged_for, answered_on=today)
        made_conversation(bridging, cast.broker, answered_on=today)
    for organisation in (cast.council, cast.bakery):
        path = f"/organisations/{organisation.id}/contacts"
        assert "not known yet" in client_of(app, None).get(path).text
    for _ in range(3):
        made_conversation(contact, cast.gardener, cast.gardens, answered_on=today)
        made_conversation(contact, cast.broker, answered_on=today)
        made_conversation(bridging, cast.gardener, cast.gardens, answered_on=today)
    said = words_of(client_of(app, None).get(f"/organisations/{cast.council.id}/contacts").text)
    assert "the median of 6 answers noted here" in said
    said = words_of(client_of(app, None).get(f"/organisations/{cast.bakery.id}/contacts").text)
    assert "the median of 3 answers noted here" in said


def test_a_person_who_is_a_contact_twice_stands_once_with_both_roles(
    app: Flask, cast: Cast
) -> None:
    development = made_development(cast.council)
    made_contact(cast.council, kind="bridging", person_id=cast.broker.person_id)
    made_contact(
        cast.council, kind="bridging", person_id=cast.broker.person_id,
        development_id=development.id,
    )  # fmt: skip
    page = client_of(app, cast.baker).get(f"/developments/{development.id}/contacts").text
    assert page.count("broker@example.org") <= 2
    assert page.count('<div class="mp-card">') == 1
    said = words_of(page)
    assert "Bridging contact, for all that Midborough Council does" in said
    assert "Bridging contact, for the development" in said


def test_another_broker_of_the_place_is_named_is_told_and_may_decline(
    app: Flask, cast: Cast, make: Make
) -> None:
    home = f"/organisations/{cast.council.id}"
    near = make.place_member(cast.places["greater-icknield"], PlaceRole.BROKER, "Nadia Near")
    far = make.place_member(cast.places["sandwell"], PlaceRole.BROKER, "Fay Far")
    buyer = client_of(app, cast.buyer)
    assert f"{home}/bridge/name" in buyer.get(f"{home}/contacts").text
    form = buyer.get(f"{home}/bridge/name").text
    assert "Nadia Near" in form
    assert "Fay Far" not in form
    assert buyer.post(f"{home}/bridge/name", data={}).status_code == 422
    wrong = buyer.post(f"{home}/bridge/name", data={"person_id": str(far.person_id)})
    assert wrong.status_code == 422
    named = buyer.post(f"{home}/bridge/name", data={"person_id": str(near.person_id)})
    assert named.location == f"{home}/contacts"
    (letter,) = letters_to("nadia.near@example.org")
    decline = (
        f"/contacts/{letter.body.rpartition('/contacts/')[2].partition('/decline')[0]}/decline"
    )
    assert "Nadia Near" in buyer.get(f"{home}/contacts").text
    assert "There is a bridging contact already" in buyer.get(f"{home}/bridge/name").text
    assert client_of(app, far).post(decline).status_code == 403
    assert decline in client_of(app, near).get(f"{home}/contacts").text
    assert client_of(app, near).post(decline, data={"reason": "Too far."}).status_code == 302
    assert "Nadia Near" not in buyer.get(f"{home}/contacts").text
    (told,) = letters_to("bill.buyer@example.org")
    assert "Too far." in told.body


def test_a_broker_names_a_colleague_for_one_development(app: Flask, cast: Cast, make: Make) -> None:
    development = made_development(cast.council)
    near = make.place_member(cast.places["greater-icknield"], PlaceRole.BROKER, "Nadia Near")
    page = f"/developments/{development.id}/contacts"
    path = f"/organisations/{cast.council.id}/bridge/name?development={development.id}"
    broker = client_of(app, cast.broker)
    assert path in broker.get(page).text.replace("&amp;", "&")
    assert broker.post(path, data={"person_id": str(near.person_id)}).location == page
    assert "Nadia Near" in broker.get(page).text
    assert client_of(app, cast.baker).get(path).status_code == 403
