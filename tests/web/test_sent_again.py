"""The same form sent again leads to where it led, also where its page finds nothing to do any more."""

from uuid import uuid4

from flask import Flask

from marketplace.engine import db
from tests.buttons import chooses
from tests.cast import Cast, Make, client_of
from tests.development_rows import made_contact
from tests.package_rows import OFFERED, Poster, made


def test_an_offer_that_is_begun_twice_leads_to_the_one_that_was_begun(
    app: Flask, cast: Cast, make: Make
) -> None:
    home, baker = Poster(app, make).posts(cast.bakery), client_of(app, cast.baker)
    form = OFFERED | {"organisation_id": str(cast.bakery.id), "once": str(uuid4())}
    first = baker.post(f"{home}/offer", data=form)
    assert first.status_code == 302
    again = baker.post(f"{home}/offer", data=form)
    assert again.location == first.location
    assert again.headers["X-Frame-Options"] == "DENY"
    other = baker.post(f"{home}/offer", data=form | {"once": str(uuid4())})
    assert other.status_code == 422


def test_a_choice_that_is_taken_back_twice_leads_to_its_package(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    path = made(client_of(app, cast.baker), home, cast.bakery)
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    assert chooses(poster.browser, choose, {"reason": "Near."}).status_code == 302
    form = {"reason": "Their van is gone.", "once": str(uuid4())}
    for _ in range(2):
        assert poster.browser.post(f"{home}/take-choice-back", data=form).location == home
    late = form | {"once": str(uuid4())}
    assert poster.browser.post(f"{home}/take-choice-back", data=late).status_code == 404


def test_a_contact_that_is_ended_twice_leads_to_the_contacts(app: Flask, cast: Cast) -> None:
    contact = made_contact(cast.council).id
    db.session.remove()
    browser, form = client_of(app, cast.buyer), {"once": str(uuid4())}
    first = browser.post(f"/contacts/{contact}/end", data=form)
    assert first.status_code == 302
    assert browser.post(f"/contacts/{contact}/end", data=form).location == first.location
    assert browser.post(f"/contacts/{contact}/end").status_code == 404
