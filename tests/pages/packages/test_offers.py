"""An enterprise answers a package: written, made, changed, taken back; who may read it does."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Role
from procurement.organisations.organisation import Kind
from tests.buttons import chooses, press
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.package_rows import (
    MOMENT,
    OFFERED,
    SEALED,
    Poster,
    accepts,
    made,
    revision_of,
    together,
    written,
)
from tests.pages.organisations.test_organisations import words_of
from tests.pages.packages.test_postings import OWN


def test_a_draft_is_its_writers_alone_and_an_offer_that_is_made_is_the_posters_too(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, cast.gardens)
    baker = client_of(app, cast.baker)
    path = written(baker, home, cast.bakery)
    others = [poster.browser, client_of(app, cast.gardener), client_of(app, cast.broker)]
    assert [other.get(path).status_code for other in others] == [404, 404, 404]
    assert "None has come yet" in poster.browser.get(home).text
    assert press(baker, path, "make").status_code == 302
    said = words_of(poster.browser.get(path).text)
    assert "1. Harbour Bakery CIC: £11,500.00 With our own van and three gardeners." in said
    assert [other.get(path).status_code for other in others] == [200, 404, 404]
    assert "Read the offers and choose" in poster.browser.get("/my").text
    assert "Planting the courtyard" in baker.get("/offers").text
    assert "Answer the invitation" not in baker.get("/my").text
    assert letters_to("dee.developer@example.org")[-1].subject.startswith("An offer for")


def test_a_sealed_offer_is_read_by_nobody_before_the_moment(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery, price="11,234.56")
    assert "11,234.56" in baker.get(path).text
    assert poster.browser.get(path).status_code == 404
    for page in (home, "/my", "/packages/mine"):
        text_ = poster.browser.get(page).text
        assert path not in text_
        assert "Has made an offer" not in text_
        assert "11,234.56" not in text_
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    assert chooses(poster.browser, choose, {"reason": "Cheap."}).status_code == 404
    kept = "".join(
        str(row)
        for table in ("offers", "offer_versions", "offer_rounds", "outbox", "messages",
                      "audit_records")
        for row in db.session.execute(text(f"SELECT * FROM {table}"))
    )  # fmt: skip
    for word in ("1123456", "three gardeners"):
        assert word not in kept
    mail = letters_to("beth.baker@example.org")[-1]
    assert "SHA-256: " in mail.body
    assert "11,234" not in mail.body


def test_somebody_of_both_sides_does_not_read_a_sealed_offer(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED)
    path = made(client_of(app, cast.baker), home, cast.bakery)
    both = make.joins(cast.baker, poster.organisation, *{role for _, role in poster.actor.roles})
    assert client_of(app, both).get(path).status_code == 404


def test_an_offer_at_the_moment_is_late_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, cast.gardens, **SEALED)
    baker, gardener = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = written(baker, home, cast.bakery)
    clock.set_to(MOMENT - timedelta(milliseconds=1), stopped=True)
    assert press(baker, path, "make").status_code == 302
    clock.set_to(MOMENT, stopped=True)
    again = press(baker, path, "make")
    assert again.status_code == 422
    assert "Offers were taken until 12:00 on Tuesday 1 December 2026" in again.text
    assert "With our own van" in again.text
    late = gardener.post(f"{home}/offer", data=OFFERED | {"organisation_id": str(cast.gardens.id)})
    assert late.status_code == 422
    assert "With our own van" in late.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"price": "€900"}, "“€900” is not an amount in pounds"),
        ({"price": "0"}, "The price must be more than £0."),
        ({"words": " "}, "Say how you would do the work."),
        ({"ends_on-year": "2026"}, "The work ends before it starts."),
    ],
)
def test_an_offer_that_cannot_be_is_refused_at_its_field(
    app: Flask, cast: Cast, make: Make, typed: dict[str, str], sentence: str
) -> None:
    home = Poster(app, make).posts(cast.bakery)
    data = OFFERED | {"organisation_id": str(cast.bakery.id)} | typed
    answer = client_of(app, cast.baker).post(f"{home}/offer", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="28"' in answer.text


def test_who_is_not_asked_cannot_answer_and_nobody_twice(
    app: Flask, cast: Cast, make: Make
) -> None:
    home = Poster(app, make).posts(cast.bakery)
    baker = client_of(app, cast.baker)
    foreign = OFFERED | {"organisation_id": str(cast.gardens.id)}
    assert client_of(app, cast.gardener).post(f"{home}/offer", data=foreign).status_code == 404
    assert baker.post(f"{home}/offer", data=foreign).status_code == 422
    written(baker, home, cast.bakery)
    twice = baker.post(f"{home}/offer", data=OFFERED | {"organisation_id": str(cast.bakery.id)})
    assert twice.status_code == 422


def test_an_offer_is_changed_and_taken_back(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    form = baker.get(f"{path}/write").text
    revision = form.split('name="revision"')[1].split('value="')[1].split('"')[0]
    saved = baker.post(f"{path}/write", data=OFFERED | {"price": "11000", "revision": revision})
    assert saved.status_code == 302
    stale = baker.post(f"{path}/write", data=OFFERED | {"price": "10", "revision": revision})
    assert "Somebody else saved a change" in stale.text
    assert "£11,000.00" not in poster.browser.get(path).text
    assert press(baker, path, "make").status_code == 302
    said = words_of(poster.browser.get(path).text)
    assert "1. Harbour Bakery CIC: £11,500.00" in said
    assert "2. Harbour Bakery CIC: £11,000.00" in said
    assert baker.post(f"{path}/withdraw").status_code == 302
    assert "Taken back" in poster.browser.get(home).text
    assert poster.browser.post(f"{path}/withdraw").status_code == 403


@pytest.mark.parametrize("way", ["draft", "taken back", "chosen"])
def test_what_can_be_made_no_more_is_not_written_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, make: Make, way: str
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    path = (written if way == "draft" else made)(baker, home, cast.bakery)
    form = baker.get(f"{path}/write").text
    if way == "taken back":
        baker.post(f"{path}/withdraw")
        form = baker.get(f"{path}/write").text
    if way == "chosen":
        choose = f"{home}/choose/{path.rpartition('/')[2]}"
        assert chooses(poster.browser, choose, {"reason": "Good."}).status_code == 302
        sentence = "This offer is decided on"
    else:
        assert poster.browser.post(f"{home}/close").status_code == 302
        sentence = "This package is closed, so no offer is taken."
    typed = OFFERED | {"words": "With a crane.", "revision": revision_of(form)}
    late = baker.post(f"{path}/write", data=typed)
    assert late.status_code == 422
    assert sentence in late.text
    assert "With a crane." in late.text
    assert "With a crane." not in baker.get(path).text
    assert "Change it" not in baker.get(path).text


def test_after_the_opening_the_page_shows_sums_of_what_was_offered(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = written(lead, home, cast.bakery, price="10000")
    together(lead, path, (cast.bakery, "60"), (cast.gardens, "40"))
    accepts(member, path)
    assert press(lead, path, "make").status_code == 302
    changed = {"price": "5000", "revision": revision_of(lead.get(f"{path}/write").text)}
    assert lead.post(f"{path}/write", data=OFFERED | changed).status_code == 302
    assert "£2,000.00" in lead.get(path).text
    clock.set_to(MOMENT, stopped=True)
    jobs.run_due()
    for choose in (False, True):
        if choose:
            chooses(poster.browser, f"{home}/choose/{path.rpartition('/')[2]}", {"reason": "Good."})
        for browser in (lead, member, poster.browser):
            said = words_of(browser.get(path).text)
            assert "Who does what, at £10,000.00" in said
            assert "£4,000.00" in said
            assert "£5,000.00" not in said


def test_what_was_made_is_replaced_once_it_was_changed_and_not_before(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    for typed, again in ((SEALED, "Replace what you sent"), ({}, "Make this your next word")):
        home = poster.posts(cast.bakery, **typed)
        path = made(baker, home, cast.bakery)
        page = words_of(baker.get(path).text)
        assert "This is what you have made." in page
        assert again not in page
        changed = OFFERED | {"price": "11,000"}
        revision = re.search(r'name="revision"[^>]* value="(\d+)"', baker.get(f"{path}/write").text)
        assert revision is not None
        answer = baker.post(f"{path}/write", data=changed | {"revision": revision[1]})
        assert answer.status_code == 302, answer.text
        assert again in words_of(baker.get(path).text)


def test_where_nobody_is_invited_the_page_leads_to_inviting(app: Flask, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts()
    page = poster.browser.get(home).text
    assert "Nobody can answer yet: only whom you invite." in page
    assert page.count(f'href="{home}/invite"') == 2


def test_of_an_offer_taken_back_no_version_counts(app: Flask, cast: Cast, make: Make) -> None:
    home = Poster(app, make).posts(cast.bakery, **SEALED)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    assert "The last version counts." in baker.get(path).text
    assert baker.post(f"{path}/withdraw").status_code == 302
    said = words_of(baker.get(path).text)
    assert "The last version counts." not in said
    assert "taken back, so no version counts unless it is made again before 1 December 2026" in said


def changed_to(browser: FlaskClient, path: str, **typed: str) -> None:
    revision = revision_of(browser.get(f"{path}/write").text)
    saved = browser.post(f"{path}/write", data=OFFERED | typed | {"revision": revision})
    assert saved.status_code == 302, saved.text


@pytest.mark.parametrize("way", [SEALED, {}])
def test_a_change_that_is_not_sent_is_said_wherever_the_offer_is(
    app: Flask, cast: Cast, make: Make, way: dict[str, str]
) -> None:
    home = Poster(app, make).posts(cast.bakery, **way)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery, price="8,800")
    not_sent, task = "Your change is not sent", "Send your change: it does not count yet"
    for page, words in ((path, not_sent), ("/offers", not_sent), ("/my", task)):
        assert words not in baker.get(page).text
    changed_to(baker, path, price="8,700")
    said = words_of(baker.get(path).text)
    assert "What you sent counts: £8,800.00. Your change is not sent: £8,700.00." in said
    assert "What you sent Price, excluding VAT £8,800.00" in said
    assert "Your change, not sent Price, excluding VAT £8,700.00" in said
    assert not_sent in baker.get("/offers").text
    assert f"{task}: Planting the courtyard" in words_of(baker.get("/my").text)
    assert press(baker, path, "make").status_code == 302
    for page, words in ((path, not_sent), ("/offers", not_sent), ("/my", task)):
        assert words not in baker.get(page).text


def test_a_change_back_to_what_was_sent_is_none_and_one_too_late_cannot_be_sent(
    app: Flask, cast: Cast, make: Make
) -> None:
    home = Poster(app, make).posts(cast.bakery, **SEALED)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    changed_to(baker, path, words="With two vans.")
    assert "Your change is not sent: the price is the same." in words_of(baker.get(path).text)
    changed_to(baker, path)
    assert "Send your change" not in baker.get("/my").text
    changed_to(baker, path, price="9,000")
    clock.set_to(MOMENT)
    for page in ("/my", "/offers", path):
        assert "our change" not in baker.get(page).text, page


def test_the_list_of_offers_says_to_whom_for_how_much_and_until_when(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    assert "See the packages that are open to you" in baker.get("/offers").text
    written(baker, poster.posts(cast.bakery), cast.bakery)
    said = words_of(baker.get("/offers").text)
    assert "Dairy Homes Ltd Not made yet Offers are taken until one is chosen" in said
    made(baker, poster.posts(cast.bakery, **SEALED), cast.bakery, price="8,800")
    said = words_of(baker.get("/offers").text)
    assert "Dairy Homes Ltd · £8,800.00 excluding VAT, as made Made Offers are taken until" in said
    assert "until 1 December 2026" in said
    home = poster.posts(cast.bakery)
    path = made(baker, home, cast.bakery)
    poster.browser.post(f"{path}/propose", data=OFFERED | {"price": "11,000"})
    assert "£11,500.00 excluding VAT, as made" in words_of(baker.get("/offers").text)
    assert press(baker, path, "accept").status_code == 302
    assert "£11,000.00 excluding VAT, agreed" in words_of(baker.get("/offers").text)
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    assert chooses(poster.browser, choose, {"reason": "Their van."}).status_code == 302
    assert "agreed Chosen One is chosen" in words_of(baker.get("/offers").text)


def test_who_makes_an_offer_reads_beside_the_button_what_it_binds_to(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    home = poster.posts(cast.bakery, retention="5", payment_days="5", **OWN)
    path = written(baker, home, cast.bakery)
    said = words_of(baker.get(path).text)
    assert "What you have written, not made yet" in said
    for words in (
        "What comes with this offer if it is chosen",
        "Payment 5 days from the day the invoice is received.",
        "Held back 5% of each stage",
        "Lunches for children By a list, to us; else we cook. 40 lunches 1 March 2027",
        "The terms of Dairy Homes Ltd Our terms of 2026.",
    ):
        assert words in said.partition("Make this offer")[0], words
    assert press(baker, path, "make").status_code == 302
    assert "What comes with this offer" not in poster.browser.get(path).text


def test_the_poster_reads_who_is_a_verified_social_enterprise_and_is_led_to_its_profile(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    firm = make.organisation(Kind.OTHER_SUPPLIER, "Plain Builders Ltd")
    builder = make.member(firm, Role.OWNER, name="Pat Plain")
    home = poster.posts(cast.bakery, firm)
    theirs = made(client_of(app, builder), home, firm)
    ours = made(client_of(app, cast.baker), home, cast.bakery)
    listed = words_of(poster.browser.get(home).text)
    assert "Offer of Harbour Bakery CIC Verified social enterprise Profile" in listed
    assert "Offer of Plain Builders Ltd Profile" in listed
    for path, who, is_social in ((ours, cast.bakery, True), (theirs, firm, False)):
        page = poster.browser.get(path).text
        assert f'href="/organisations/{who.id}"' in page
        assert ("Verified social enterprise" in page) is is_social
