"""A host says for which group it offers; the poster reads it, and the contract takes it over."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Role
from marketplace.organisations.models.hostings import Hosting
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.packages import Package
from marketplace.verification import offers as verified
from procurement.organisations.hosting import HostingState
from tests.buttons import chooses, press
from tests.cast import Cast, Make, client_of
from tests.hosting_rows import hosted, made_group
from tests.letters import letters
from tests.package_rows import OFFERED, SEALED, Poster, made, written
from tests.pages.bidding.test_bids import send
from tests.pages.organisations.test_organisations import words_of
from tests.pages.packages.test_offer_members import accepts, together
from tests.pages.packages.test_package_contracts import PLAN

MADE_FOR = "For Towpath Gardeners, hosted by Harbour Bakery CIC"


@pytest.fixture
def group(cast: Cast, make: Make) -> Organisation:
    """A group that the bakery hosts."""
    row, _ = made_group(make)
    hosted(cast, row)
    return row


def ended() -> None:
    with db.transaction():
        db.session.execute(update(Hosting).values(state=HostingState.ENDED))


def test_the_poster_reads_for_whom_it_is_and_the_contract_names_the_group(
    app: Flask, cast: Cast, make: Make, group: Organisation
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    home = poster.posts(cast.bakery)
    path = made(baker, home, cast.bakery, for_group=str(group.id))
    assert MADE_FOR in words_of(poster.browser.get(home).text)
    assert MADE_FOR in words_of(poster.browser.get(path).text)
    poster.browser.post(f"{path}/propose", data=OFFERED | {"price": "11,000"})
    assert MADE_FOR in words_of(poster.browser.get(home).text)
    assert press(baker, path, "accept").status_code == 302
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    assert MADE_FOR.removeprefix("For ") in words_of(poster.browser.get(choose).text)
    chooses(poster.browser, choose, {"reason": "Their van."})
    letter = words_of(poster.browser.get(f"{home}/letter").text)
    assert "To Harbour Bakery CIC, for Towpath Gardeners, which it hosts" in letter
    drawn = PLAN | {"stages-1-amount": "7,000"}
    assert poster.browser.post(f"{home}/contract", data=drawn).status_code == 302
    assert db.session.query(Contract.for_group_id).one() == (group.id,)
    assert "contract_for_group" in {row.template for row in letters()}


def test_what_is_sealed_says_for_whom_and_is_read_at_the_moment(
    app: Flask, cast: Cast, make: Make, group: Organisation
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    home = poster.posts(cast.bakery, **SEALED)
    path = made(baker, home, cast.bakery, for_group=str(group.id))
    assert MADE_FOR in words_of(baker.get(path).text)
    assert "For whom Towpath Gardeners" in words_of(baker.get(path).text)
    assert send(baker, f"{path}/write", **OFFERED, for_group="none").status_code == 302
    assert "For whom" not in words_of(baker.get(path).text)
    assert "Towpath" not in poster.browser.get(home).text
    clock.set_to(datetime(2026, 12, 1, 12, tzinfo=UTC), stopped=True)
    jobs.run_due()
    assert MADE_FOR in words_of(poster.browser.get(home).text)
    assert all(row.agrees for row in verified.contents())


def test_only_who_hosts_is_asked_and_only_for_who_is_hosted_now(
    app: Flask, cast: Cast, make: Make, group: Organisation
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    home = poster.posts(cast.bakery, cast.gardens)
    gardener = client_of(app, cast.gardener)
    assert "For whom is it?" in baker.get(f"{home}/offer").text
    assert "For whom is it?" not in gardener.get(f"{home}/offer").text
    unsaid = baker.post(f"{home}/offer", data=OFFERED | {"organisation_id": str(cast.bakery.id)})
    assert unsaid.status_code == 422
    assert "11,500" in unsaid.text
    typed = OFFERED | {"organisation_id": str(cast.gardens.id), "for_group": str(group.id)}
    assert gardener.post(f"{home}/offer", data=typed).status_code == 422
    path = written(baker, home, cast.bakery, for_group=str(group.id))
    ended()
    refused = press(baker, path, "make")
    assert refused.status_code == 422
    assert "Choose a group that this organisation hosts" in refused.text
    assert "For whom is it?" in baker.get(f"{path}/write").text


def test_a_person_of_two_organisations_names_no_group_of_the_other_one(
    app: Flask, cast: Cast, make: Make, group: Organisation
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.gardens)
    both = client_of(app, make.joins(cast.gardener, cast.bakery, Role.BID_WRITER))
    typed = OFFERED | {"organisation_id": str(cast.gardens.id), "for_group": str(group.id)}
    refused = both.post(f"{home}/offer", data=typed)
    assert refused.status_code == 422
    assert db.session.query(Package).count() == 1


def test_several_offer_for_no_group(
    app: Flask, cast: Cast, make: Make, group: Organisation
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    home = poster.posts(cast.bakery)
    path = written(baker, home, cast.bakery, for_group=str(group.id))
    together(baker, path, (cast.bakery, "60"), (cast.gardens, "40"))
    accepts(client_of(app, cast.gardener), path)
    refused = press(baker, path, "make")
    assert refused.status_code == 422
    assert "A host offers for a group alone." in refused.text
