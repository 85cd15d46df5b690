"""Sealed offers are opened at their moment, all at once; before it nobody can."""

import io
import re
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import select, update

from marketplace.engine import clock, db, jobs
from marketplace.engine.act import Act
from marketplace.packages.actions.openings import publish_moment
from marketplace.packages.models.packages import Package, PackageChange
from marketplace.tendering.queries.publications import logged
from procurement.packages.package import PackageState
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.package_rows import MOMENT, SEALED, Poster, made, read
from tests.pages.organisations.test_organisations import words_of
from tests.pages.packages.test_package_changes import changes


def test_the_moment_opens_all_that_were_made_and_not_taken_back(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, cast.gardens, cast.cleaners, **SEALED)
    first = made(client_of(app, cast.baker), home, cast.bakery, price="9000")
    again = {"seen": read(UUID(first.rpartition("/")[2]))}
    assert client_of(app, cast.baker).post(f"{first}/make", data=again).status_code == 302
    made(client_of(app, cast.gardener), home, cast.gardens, price="8000")
    gone = made(client_of(app, cast.cleaner), home, cast.cleaners, price="1")
    client_of(app, cast.cleaner).post(f"{gone}/withdraw")
    jobs.run_due()
    assert "Offers are sealed" in poster.browser.get(home).text
    early = poster.browser.post(f"{home}/close")
    assert early.status_code == 422
    assert "sealed until 12:00 on Tuesday 1 December 2026" in early.text
    clock.set_to(MOMENT, stopped=True)
    jobs.run_due()
    said = words_of(poster.browser.get(home).text)
    assert said.index("Canal Gardens Society £8,000.00") < said.index(
        "Harbour Bakery CIC £9,000.00"
    )
    assert "£1.00" not in said
    assert letters_to("dee.developer@example.org")[-1].subject.startswith("No more offers")
    again = poster.browser.post(f"{home}/close")
    assert "This package is closed" in again.text


def test_who_moves_the_moment_in_the_database_opens_nothing(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED)
    made(client_of(app, cast.baker), home, cast.bakery)
    with db.transaction():
        db.session.execute(update(Package).values(closes_at=clock.now()))
    answer = poster.browser.post(f"{home}/close")
    assert answer.status_code == 422
    assert "is not what was published" in answer.text
    assert "Harbour Bakery CIC" not in poster.browser.get(home).text.split("Invited")[0]


def test_the_log_has_a_moment_once_whatever_else_is_changed(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED)
    package = db.session.scalars(select(Package)).one()
    assert changes(poster.browser, home, **SEALED, budget="10000").status_code == 302
    assert [said.closes_at for said in logged(package.id)] == [MOMENT]
    made(client_of(app, cast.baker), home, cast.bakery)
    later = SEALED | {"closes_at-day": "3"}
    assert changes(poster.browser, home, **later, budget="9000").status_code == 302
    assert [said.closes_at for said in logged(package.id)] == [MOMENT, MOMENT + timedelta(days=2)]
    clock.set_to(MOMENT + timedelta(days=2), stopped=True)
    jobs.run_due()
    assert "£11,500.00" in words_of(poster.browser.get(home).text)


def test_a_moment_that_was_logged_and_not_committed_puts_the_opening_off_and_no_longer(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED)
    made(client_of(app, cast.baker), home, cast.bakery)
    with db.transaction():
        package = db.session.scalars(select(Package)).one()
        package.version, package.closes_at = 2, MOMENT + timedelta(days=2)
        db.session.add(moved(package, MOMENT))
        publish_moment(Act(poster.actor, clock.now(), "package.change"), package)
        db.session.rollback()
    assert len(logged(UUID(home.rpartition("/")[2]))) == 2
    clock.set_to(MOMENT, stopped=True)
    assert "12:00 on Thursday 3 December 2026" in poster.browser.post(f"{home}/close").text
    clock.set_to(MOMENT + timedelta(days=2), stopped=True)
    assert poster.browser.post(f"{home}/close").status_code == 302
    assert "£11,500.00" in words_of(poster.browser.get(home).text)


def moved(package: Package, was: datetime) -> PackageChange:
    """The change that gives a package another moment than it had."""
    return PackageChange(
        package_id=package.id, number=package.version, changed=[], why="More time.",
        closes_at_was=was, closes_at=package.closes_at, changed_at=clock.now(),
        changed_by=package.posted_by,
    )  # fmt: skip


def test_open_offers_are_closed_by_hand_and_negotiated_on(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    path = made(client_of(app, cast.baker), home, cast.bakery)
    assert client_of(app, cast.baker).post(f"{home}/close").status_code == 403
    assert poster.browser.post(f"{home}/close").status_code == 302
    again = {"seen": read(UUID(path.rpartition("/")[2]))}
    assert client_of(app, cast.baker).post(f"{path}/make", data=again).status_code == 302
    assert "2. Harbour Bakery CIC" in words_of(poster.browser.get(path).text)


def test_open_offers_are_taken_until_their_moment_and_so_are_questions_and_documents(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED | {"way": "open"})
    baker = client_of(app, cast.baker)
    asked = {"organisation_id": str(cast.bakery.id), "question": "Is there water?"}
    assert baker.post(f"{home}/ask", data=asked).status_code == 302
    answer = re.search(r'href="(/packages/[^"]+/questions/[^"]+)"', poster.browser.get(home).text)
    assert answer
    clock.set_to(MOMENT, stopped=True)
    late = "while a package takes offers"
    assert late in baker.post(f"{home}/ask", data=asked).text
    assert late in poster.browser.post(answer[1], data={"answer": "Yes."}).text
    plan = {"kind": "Plan", "file": (io.BytesIO(b"plan"), "plan.txt")}
    assert late in poster.browser.post(f"{home}/documents", data=plan).text
    for link in ("/ask", "/documents", answer[1]):
        assert f'{link}"' not in baker.get(home).text + poster.browser.get(home).text
    assert "Answer the question" not in poster.browser.get("/my").text
    jobs.run_due()
    assert db.session.scalars(select(Package.state)).one() is PackageState.CLOSED
    assert letters_to("dee.developer@example.org")[-1].subject.startswith("No more offers")


def test_the_moment_changes_nothing_where_open_offers_were_closed_by_hand(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED | {"way": "open"})
    assert poster.browser.post(f"{home}/close").status_code == 302
    told = len(letters_to("dee.developer@example.org"))
    clock.set_to(MOMENT, stopped=True)
    jobs.run_due()
    assert len(letters_to("dee.developer@example.org")) == told
