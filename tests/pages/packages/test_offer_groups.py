"""A host says for which group it offers; the poster reads it, and the contract takes it over."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Role
from marketplace.engine.messages import Message
from marketplace.organisations.models.hostings import Hosting
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.offers import has_sealed_offer
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
    written_anew = words_of(baker.get(path).text).partition("Your change, not sent")
    assert "For whom Towpath Gardeners" in written_anew[0]
    assert "For whom" not in written_anew[2]
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
    assert "Your organisation does not host this group, or not any more." in refused.text
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
    assert "A host stands in for a group alone." in refused.text


def test_the_people_of_the_group_read_what_is_made_for_it_and_change_nothing(
    app: Flask, cast: Cast, make: Make
) -> None:
    group, member = made_group(make)
    hosted(cast, group)
    poster, baker, gardener = Poster(app, make), client_of(app, cast.baker), client_of(app, member)
    home = poster.posts(cast.bakery, **SEALED)
    path = written(baker, home, cast.bakery, for_group=str(group.id))
    assert gardener.get(path).status_code == 404
    assert press(baker, path, "make").status_code == 302
    (told,) = letters_of("offer_for_group")
    assert told.person_id == member.person_id
    said = words_of(gardener.get(path).text)
    assert "Harbour Bakery CIC made this offer for Towpath Gardeners." in said
    assert "What Harbour Bakery CIC made for you Price, excluding VAT £11,500.00" in said
    assert "Change it" not in said
    assert "Made for you by Harbour Bakery CIC" in words_of(gardener.get("/offers").text)
    assert gardener.get(home).status_code == 200
    assert send(baker, f"{path}/write", **OFFERED | {"price": "9,000"},
                for_group=str(group.id)).status_code == 302  # fmt: skip
    assert "9,000" not in gardener.get(path).text
    for verb in ("write", "make", "withdraw", "stand-by", "ask", "take-up", "accept"):
        assert gardener.post(f"{path}/{verb}").status_code == 403
    clock.set_to(datetime(2026, 12, 1, 12, tzinfo=UTC), stopped=True)
    jobs.run_due()
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    assert chooses(poster.browser, choose, {"reason": "Their van."}).status_code == 302
    (told,) = letters_of("offer_for_group_chosen")
    assert (told.person_id, f"{home}/letter" in told.body) == (member.person_id, True)
    assert "for Towpath Gardeners, which it hosts" in words_of(gardener.get(f"{home}/letter").text)
    assert "Chosen" in gardener.get(path).text
    back = {"reason": "The money is gone."}
    assert poster.browser.post(f"{home}/take-choice-back", data=back).status_code == 302
    (told,) = letters_of("choice_for_group_taken_back")
    assert (told.person_id, "The money is gone." in told.body) == (member.person_id, True)
    assert gardener.get(re.findall(r"/packages/\S+/letters/\S+", told.body)[0]).status_code == 200


def letters_of(template: str) -> list[Message]:
    return [row for row in letters() if row.template == template]


def test_another_group_and_one_for_which_it_is_no_more_read_nothing(
    app: Flask, cast: Cast, make: Make
) -> None:
    group, member = made_group(make)
    other, stranger = made_group(make, "Lock Keepers")
    hosted(cast, group)
    hosted(cast, other)
    baker, gardener = client_of(app, cast.baker), client_of(app, member)
    home = Poster(app, make).posts(cast.bakery)
    path = made(baker, home, cast.bakery, for_group=str(group.id))
    assert gardener.get(path).status_code == 200
    assert client_of(app, stranger).get(path).status_code == 404
    assert has_sealed_offer(group.id) is False
    assert send(baker, f"{path}/write", **OFFERED, for_group="none").status_code == 302
    assert gardener.get(path).status_code == 200
    assert press(baker, path, "make").status_code == 302
    assert gardener.get(path).status_code == 404
    assert gardener.get(home).status_code == 404
    assert "Planting" not in gardener.get("/offers").text


def test_a_broker_lets_nobody_into_a_group_whose_offer_is_sealed(
    app: Flask, cast: Cast, make: Make, group: Organisation
) -> None:
    home = Poster(app, make).posts(cast.bakery, **SEALED)
    made(client_of(app, cast.baker), home, cast.bakery, for_group=str(group.id))
    assert has_sealed_offer(group.id)
