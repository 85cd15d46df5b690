"""Colleagues: invited, joining, ended."""

from re import findall

from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.organisations.models.people import Membership
from tests.cast import PASSWORD, Cast, Make, client_of, used_factor
from tests.letters import letters_to, link_in
from tests.pages.organisations.test_organisations import words_of


def test_a_colleague_is_invited_registers_and_joins(app: Flask, cast: Cast) -> None:
    owner = client_of(app, cast.baker)
    owner.post(
        f"/organisations/{cast.bakery.id}/people",
        data={"email": "new@example.org", "role": "finance"},
    )
    token = link_in(letters_to("new@example.org")[-1], "invitations")
    newcomer = app.test_client()
    page = newcomer.get(f"/invitations/{token}").text
    assert "Join Harbour Bakery CIC" in page
    assert f"/register?next=/invitations/{token}" in page
    newcomer.post("/register", data={"email": "new@example.org", "next": f"/invitations/{token}"})
    link = link_in(letters_to("new@example.org")[-1], "register")
    answer = newcomer.post(f"/register/{link}", data={"name": "Nia New", "password": PASSWORD})
    assert answer.location == f"/invitations/{token}"
    answer = newcomer.post(f"/invitations/{token}", follow_redirects=True)
    assert "Setting one up takes two minutes." in words_of(answer.text)
    used_factor(newcomer.get_cookie("sign_in").value, clock.real())
    assert "Your role here: finance" in words_of(newcomer.get("/my").text)
    again = newcomer.get(f"/invitations/{token}")
    assert again.status_code == 422
    assert "used already" in again.text


def test_a_wrong_invitation_link_says_so(app: Flask, make: Make) -> None:
    answer = client_of(app, None).get("/invitations/guessed")
    assert answer.status_code == 422
    assert "Ask your colleague for a new one" in answer.text


def test_the_last_owner_cannot_be_ended(app: Flask, cast: Cast) -> None:
    membership = db.session.scalars(
        select(Membership.id).where(Membership.organisation_id == cast.bakery.id)
    ).one()
    answer = client_of(app, cast.baker).post(
        f"/organisations/{cast.bakery.id}/people/{membership}/end"
    )
    assert answer.status_code == 422
    assert "This is the last owner" in answer.text


def test_whoever_signs_in_from_the_head_of_an_invitation_comes_back_to_it(app: Flask) -> None:
    head = client_of(app, None).get("/invitations/abc").text.partition("</header>")[0]
    assert 'href="/register?next=/invitations/abc"' in head
    assert 'href="/sign-in?next=/invitations/abc"' in head
    kept = client_of(app, None).get("/sign-in?next=/tenders/7").text.partition("</header>")[0]
    assert 'href="/register?next=/tenders/7"' in kept
    assert 'href="/sign-in"' in client_of(app, None).get("/").text


def test_an_invitation_is_taken_back_and_its_link_no_longer_works(app: Flask, cast: Cast) -> None:
    owner, people = client_of(app, cast.baker), f"/organisations/{cast.bakery.id}/people"
    owner.post(people, data={"email": "new@example.org", "role": "finance"})
    token = link_in(letters_to("new@example.org")[-1], "invitations")
    [path] = findall(r'action="(/invitations/[^"]+/cancel)"', owner.get(people).text)
    assert client_of(app, cast.gardener).post(path).status_code == 404
    assert "The invitation is taken back." in owner.post(path, follow_redirects=True).text
    assert client_of(app, None).get(f"/invitations/{token}").status_code == 422


def test_an_address_that_is_none_is_kept_and_nobody_is_invited(app: Flask, cast: Cast) -> None:
    answer = client_of(app, cast.baker).post(
        f"/organisations/{cast.bakery.id}/people", data={"email": "no address", "role": "finance"}
    )
    assert answer.status_code == 422
    assert 'value="no address"' in answer.text
