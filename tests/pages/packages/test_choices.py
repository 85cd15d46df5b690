"""One offer is chosen with a reason; the others are told; the letter of award is kept."""

import re
from contextlib import suppress
from threading import Thread
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.packages.actions import choices, offers
from marketplace.packages.models.offers import AwardLetter, Offer
from marketplace.packages.models.packages import Package
from procurement.contracts.contract import ContractState
from procurement.ground.refusal import Refusal
from procurement.packages.offer import OfferState
from procurement.packages.package import PackageState
from tests.at_once import at_once, at_the_statement, until_somebody_waits
from tests.buttons import chooses, press
from tests.cast import Cast, Make, client_of
from tests.factors import long_ago
from tests.letters import letters_to
from tests.package_rows import Poster, made, read, written
from tests.pages.organisations.test_organisations import words_of
from tests.pages.packages.test_package_contracts import PLAN, contract_of


def test_one_is_chosen_and_the_others_are_told_their_reason(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, cast.gardens)
    baker, gardener = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = made(baker, home, cast.bakery)
    other = made(gardener, home, cast.gardens, price="12000")
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    assert chooses(baker, choose, {"reason": "Ours."}).status_code == 403
    silent = chooses(poster.browser, choose, {"reason": "Their own van."})
    assert "Say what the others are told" in silent.text
    assert "Their own van." in silent.text
    told = {"reason": "Their own van.", "told": "Your price was £500 above the one chosen."}
    done = chooses(poster.browser, choose, told)
    assert done.location == home
    assert f"{home}/contract" in poster.browser.get(home).text
    letter = words_of(poster.browser.get(f"{home}/letter").text)
    for words in ("Letter of award: Planting the courtyard", "To Harbour Bakery CIC", "£11,500.00",
                  "Their own van.", "Our terms of 2026."):  # fmt: skip
        assert words in letter
    assert baker.get(f"{home}/letter").status_code == 200
    for who in (gardener, client_of(app, cast.broker), client_of(app, cast.cleaner)):
        assert who.get(f"{home}/letter").status_code == 404
    assert "/letter" in letters_to("beth.baker@example.org")[-1].body
    answer = letters_to("guy.gardener@example.org")[-1]
    assert "£500 above the one chosen" in answer.body
    assert "Their own van" not in answer.body
    assert "£500 above the one chosen" in gardener.get(other).text
    assert "Write the contract" in poster.browser.get("/my").text
    again = chooses(poster.browser, choose, told)
    assert again.status_code == 422


def test_an_offer_that_is_made_beside_the_choice_is_refused_or_told(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, cast.gardens)
    path = made(client_of(app, cast.baker), home, cast.bakery)
    other = written(client_of(app, cast.gardener), home, cast.gardens, price="12000")
    package_id, offer_id, other_id = (UUID(one.rpartition("/")[2]) for one in (home, path, other))

    seen = read(other_id)

    def choose() -> object:
        return choices.choose_offer(
            poster.actor, package_id, offer_id=offer_id, reason="Good.", told="Thank you.", seen="1"
        )

    choosing = Thread(target=lambda: given.append(at_once(choose)[0]))
    given: list[object] = []

    def begin_choosing(_: object) -> None:
        choosing.start()
        until_somebody_waits()

    with at_the_statement("SELECT packages.", begin_choosing), suppress(Refusal):
        offers.make_offer(cast.gardener, other_id, seen=seen)
    choosing.join(60)
    assert isinstance(given[0], AwardLetter), given
    db.session.remove()
    states = {row.id: row.state for row in db.session.scalars(select(Offer))}
    assert states.pop(offer_id) is OfferState.CHOSEN
    assert states[other_id] in (OfferState.DRAFT, OfferState.NOT_CHOSEN)


def test_a_choice_is_taken_back_and_another_offer_is_chosen(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, cast.gardens)
    baker, gardener = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = made(baker, home, cast.bakery)
    other = made(gardener, home, cast.gardens, price="12000")
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    told = {"reason": "Their own van.", "told": "Another was nearer."}
    assert chooses(poster.browser, choose, told).status_code == 302
    assert poster.browser.post(f"{home}/contract", data=PLAN).status_code == 302
    contract = contract_of(home)
    press(baker, f"/contracts/{contract.id}", "sign/supplier")
    back = f"{home}/take-choice-back"
    assert f'href="{back}"' in poster.browser.get(home).text
    assert baker.post(back, data={"reason": "Ours."}).status_code == 403
    assert "Say why" in poster.browser.post(back, data={"reason": " "}).text
    assert poster.browser.post(back, data={"reason": "Their van is gone."}).location == home
    db.session.remove()
    contract = db.session.get_one(Contract, contract.id)
    assert contract.state is ContractState.TERMINATED
    assert contract.keep_until is not None
    package = db.session.scalars(select(Package)).one()
    state = (package.state, package.contract_id, package.keep_until)
    assert state == (PackageState.CLOSED, None, None)
    assert set(db.session.scalars(select(Offer.state))) == {OfferState.MADE}
    assert "Their van is gone." in letters_to("beth.baker@example.org")[-1].body
    assert "Their van" not in letters_to("guy.gardener@example.org")[-1].body
    assert "Yours stands again" in letters_to("guy.gardener@example.org")[-1].body
    for who, page in ((poster.browser, home), (baker, home), (baker, path)):
        assert "Their van is gone." in words_of(who.get(page).text), page
    for page in (home, other):
        assert "Their van is gone." not in gardener.get(page).text
    ended = words_of(baker.get(f"/contracts/{contract.id}").text)
    assert "took its choice back before both sides had signed" in ended
    assert f"/contracts/{contract.id}/sign/buyer" not in ended
    letter = re.search(rf'href="({home}/letters/[^"]+)"', baker.get(home).text)
    assert letter
    assert "The letter counts no more" in words_of(baker.get(letter[1]).text)
    assert gardener.get(letter[1]).status_code == 404
    again = f"{home}/choose/{other.rpartition('/')[2]}"
    assert chooses(poster.browser, again, told).status_code == 302
    assert "To Canal Gardens Society" in words_of(poster.browser.get(f"{home}/letter").text)
    assert "To Harbour Bakery CIC" in words_of(baker.get(f"{home}/letter").text)
    assert poster.browser.post(
        f"{home}/contract", data=PLAN | {"stages-1-amount": "8,000"}
    ).location


def test_a_choice_stands_once_both_have_signed(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    chooses(poster.browser, f"{home}/choose/{path.rpartition('/')[2]}", {"reason": "Near."})
    poster.browser.post(f"{home}/contract", data=PLAN)
    contract_id = contract_of(home).id
    for side, browser in (("buyer", poster.browser), ("supplier", baker)):
        assert press(browser, f"/contracts/{contract_id}", f"sign/{side}").status_code == 302
    assert "take-choice-back" not in poster.browser.get(home).text
    late = poster.browser.post(f"{home}/take-choice-back", data={"reason": "Their van is gone."})
    assert late.status_code == 422
    assert "Both sides have signed the contract, so the choice stands." in late.text
    assert "Their van is gone." in late.text
    assert contract_of(home).state is ContractState.SIGNED


def test_a_choice_asks_for_the_second_factor_again(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    path = made(client_of(app, cast.baker), home, cast.bakery)
    late = long_ago(app, poster.actor)
    for address in (f"{home}/choose/{path.rpartition('/')[2]}", f"{home}/close"):
        answer = late.post(address, data={"reason": "Their van."})
        assert answer.status_code == 302
        assert "/account/second-factor" in str(answer.location), answer.location
    assert db.session.scalars(select(Offer.state)).one() is OfferState.MADE
