"""What the benchmarks do through the pages still goes through, so that they measure what users do."""

from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask

from marketplace.engine import db
from marketplace.engine.access import Role
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of


def test_a_tender_with_its_bids_goes_through_the_pages_of_the_benchmark(
    app: Flask, make: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "benchmarks")
    bidders = [make.member(make.organisation(Kind.CIC), Role.OWNER) for _ in range(2)]
    clients = {who.person_id: client_of(app, who) for who in (cast.buyer, *bidders)}
    db.session.remove()

    acts = import_module("bench_acts")
    assert acts.tendered(lambda who: clients[who.person_id], cast, bidders) > 0
