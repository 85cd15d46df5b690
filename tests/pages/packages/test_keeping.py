"""What was said of a package goes after its last day; what was paid and signed stays."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM
from marketplace.engine.retention import ERASED
from marketplace.organisations.actions.kept import erase_kept
from marketplace.packages.models.offers import Offer, OfferMember
from marketplace.packages.models.packages import Package, PackageQuestion
from procurement.packages.package import PackageState
from tests.buttons import chooses
from tests.cast import Cast, Make, client_of
from tests.package_rows import TYPED, Poster, joint, made


def test_a_withdrawn_package_is_emptied_after_a_year_and_its_pages_still_answer(
    app: Flask, make: Make, cast: Cast
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    home = poster.posts(cast.bakery)
    asked = {"organisation_id": str(cast.bakery.id), "question": "Is there water?"}
    assert baker.post(f"{home}/ask", data=asked).status_code == 302
    offer = joint(baker, client_of(app, cast.gardener), home, cast)
    poster.browser.post(f"{home}/withdraw", data={"reason": "Jo Brown has left us."})
    package = db.session.scalars(select(Package)).one()
    assert package.keep_until == clock.today().replace(year=clock.today().year + 1)
    _erased_on(package.keep_until)
    assert (package.about, package.emptied_on) == (TYPED["about"], None)
    _erased_on(package.keep_until + timedelta(days=1))
    assert (package.about, package.withdrawn_because) == (ERASED, ERASED)
    assert db.session.scalars(select(PackageQuestion.question)).all() == [ERASED]
    assert db.session.scalars(select(Offer.draft)).all() == [b""]
    assert set(db.session.scalars(select(OfferMember.work))) == {ERASED}
    for browser, path in ((poster.browser, home), (baker, home), (baker, offer)):
        assert browser.get(path).status_code == 200
    assert baker.get(f"{offer}/write").status_code == 404


def test_one_that_can_still_be_chosen_or_contracted_is_not_emptied(
    app: Flask, make: Make, cast: Cast
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    home = poster.posts(cast.bakery)
    offer_id = made(baker, home, cast.bakery).rpartition("/")[2]
    poster.browser.post(f"{home}/close")
    package = db.session.scalars(select(Package)).one()
    assert (package.state, package.keep_until) == (PackageState.CLOSED, None)
    chosen = {"reason": "The nearest.", "told": "Another was nearer."}
    assert chooses(poster.browser, f"{home}/choose/{offer_id}", chosen).status_code == 302
    package = db.session.scalars(select(Package)).one()
    assert (package.state, package.keep_until) == (PackageState.CHOSEN, None)


def _erased_on(day: date) -> None:
    clock.set_to(clock.now() + (day - clock.today()), stopped=True)
    erase_kept(SYSTEM, None)
    db.session.expire_all()
