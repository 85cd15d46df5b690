"""What binds is bound as it was read: a page that is old by now is refused, and shown anew."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.engine import db
from marketplace.packages.models.offers import Offer, OfferMember
from procurement.packages.offer import OfferState
from tests.buttons import chooses, mark_on, press
from tests.cast import Cast, Make, client_of
from tests.package_rows import OFFERED, Poster, accepts, made, revision_of, together, written
from tests.pages.packages.test_package_changes import changes

OLD = "This has changed since you opened the page: read it again, then"


def offer_now() -> Offer:
    db.session.remove()
    return db.session.scalars(select(Offer)).one()


def proposes(poster: Poster, path: str, price: str) -> None:
    data = OFFERED | {"price": price, "words": "Ours."}
    assert poster.browser.post(f"{path}/propose", data=data).status_code == 302


def written_anew(lead: FlaskClient, path: str, price: str) -> None:
    form = lead.get(f"{path}/write").text
    typed = OFFERED | {"price": price, "revision": revision_of(form)}
    assert lead.post(f"{path}/write", data=typed).status_code == 302


def test_the_round_that_was_read_is_accepted_and_no_later_one(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    proposes(poster, path, "11000")
    seen = mark_on(baker, path, f"{path}/accept")
    proposes(poster, path, "900")
    stale = baker.post(f"{path}/accept", data={"seen": seen})
    assert stale.status_code == 422
    assert f"{OLD} accept it" in stale.text
    assert "Accept £900.00" in stale.text
    assert baker.post(f"{path}/accept").status_code == 422
    assert offer_now().agreed_round is None
    assert press(baker, path, "accept").status_code == 302


def test_an_offer_is_chosen_at_the_price_that_was_read(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    seen = mark_on(poster.browser, choose)
    written_anew(baker, path, "19000")
    assert press(baker, path, "make").status_code == 302
    stale = poster.browser.post(choose, data={"reason": "The nearest.", "seen": seen})
    assert stale.status_code == 422
    assert f"{OLD} choose it" in stale.text
    assert "The nearest." in stale.text
    assert "£19,000.00" in stale.text
    assert offer_now().state is OfferState.MADE
    assert chooses(poster.browser, choose, {"reason": "The nearest."}).status_code == 302


def test_an_offer_is_made_to_the_package_and_in_the_words_that_were_read(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    path = written(baker, home, cast.bakery)
    seen = mark_on(baker, path, f"{path}/make")
    assert changes(poster.browser, home, about="Four hundred trees.").status_code == 302
    stale = baker.post(f"{path}/make", data={"seen": seen})
    assert f"{OLD} make it" in stale.text
    seen = mark_on(baker, path, f"{path}/make")
    written_anew(baker, path, "1900")
    assert f"{OLD} make it" in baker.post(f"{path}/make", data={"seen": seen}).text
    assert offer_now().state is OfferState.DRAFT
    assert press(baker, path, "make").status_code == 302


def test_an_offer_stands_for_the_package_that_was_read(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    assert changes(poster.browser, home, about="Fifty trees.").status_code == 302
    seen = mark_on(baker, path, f"{path}/stand-by")
    assert changes(poster.browser, home, about="Four hundred trees.").status_code == 302
    stale = baker.post(f"{path}/stand-by", data={"seen": seen})
    assert f"{OLD} say that it stands" in stale.text
    assert "it is at version 3" in stale.text
    assert offer_now().package_version == 1
    assert press(baker, path, "stand-by").status_code == 302
    assert offer_now().package_version == 3


def test_members_of_a_draft_are_asked_anew_when_the_package_is_changed(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = written(lead, home, cast.bakery)
    together(lead, path, (cast.bakery, "60"), (cast.gardens, "40"))
    part = db.session.scalars(
        select(OfferMember.id).where(OfferMember.organisation_id == cast.gardens.id)
    ).one()
    button = f"/offer-parts/{part}/accept"
    seen = mark_on(member, path, button)
    assert changes(poster.browser, home, about="Fifty trees.").status_code == 302
    assert f"{OLD} accept it" in member.post(button, data={"seen": seen}).text
    assert accepts(member, path) == 302
    assert changes(poster.browser, home, about="Four hundred trees.").status_code == 302
    assert "Not everyone has accepted" in press(lead, path, "make").text
    assert accepts(member, path) == 302
    assert press(lead, path, "make").status_code == 302
