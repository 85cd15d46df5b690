"""A lost second factor of somebody whom nobody else can help is taken away in the shell."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM
from marketplace.engine.audit import AuditRecord
from marketplace.organisations.actions.factor_resets import begin_factor_reset
from marketplace.organisations.models.second_factors import FactorReset
from marketplace.organisations.queries.people import actor_of
from marketplace.organisations.queries.second_factors import second_factors_of
from marketplace.settings import Settings
from procurement.ground.refusal import Refusal
from tests.cast import PASSWORD, Cast, Make, client_of, cookie_of
from tests.factors import telephone_of
from tests.letters import letters_to
from tests.trail import all_on_record


def run(settings: Settings, *arguments: str) -> tuple[int, dict[str, Any]]:
    db.session.rollback()
    done = subprocess.run(
        [str(Path(sys.executable).parent / "marketplace"), "reset-factor", *arguments, "--json"],
        env=os.environ
        | {"DATABASE_URL": settings.database_url or "", "MARKETPLACE_VAR": str(settings.var)},
        stdout=subprocess.PIPE,
        check=False,
        text=True,
    )
    return done.returncode, json.loads(done.stdout)


def test_a_sole_operator_is_told_signed_out_and_sets_up_a_new_factor(
    app: Flask, make: Make, settings: Settings
) -> None:
    operator = make.operator("Olga")
    telephone_of(operator)
    before = cookie_of(operator)
    status, said = run(settings, "OLGA@example.org", "--reason", "Rang her.")
    assert (status, said) == (0, {"email": "OLGA@example.org", "reset": True})
    assert not second_factors_of(operator.person_id).any
    assert actor_of(before).person_id is None
    clock.set_to(clock.real() + timedelta(minutes=1), stopped=True)  # the shell has its own
    told = letters_to("olga@example.org")
    assert "factor_reset_begun" not in {letter.template for letter in told}
    assert told[-1].template == "factor_taken_away"
    assert "What was said: Rang her." in told[-1].body
    record = db.session.scalars(
        select(AuditRecord)
        .where(AuditRecord.verb == "factor_reset.finish")
        .order_by(AuditRecord.number)
    ).first()
    assert record is not None
    assert record.person_id == SYSTEM.person_id
    assert db.session.scalars(select(FactorReset.reason)).one() == "Rang her."
    assert "Rang her." not in all_on_record()
    anew = client_of(app, None)
    anew.post("/sign-in", data={"email": "olga@example.org", "password": PASSWORD})
    assert anew.get("/my").location == "/account/second-factor?next=/my"


def test_one_that_waits_already_does_not_wait_longer(
    app: Flask, make: Make, cast: Cast, settings: Settings
) -> None:
    telephone_of(cast.broker)
    begin_factor_reset(make.operator("Olga"), cast.broker.person_id, reason="He wrote.")
    email = "bea.broker@example.org"
    assert run(settings, email, "--reason", "It is urgent.")[0] == 0
    assert not second_factors_of(cast.broker.person_id).any
    assert db.session.scalars(select(FactorReset.reason)).one() == "It is urgent."
    assert "It is urgent." not in all_on_record()


def test_an_unknown_address_is_a_fault(app: Flask, settings: Settings) -> None:
    status, said = run(settings, "nobody@example.org", "--reason", "x")
    assert status == 2
    assert "Nobody has an account" in said["faults"][0]


def test_nobody_on_the_site_does_it_at_once(make: Make, cast: Cast) -> None:
    telephone_of(cast.baker)
    with pytest.raises(Refusal, match="waits two days"):
        begin_factor_reset(
            make.operator("Olga"), cast.baker.person_id, reason="I say so.", at_once=True
        )
