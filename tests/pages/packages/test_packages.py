"""A developer posts a package; who may see it does, and what cannot be is refused at its field."""

import re

from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Actor, Role
from marketplace.organisations.actions import profiles
from marketplace.organisations.actions.organisations import move_organisation
from marketplace.organisations.actions.profiles import ProfileTerms
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.offers import Offer
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.organisations.organisation import Kind
from procurement.organisations.profile import Capability, Capacity
from procurement.packages.offer import OfferState
from tests.buttons import chooses
from tests.cast import Cast, Make, client_of
from tests.development_rows import made_development
from tests.letters import letters_to
from tests.package_rows import MOMENT, SEALED, TYPED, Poster, made
from tests.pages.organisations.test_organisations import words_of

CLICKS = re.compile(r'href="([^"]+)"[^>]*>(Post a package)')


def test_from_your_work_to_invited_enterprises_in_three_clicks(
    app: Flask, cast: Cast, make: Make
) -> None:
    """Each page that is loaded is one click; eight are the most that are allowed."""
    poster, loads = Poster(app, make), 0
    work = poster.browser.get("/my").text
    link = CLICKS.search(work)
    assert link is not None
    loads += 1
    assert poster.browser.get(link[1]).status_code == 200
    loads += 1
    does("Planting trees", cast.baker, cast.bakery)
    answer = poster.browser.post(link[1], data=TYPED)
    loads += 1
    offered = poster.browser.get(answer.location).text
    ticked = re.findall(r'name="enterprises" type="checkbox" value="([^"]+)" checked', offered)
    assert str(cast.bakery.id) in ticked
    loads += 1
    done = poster.browser.post(answer.location, data={"enterprises": ticked})
    loads += 1
    assert "invited. Each is told by e-mail." in poster.browser.get(done.location).text
    assert loads <= 8
    assert [letter.subject for letter in letters_to("beth.baker@example.org")] == [
        "Dairy Homes Ltd invites you to answer: Planting the courtyard"
    ]
    assert "Answer the invitation: Planting the courtyard" in words_of(
        client_of(app, cast.baker).get("/my").text
    )


def does(words: str, actor: Actor, who: Organisation) -> None:
    """The enterprise says that it can do this, up to £20,000 and five miles away."""
    capacity = Capacity(Money(20_000_00), people=3, miles=5)
    terms = ProfileTerms(capacity, [Capability(words)], [Theme.BUILT_ENVIRONMENT])
    profiles.keep_profile(actor, who.id, terms=terms)


def test_the_poster_reads_who_has_taken_its_offer_back(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, cast.gardens)
    gone = made(client_of(app, cast.baker), home, cast.bakery)
    made(client_of(app, cast.gardener), home, cast.gardens)
    assert client_of(app, cast.baker).post(f"{gone}/withdraw").status_code == 302
    invited = words_of(poster.browser.get(home).text.partition('id="questions"')[2])
    today = f"{clock.today():%-d %B %Y}"
    assert f"Harbour Bakery CIC {today} Has taken its offer back" in invited
    assert f"Canal Gardens Society {today} Has made an offer" in invited


def test_only_those_invited_see_a_package_that_is_for_them(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    rival = make.member(make.organisation(Kind.PRIVATE_DEVELOPER, "Rival Homes"), Role.OWNER)
    assert "Our terms of 2026." in client_of(app, cast.baker).get(home).text
    assert "Planting the courtyard" in client_of(app, cast.baker).get("/packages").text
    assert f"/organisations/{cast.bakery.id}/readiness" in client_of(app, cast.baker).get(home).text
    assert "/readiness" not in poster.browser.get(home).text
    for other in (cast.gardener, cast.broker, cast.buyer, rival, cast.stranger, None):
        assert client_of(app, other).get(home).status_code == 404
        assert "Planting" not in client_of(app, other).get("/packages").text


def test_a_package_of_a_place_is_seen_by_the_enterprises_that_trade_there(
    app: Flask, cast: Cast, make: Make
) -> None:
    home = Poster(app, make).posts(audience="place", place="sandwell")
    rival = make.organisation(Kind.PRIVATE_DEVELOPER, "Rival Homes", "B66 1AB")
    assert client_of(app, cast.gardener).get(home).status_code == 200
    assert "Planting" in client_of(app, cast.gardener).get("/packages").text
    for other in (cast.baker, make.member(rival, Role.OWNER), None):
        assert client_of(app, other).get(home).status_code == 404


def test_who_answered_keeps_reading_wherever_it_trades_later(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(audience="place", place="sandwell")
    gardener = client_of(app, cast.gardener)
    path = made(gardener, home, cast.gardens)
    other = make.organisation(Kind.CIC, "Silent CIC", "B66 1AB")
    silent = make.member(other, Role.OWNER)
    assert client_of(app, silent).get(home).status_code == 200
    for actor, organisation in ((cast.gardener, cast.gardens), (silent, other)):
        move_organisation(
            actor, organisation.id, street="2 New Street", town="Leeds", postcode="LS1 4AP",
            from_on=clock.today(),
        )  # fmt: skip
    assert gardener.get(path).status_code == 200
    assert gardener.get(home).status_code == 200
    assert "Planting" in gardener.get("/packages").text
    assert client_of(app, silent).get(home).status_code == 404
    assert client_of(app, None).get(home).status_code == 404


def test_a_package_for_everyone_is_read_without_an_account(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(audience="everyone")
    said = words_of(client_of(app, None).get(home).text)
    for words in ("Dairy Homes Ltd", "£12,000.00 in all", "7 days from the day", "B18 4DF"):
        assert words in said
    assert "Planting the courtyard" in client_of(app, None).get("/packages").text
    stranger = client_of(app, None).get(home).text.partition("<main")[2]
    assert f'href="/sign-in?next={home}"' in stranger
    assert "Sign in to answer" in stranger
    assert "Sign in to answer" not in client_of(app, cast.baker).get(home).text
    poster.browser.post(f"{home}/withdraw", data={"reason": "The site is sold."})
    assert "The site is sold." in client_of(app, None).get(home).text
    assert "Sign in to answer" not in client_of(app, None).get(home).text
    assert "Planting" not in client_of(app, None).get("/packages").text


def test_a_withdrawn_package_tells_everyone_who_was_asked_why(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED)
    assert poster.browser.post(f"{home}/withdraw", data={"reason": " "}).status_code == 422
    done = poster.browser.post(f"{home}/withdraw", data={"reason": "The site is sold."})
    assert done.status_code == 302
    told = letters_to("beth.baker@example.org")[-1]
    assert told.subject == "Withdrawn: Planting the courtyard"
    assert "The site is sold." in told.body
    assert client_of(app, cast.gardener).post(f"{home}/withdraw").status_code == 404
    assert client_of(app, cast.baker).post(f"{home}/withdraw").status_code == 403
    again = poster.browser.post(f"{home}/withdraw", data={"reason": "Once more."})
    assert "This package is withdrawn" in again.text


def test_what_is_said_of_offers_that_nobody_can_read_any_more_is_true(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    withdrawn, over = (poster.posts(cast.bakery, **SEALED) for _ in range(2))
    baker = client_of(app, cast.baker)
    made(baker, withdrawn, cast.bakery)
    path = made(baker, over, cast.bakery)
    poster.browser.post(f"{withdrawn}/withdraw", data={"reason": "The site is sold."})
    said = poster.browser.get(withdrawn).text
    assert "None has come" not in said
    assert "nothing that was sealed was opened" in said
    for address in (over, "/packages/mine"):
        assert "Takes offers" in poster.browser.get(address).text
    clock.set_to(MOMENT, stopped=True)
    for address in (over, "/packages/mine"):
        page = poster.browser.get(address).text
        assert "Takes offers" not in page
        assert "Takes no more offers" in page
    assert baker.post(f"{path}/withdraw").status_code == 302
    jobs.run_due()
    said = poster.browser.get(over).text
    assert "None has come" not in said
    assert "No offer stands." in said


def test_a_choice_counts_no_more_once_its_package_is_withdrawn(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    assert chooses(poster.browser, choose, {"reason": "Near."}).status_code == 302
    done = poster.browser.post(f"{home}/withdraw", data={"reason": "The site is sold."})
    assert done.status_code == 302
    letter = re.search(rf'href="({home}/letters/[^"]+)"', baker.get(home).text)
    assert letter
    assert "The letter counts no more. The site is sold." in words_of(baker.get(letter[1]).text)
    db.session.remove()
    assert db.session.scalars(select(Offer.state)).one() is OfferState.MADE
    assert '/letter"' not in baker.get(path).text


def test_the_menu_of_a_developer_says_packages_and_that_of_a_public_body_tenders(
    app: Flask, cast: Cast, make: Make
) -> None:
    contractor = make.organisation(Kind.OTHER_SUPPLIER, "Brook Builders Ltd")
    people = (Poster(app, make).actor, make.member(contractor, Role.OWNER), cast.buyer)
    menus = [client_of(app, who).get("/packages").text.partition("<main")[0] for who in people]
    assert ["/packages/mine" in menu for menu in menus] == [True, True, False]
    assert ["/tenders/mine" in menu for menu in menus] == [False, False, True]


def test_a_private_organisation_reads_nothing_of_panels_and_tenders(
    app: Flask, cast: Cast, make: Make
) -> None:
    """Unless it has a tender, whose bids a panel scores."""
    poster, owner = Poster(app, make), make.member(cast.council, Role.OWNER, name="Olive Owner")
    of_authority = re.compile(r"tender|evaluator|score", re.IGNORECASE)
    for organisation, who, reads in (
        (poster.organisation, poster.actor, False),
        (cast.council, owner, True),
    ):
        home = f"/organisations/{organisation.id}"
        development = f"/developments/{made_development(organisation).id}"
        for address in ("/my", home, f"{home}/people", f"{home}/order-limits", development):
            main = words_of(client_of(app, who).get(address).text.partition("<main")[2])
            assert bool(of_authority.search(main.replace("/tenders", ""))) is reads, (address, main)
    tender = make.tender(poster.organisation)
    assert tender.buyer_id == poster.organisation.id
    people = poster.browser.get(f"/organisations/{poster.organisation.id}/people").text
    assert "Evaluator" in people
