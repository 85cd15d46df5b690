"""The operator sees how long things are kept, and what was erased."""

from datetime import timedelta

from flask import Flask

from marketplace.engine import clock
from marketplace.engine.access import NOBODY, SYSTEM
from marketplace.engine.retention import PERIODS
from marketplace.organisations.actions import kept, passwords
from tests.cast import Make, client_of
from tests.conftest import NOW


def test_the_operator_reads_what_was_erased_and_by_what_source(app: Flask, make: Make) -> None:
    passwords.request_password_reset(NOBODY, None, email="ada@example.org")
    clock.set_to(NOW + timedelta(days=31), stopped=True)
    kept.erase_kept(SYSTEM, None)
    operator = make.operator("Olga")
    shown = client_of(app, operator).get("/operator/kept").text
    assert "Links to choose a new password: 1" in shown
    assert "Limitation Act 1980, section 5" in shown
    assert client_of(app, make.person("Ben")).get("/operator/kept").status_code == 403


def test_the_moment_from_which_the_days_count_is_said_in_words(app: Flask, make: Make) -> None:
    shown = client_of(app, make.operator("Olga")).get("/operator/kept").text
    assert ">the sign-out or its last day<" in shown
    assert not [period for period in PERIODS if f">{period.after}<" not in shown]
