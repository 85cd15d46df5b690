"""Several offer together: each reads price and part and accepts before the offer is made."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.engine import db
from marketplace.packages.models.offers import Offer
from tests.buttons import press
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.package_rows import (
    OFFERED,
    SEALED,
    Poster,
    accepts,
    agreed,
    joint,
    made,
    read,
    together,
    written,
)
from tests.pages.organisations.test_organisations import words_of


def test_a_member_reads_its_part_and_accepts_before_the_offer_is_made(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = written(lead, home, cast.bakery)
    assert member.get(path).status_code == 404
    lead.post(f"{path}/ask", data={"organisation_id": str(cast.gardens.id)})
    assert "Accept price and part" not in member.get("/my").text
    assert "They have not finished" in member.get(path).text
    assert agreed(lead, path, (cast.bakery, "60"), (cast.gardens, "40"))[0] == 302
    assert "Accept price and part" in member.get("/my").text
    said = words_of(member.get(path).text)
    assert "£11,500.00" in said
    assert "40% of it: £4,600.00 , for this work: Work of part 1" in said
    early = press(lead, path, "make")
    assert early.status_code == 422
    assert "Not everyone has accepted price and part yet: Canal Gardens Society" in early.text
    assert accepts(member, path) == 302
    assert "has accepted" in letters_to("beth.baker@example.org")[-1].body
    assert press(lead, path, "make").status_code == 302
    assert "Canal Gardens Society" in poster.browser.get(path).text


def test_a_changed_price_asks_everybody_again(app: Flask, cast: Cast, make: Make) -> None:
    home = Poster(app, make).posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = written(lead, home, cast.bakery)
    together(lead, path, (cast.bakery, "60"), (cast.gardens, "40"))
    page = member.get(path).text
    button = re.search(r'action="(/offer-parts/[^"]+/accept)"', page)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert button
    assert seen
    revision = re.search(r'name="revision"[^>]*value="(\d+)"', lead.get(f"{path}/write").text)
    assert revision
    lead.post(f"{path}/write", data=OFFERED | {"price": "9000", "revision": revision[1]})
    stale = member.post(button[1], data={"seen": seen[1]})
    assert stale.status_code == 422
    assert "This has changed since you opened the page" in stale.text
    assert accepts(member, path) == 302
    assert press(lead, path, "make").status_code == 302


def test_shares_that_are_no_whole_are_refused_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, make: Make
) -> None:
    home = Poster(app, make).posts(cast.bakery)
    lead = client_of(app, cast.baker)
    path = written(lead, home, cast.bakery)
    lead.post(f"{path}/ask", data={"organisation_id": str(cast.gardens.id)})
    status, said = agreed(lead, path, (cast.bakery, "60"), (cast.gardens, "30"))
    assert status == 422
    assert "which is 10% less" in said
    assert "Work of part 1" in said
    assert 'value="30"' in said


def test_who_declines_takes_a_made_offer_back(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = written(lead, home, cast.bakery)
    together(lead, path, (cast.bakery, "60"), (cast.gardens, "40"))
    accepts(member, path)
    press(lead, path, "make")
    changed = lead.post(f"{path}/ask", data={"organisation_id": str(cast.cleaners.id)})
    assert "Take the offer back first" in changed.text
    leave = re.search(r'href="(/offer-parts/[^"]+/decline)"', member.get(path).text)
    assert leave
    assert client_of(app, cast.cleaner).post(leave[1]).status_code == 404
    assert member.post(leave[1]).status_code == 302
    assert member.get(path).status_code == 404
    assert "Taken back" in lead.get(path).text
    assert "Taken back" in poster.browser.get(home).text


def test_members_of_one_accept_the_very_price_that_was_proposed(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = written(lead, home, cast.bakery)
    together(lead, path, (cast.bakery, "60"), (cast.gardens, "40"))
    accepts(member, path)
    press(lead, path, "make")
    poster.browser.post(f"{path}/propose", data=OFFERED | {"price": "10000"})
    refused = press(lead, path, "accept")
    assert "Each member accepts its part of £10,000.00 first." in refused.text
    revision = re.search(r'name="revision"[^>]*value="(\d+)"', lead.get(f"{path}/write").text)
    assert revision
    lead.post(f"{path}/write", data=OFFERED | {"price": "10000", "revision": revision[1]})
    assert "Not everyone has accepted" in press(lead, path, "accept").text
    assert accepts(member, path) == 302
    assert press(lead, path, "accept").status_code == 302


def buttons(browser: FlaskClient, path: str) -> list[str]:
    """What the green buttons of a page say."""
    found = re.findall(r'<button type="submit" class="govuk-button"[^>]*>(.*?)</button>',
                       browser.get(path).text.split("<main")[1], re.S)  # fmt: skip
    return [words_of(one) for one in found]


def test_the_lead_takes_the_price_up_and_the_members_are_asked_at_that_price(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = joint(lead, member, home, cast)
    poster.browser.post(f"{path}/propose", data=OFFERED | {"price": "10000"})
    assert "Accept price and part" not in member.get("/my").text
    assert "Before Harbour Bakery CIC can accept, you are asked" in words_of(member.get(path).text)
    assert buttons(lead, path) == ["Accept £10,000.00 and ask the members"]
    assert "price below" not in lead.get(path).text
    assert member.post(f"{path}/take-up").status_code == 403
    assert press(lead, path, "take-up").status_code == 302
    assert buttons(lead, path) == []
    assert "Canal Gardens Society: no answer yet." in words_of(lead.get(path).text)
    assert "Please accept price and part" in letters_to("guy.gardener@example.org")[-1].subject
    assert "Accept price and part" in member.get("/my").text
    assert "40% of it: £4,000.00 , for this work" in words_of(member.get(path).text)
    assert "Not everyone has accepted" in press(lead, path, "accept").text
    assert accepts(member, path) == 302
    assert buttons(lead, path) == ["Accept £10,000.00 for all"]
    assert press(lead, path, "accept").status_code == 302
    assert buttons(lead, path) == []
    assert "accepted this already" in press(lead, path, "take-up").text
    assert "Accepted by the other side" in poster.browser.get(path).text


def test_one_alone_accepts_by_one_button_and_none_stays(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    lead = client_of(app, cast.baker)
    path = made(lead, poster.posts(cast.bakery), cast.bakery)
    poster.browser.post(f"{path}/propose", data=OFFERED | {"price": "10000"})
    assert "Nobody offers together with you" in press(lead, path, "take-up").text
    assert buttons(lead, path) == ["Accept £10,000.00"]
    assert "Stay at £11,500.00" in lead.get(path).text
    assert press(lead, path, "accept").status_code == 302
    assert buttons(lead, path) == []
    assert "Stay at" not in lead.get(path).text


def test_members_are_bound_to_no_words_that_came_after_they_accepted(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = written(lead, home, cast.bakery)
    together(lead, path, (cast.bakery, "60"), (cast.gardens, "40"))
    accepts(member, path)
    press(lead, path, "make")
    page = member.get(path).text
    assert "Leave this offer" in page
    other_words = OFFERED | {"words": "And you carry the costs of the crane."}
    assert poster.browser.post(f"{path}/propose", data=other_words).status_code == 302
    refused = press(lead, path, "accept")
    assert refused.status_code == 422
    assert "Each member accepts its part of £11,500.00 first." in refused.text
    assert press(lead, path, "take-up").status_code == 302
    said = words_of(member.get(path).text)
    assert "By accepting you accept that too. And you carry the costs of the crane." in said
    assert accepts(member, path) == 302
    assert press(lead, path, "accept").status_code == 302


def test_an_answer_to_the_offer_as_it_was_before_the_proposal_is_no_answer_to_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = written(lead, home, cast.bakery)
    together(lead, path, (cast.bakery, "60"), (cast.gardens, "40"))
    page = member.get(path).text
    button = re.search(r'action="(/offer-parts/[^"]+/accept)"', page)
    assert button
    accepts(member, path)
    press(lead, path, "make")
    seen = read(db.session.scalars(select(Offer.id)).one())
    assert member.post(button[1], data={"seen": seen}).status_code == 302
    poster.browser.post(f"{path}/propose", data=OFFERED | {"words": "And the crane."})
    stale = member.post(button[1], data={"seen": seen})
    assert "This has changed since you opened the page" in stale.text


def test_who_offered_together_is_read_by_the_poster_only_while_the_offer_stands(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = written(lead, home, cast.bakery)
    together(lead, path, (cast.bakery, "60"), (cast.gardens, "40"))
    accepts(member, path)
    press(lead, path, "make")
    assert "Canal Gardens Society" in poster.browser.get(path).text
    assert lead.post(f"{path}/withdraw").status_code == 302
    lead.post(f"{path}/ask", data={"organisation_id": str(cast.cleaners.id)})
    page = poster.browser.get(path).text
    assert "Taken back" in page
    for name in ("Canal Gardens Society", cast.cleaners.name):
        assert name not in page
        assert name in lead.get(path).text


def test_nobody_is_asked_in_once_no_offer_is_taken(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = written(lead, home, cast.bakery)
    together(lead, path, (cast.bakery, "60"), (cast.gardens, "40"))
    assert "Accept price and part" in member.get("/my").text
    seen = re.search(
        r'(/offer-parts/[^"]+/accept)".*?name="seen" value="([^"]+)"', member.get(path).text, re.S
    )
    assert seen
    poster.browser.post(f"{home}/close")
    accepted = member.post(seen[1], data={"seen": seen[2]})
    assert "This package is closed, so no offer is taken." in accepted.text
    late = lead.post(f"{path}/ask", data={"organisation_id": str(cast.cleaners.id)})
    assert "This package is closed, so no offer is taken." in late.text
    assert "Accept price and part" not in member.get("/my").text
    assert "there is nothing to accept" in member.get(path).text


def test_of_those_invited_the_poster_reads_in_whose_offer_they_are_while_it_stands(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, cast.gardens)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    in_it = "In the joint offer of Harbour Bakery CIC"
    path = joint(lead, member, home, cast)
    assert in_it in words_of(poster.browser.get(home).text)
    assert lead.post(f"{path}/withdraw").status_code == 302
    assert in_it not in words_of(poster.browser.get(home).text)


def test_before_the_moment_the_poster_does_not_read_who_offers_together(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, cast.gardens, **SEALED)
    joint(client_of(app, cast.baker), client_of(app, cast.gardener), home, cast)
    assert "In the joint offer" not in poster.browser.get(home).text
