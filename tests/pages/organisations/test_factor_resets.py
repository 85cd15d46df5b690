"""A lost second factor: taken away by who answers for the person, told at once, after two days."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db, jobs
from marketplace.engine.access import SYSTEM, Actor, Role
from marketplace.organisations.actions.factor_resets import begin_factor_reset
from marketplace.organisations.models.second_factors import FactorReset
from marketplace.organisations.queries.people import actor_of
from marketplace.organisations.queries.second_factors import may_reset, second_factors_of
from tests.cast import PASSWORD, Cast, Make, client_of, cookie_of
from tests.factors import telephone_of
from tests.letters import letters_to

HERE = "/lost-second-factor"


def test_an_owner_takes_it_away_after_two_days_and_the_person_begins_anew(
    app: Flask, make: Make, cast: Cast
) -> None:
    clerk = make.member(cast.bakery, Role.FINANCE, name="Cleo Clerk")
    telephone_of(clerk)
    owner, before = client_of(app, cast.baker), cookie_of(clerk)
    typed = {"email": "cleo.clerk@example.org", "reason": "She rang me."}
    answer = owner.post(HERE, data=typed, follow_redirects=True)
    assert "The person is told now." in answer.text
    assert "Cleo Clerk" in answer.text
    told = letters_to("cleo.clerk@example.org")[-1].body
    assert "Beth Baker says that you have lost your second factor" in told
    assert "She rang me." in told
    assert second_factors_of(clerk.person_id).any
    clock.set_to(clock.now() + timedelta(days=2), stopped=True)
    jobs.run_due()
    assert not second_factors_of(clerk.person_id).any
    assert actor_of(before).person_id is None
    anew = client_of(app, None)
    anew.post("/sign-in", data={"email": "cleo.clerk@example.org", "password": PASSWORD})
    assert anew.get("/my").location == "/account/second-factor?next=/my"


def test_who_still_has_it_stops_it_and_it_stays(app: Flask, make: Make, cast: Cast) -> None:
    clerk = make.member(cast.bakery, Role.FINANCE, name="Cleo Clerk")
    telephone_of(clerk)
    row = begin_factor_reset(cast.baker, clerk.person_id, reason="An e-mail said so.")
    page = client_of(app, clerk).get("/account/second-factor").text
    assert f'action="{HERE}/{row.id}/stop"' in page
    client_of(app, clerk).post(f"{HERE}/{row.id}/stop")
    clock.set_to(clock.now() + timedelta(days=3), stopped=True)
    jobs.run_due()
    assert second_factors_of(clerk.person_id).any
    assert "was stopped" in letters_to("beth.baker@example.org")[-1].body


def test_who_answers_for_whom(make: Make, cast: Cast) -> None:
    clerk = make.member(cast.bakery, Role.FINANCE)
    both = make.joins(make.member(cast.bakery, Role.FINANCE), cast.gardens, Role.FINANCE)
    operator = make.operator("Olu")

    def who_may(person: Actor) -> list[Actor]:
        asking = [cast.baker, cast.gardener, cast.buyer, cast.broker, operator, SYSTEM]
        return [actor for actor in asking if may_reset(actor, person.person_id)]

    assert who_may(clerk) == [cast.baker, cast.broker, operator, SYSTEM]
    assert who_may(both) == [cast.broker, operator, SYSTEM]
    assert who_may(cast.baker) == [cast.broker, operator, SYSTEM]
    assert who_may(cast.broker) == [operator, SYSTEM]
    assert who_may(operator) == [SYSTEM]
    assert who_may(cast.stranger) == [operator, SYSTEM]


@pytest.mark.parametrize("address", ["bill.buyer@example.org", "nobody@example.org"])
def test_whom_one_does_not_answer_for_is_as_unknown_as_nobody(
    app: Flask, cast: Cast, address: str
) -> None:
    telephone_of(cast.buyer)
    answer = client_of(app, cast.baker).post(HERE, data={"email": address, "reason": "Lost."})
    assert answer.status_code == 422
    assert "There is nobody with this address" in answer.text
    assert db.session.scalars(select(FactorReset.id)).all() == []
