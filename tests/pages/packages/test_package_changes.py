"""A posted package is changed: told to all, in versions, and offers made before are asked about."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.engine import clock, db, jobs
from marketplace.packages.models.offers import Offer
from marketplace.packages.models.packages import Package, PackageChange, PackageClause
from procurement.packages.package import PackageState
from tests.buttons import chooses, mark_on, press
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.package_rows import (
    MOMENT,
    OFFERED,
    SEALED,
    TYPED,
    Poster,
    accepts,
    joint,
    made,
    revision_of,
)
from tests.pages.organisations.test_organisations import words_of
from tests.pages.packages.test_postings import OWN

FIRST_EMPTY = dict.fromkeys(OWN, "")
"""No promise in the first row of a form."""
LATER = {"closes_at-day": "3"}
"""Of December 2026, noon."""


def changes(browser: FlaskClient, home: str, **typed: str) -> object:
    """The answer to a change of what was posted with ``TYPED``."""
    form = browser.get(f"{home}/change").text
    said = TYPED | {"why": "There is less money.", "revision": revision_of(form)} | typed
    return browser.post(f"{home}/change", data=said)


def test_accepting_what_was_proposed_since_a_change_confirms_the_offer_and_no_earlier_proposal_does(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    home = poster.posts(cast.bakery)
    path = made(baker, home, cast.bakery)
    choose = f"{home}/choose/{path.rpartition('/')[2]}"

    def proposes(price: str) -> None:
        said = OFFERED | {"price": price, "words": "Cheaper."}
        assert poster.browser.post(f"{path}/propose", data=said).status_code == 302
        clock.set_to(clock.now() + timedelta(minutes=1))

    proposes("11000")
    assert "Dairy Homes Ltd proposes £11,000.00" in words_of(baker.get("/offers").text)
    assert "£11,500.00 excluding VAT, as made" in words_of(baker.get("/offers").text)
    assert "£11,000.00, which Dairy Homes Ltd proposes" in words_of(baker.get(home).text)
    assert "£11,000.00 your proposal Made" in words_of(poster.browser.get(home).text)
    read = mark_on(baker, path, f"{path}/accept")
    assert changes(poster.browser, home, about="Thirty trees.").status_code == 302
    unread = baker.post(f"{path}/accept", data={"seen": read})
    assert "This has changed since you opened the page" in unread.text
    assert press(baker, path, "accept").status_code == 302
    said = words_of(baker.get(path).text)
    assert "can choose the offer once you say that it stands since the package was changed" in said
    assert "made to version 1" in chooses(poster.browser, choose, {"reason": "Near."}).text
    assert "once its makers say that it stands" in letters_to("dee.developer@example.org")[-1].body
    proposes("10500")
    assert press(baker, path, "accept").status_code == 302
    assert "can choose the offer now" in words_of(baker.get(path).text)
    assert "You can choose the offer now" in letters_to("dee.developer@example.org")[-1].body
    assert "your proposal, accepted" in words_of(poster.browser.get(home).text)
    assert chooses(poster.browser, choose, {"reason": "Near."}).status_code == 302
    assert "Withdraw this package" not in poster.browser.get(home).text


def test_a_change_is_told_stands_on_the_page_and_an_offer_made_before_waits(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, cast.gardens)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    assert baker.post(f"{home}/change", data=TYPED).status_code == 403
    done = changes(poster.browser, home, budget="10000", about="Thirty trees.")
    assert done.status_code == 302, done.text
    for person in ("beth.baker", "guy.gardener"):
        told = letters_to(f"{person}@example.org")[-1].body
        assert "£10,000.00 in all (before: £12,000.00 in all)" in told
        assert "There is less money." in told
    page = words_of(client_of(app, cast.gardener).get(home).text)
    assert "What is to be done: now Thirty trees." in page
    assert "What is to be done: before Forty trees, and their care for a year." in page
    assert "Made to version 1; not confirmed yet" in words_of(poster.browser.get(home).text)
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    assert choose not in poster.browser.get(path).text
    early = chooses(poster.browser, choose, {"reason": "Near."})
    assert "made to version 1 of the package, which is at version 2" in early.text
    assert "Say whether your offer stands" in baker.get("/my").text
    assert press(poster.browser, path, "stand-by").status_code == 403
    assert "It stands as it is" in baker.get(path).text
    assert press(baker, path, "stand-by").status_code == 302
    assert "Say whether your offer stands" not in baker.get("/my").text
    assert "nothing to confirm" in press(baker, path, "stand-by").text
    assert letters_to("dee.developer@example.org")[-1].subject.startswith("An offer stands")
    assert chooses(poster.browser, choose, {"reason": "Near."}).status_code == 302
    late = changes(poster.browser, home, budget="9000")
    assert "A package is changed while it takes offers." in late.text
    assert "9,000" in late.text or "9000" in late.text


def test_an_offer_that_is_made_anew_is_made_to_the_package_as_it_is(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    assert changes(poster.browser, home, budget="10000").status_code == 302
    assert press(baker, path, "make").status_code == 302
    assert db.session.scalars(select(Offer.package_version)).one() == 2
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    assert chooses(poster.browser, choose, {"reason": "Near."}).status_code == 302


def stands_and_is_chosen(lead: FlaskClient, member: FlaskClient, poster: Poster, path: str) -> None:
    assert accepts(member, path) == 302
    assert press(lead, path, "stand-by").status_code == 302
    offer = UUID(path.rpartition("/")[2])
    package = db.session.get_one(Offer, offer).package_id
    choose = f"/packages/{package}/choose/{offer}"
    assert chooses(poster.browser, choose, {"reason": "Near."}).status_code == 302


def test_members_of_an_offer_accept_anew_before_it_stands(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = joint(lead, member, home, cast)
    assert changes(poster.browser, home, **SEALED, budget="10000").status_code == 302
    assert "Not everyone has accepted" in press(lead, path, "stand-by").text
    clock.set_to(MOMENT, stopped=True)
    jobs.run_due()
    assert "Accept price and part" in member.get("/my").text
    stands_and_is_chosen(lead, member, poster, path)


def test_a_change_that_was_not_sent_in_time_bars_nobody_from_standing_by_what_was_made(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = joint(lead, member, home, cast)
    form = revision_of(lead.get(f"{path}/write").text)
    dearer = OFFERED | {"price": "12,700", "revision": form}
    assert lead.post(f"{path}/write", data=dearer).status_code == 302
    assert changes(poster.browser, home, **SEALED, budget="10000").status_code == 302
    clock.set_to(MOMENT, stopped=True)
    jobs.run_due()
    assert "£12,700.00" not in words_of(member.get(path).text)
    stands_and_is_chosen(lead, member, poster, path)


def test_members_who_accept_what_was_not_made_do_not_make_it_stand(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = joint(lead, member, home, cast)
    form = revision_of(lead.get(f"{path}/write").text)
    dearer = OFFERED | {"price": "12,000", "revision": form}
    assert lead.post(f"{path}/write", data=dearer).status_code == 302
    assert changes(poster.browser, home, budget="10000").status_code == 302
    assert accepts(member, path) == 302
    assert "It stands as it is" not in lead.get(path).text
    assert "What is written now is not what you made: make it anew below." in lead.get(path).text
    assert "Make it anew instead" in press(lead, path, "stand-by").text
    assert press(lead, path, "make").status_code == 302


def test_space_around_the_words_is_no_other_offer(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = joint(lead, member, home, cast, words="With our own van.\n")
    assert changes(poster.browser, home, budget="10000").status_code == 302
    assert accepts(member, path) == 302
    assert "It stands as it is" in lead.get(path).text
    assert press(lead, path, "stand-by").status_code == 302


def test_the_moment_of_sealed_offers_is_moved_later_and_never_nearer(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    nearer = changes(poster.browser, home, **SEALED | {"closes_at-time": "11:00"})
    assert nearer.status_code == 422
    assert "Leave it so, or give a later moment." in nearer.text
    assert "There is less money." in nearer.text
    assert changes(poster.browser, home, **SEALED | LATER).status_code == 302
    clock.set_to(MOMENT, stopped=True)
    jobs.run_due()
    package = db.session.get_one(Package, UUID(home.rpartition("/")[2]))
    assert package.state is PackageState.POSTED
    assert "sealed until" in poster.browser.post(f"{home}/close").text
    assert press(baker, path, "make").status_code == 302
    clock.set_to(MOMENT + timedelta(days=2), stopped=True)
    late = changes(poster.browser, home, **SEALED | {"closes_at-day": "9"})
    assert "A package is changed while it takes offers." in late.text
    jobs.run_due()
    db.session.remove()
    assert db.session.get_one(Package, package.id).state is PackageState.CLOSED
    assert "£11,500.00" in poster.browser.get(path).text


def test_promises_are_changed_as_all_else_and_offers_are_asked_about(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **OWN)
    baker = client_of(app, cast.baker)
    made(baker, home, cast.bakery)
    more = OWN | {"clauses-0-quantity": "50"} | second("Tours of the kitchen")
    assert changes(poster.browser, home, **more).status_code == 302
    page = words_of(baker.get(home).text)
    assert "Lunches for children”: before 40 lunches by 1 March 2027. By a list, to us;" in page
    assert "Lunches for children”: now 50 lunches by 1 March 2027." in page
    assert "Tours of the kitchen”: before Nothing" in page
    assert "Say whether your offer stands" in baker.get("/my").text
    form = poster.browser.get(f"{home}/change").text
    assert "Tours of the kitchen" in form
    assert "Nothing is another" in changes(poster.browser, home, **more).text
    assert (
        changes(poster.browser, home, **FIRST_EMPTY, **second("Tours of the kitchen")).status_code
        == 302
    )
    kept = db.session.execute(select(PackageClause.text, PackageClause.position)).all()
    assert kept == [("Tours of the kitchen", 1)]
    told = letters_to("beth.baker@example.org")[-1].body
    assert "Lunches" in told


def test_a_promise_without_a_day_of_its_own_moves_with_the_last_day_of_the_work(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(**FIRST_EMPTY, **second("Tours of the kitchen"))
    form = poster.browser.get(f"{home}/change").text
    assert re.search(r'name="clauses-0-due_on-day"[^>]*value=""', form)
    later = {"ends_on-month": "7"} | FIRST_EMPTY | second("Tours of the kitchen")
    assert changes(poster.browser, home, **later).status_code == 302
    assert db.session.scalars(select(PackageClause.due_on)).all() == [date(2027, 7, 29)]


def test_a_promise_is_judged_by_the_days_as_they_are_changed(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(**OWN)
    late = changes(poster.browser, home, **OWN | {"starts_on-month": "4"})
    assert late.status_code == 422
    assert "“Lunches for children” is due before the work begins." in late.text
    assert "There is less money." in late.text
    assert db.session.scalars(select(PackageChange.id)).all() == []


def second(text: str) -> dict[str, str]:
    """A promise in the second row of a form, of no day of its own."""
    return {
        "clauses-1-text": text, "clauses-1-quantity": "2", "clauses-1-unit": "tours",
        "clauses-1-proof": "By a list, to us; else we lead them.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"why": " "}, "Say why: everyone who was asked or has answered reads it."),
        ({}, "Nothing is another than before."),
        ({"payment_days": "30"}, "Say why you need longer than 7 days"),
        (SEALED | {"way": "open"}, "Offers are taken until you choose one"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, make: Make, typed: dict[str, str], sentence: str
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    answer = changes(poster.browser, home, **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Our terms of 2026." in answer.text
    assert db.session.scalars(select(PackageChange.id)).all() == []
