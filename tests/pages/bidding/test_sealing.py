"""Before the opening a bid is nowhere to be read, and no page tells anybody else that there is one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.routing import Rule

from marketplace.assessment.actions import evaluators
from marketplace.engine import db, jobs
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from procurement.bidding.sealing import canonical
from tests.cast import Cast, Make, client_of
from tests.pages.test_access_matrix import nothing_stays

MARKS = [
    "Marigold",
    "9876543",
    "98,765.43",
    "Harbour Bakery CIC and partners",
    "The work of",
    "61.25",
]
"""What the bid and its consortium say, however it is written."""
TABLES = {
    "tender_id": "tenders", "bid_id": "bids", "consortium_id": "consortia",
    "member_id": "consortium_members", "organisation_id": "organisations",
    "question_id": "questions", "lot_id": "lots", "evaluator_id": "evaluators",
}  # fmt: skip
"""What the addresses around a bid name."""
WORDS = {
    "number": [1],
    "slug": ["about"],
    "side": ["buyer"],
    "step": ["hour"],
    "token": ["guessed"],
}

Seen = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Scene:
    """A tender with a panel, for which the cleaners have bid; ids outlive what the pages do."""

    tender_id: UUID
    bakery_id: UUID
    gardens_id: UUID

    def bid_together(self, make: Make) -> UUID:
        """A submitted bid of bakery and gardens, everybody told; its id."""
        tender = db.session.get_one(Tender, self.tender_id)
        bakery = db.session.get_one(Organisation, self.bakery_id)
        gardens = db.session.get_one(Organisation, self.gardens_id)
        bid = make.joint_bid(
            tender, {bakery: "61.25", gardens: "38.75"},
            answer="Marigold answers", method="Marigold ways", prices=98_765_43,
        )  # fmt: skip
        found: UUID = bid.id
        jobs.run_due()
        return found


@pytest.fixture
def scene(cast: Cast, make: Make) -> Scene:
    tender = make.tender(cast.council, lots=1)
    for one in cast.evaluators:
        evaluators.appoint_evaluator(cast.buyer, tender.id, person_id=one.person_id)
    make.bid(tender, cast.cleaners, prices=5)
    scene = Scene(tender.id, cast.bakery.id, cast.gardens.id)
    jobs.run_due()
    return scene


def addresses(app: Flask) -> Iterator[str]:
    """Every page that names nothing but what is around a bid, under every id there is."""
    known = {name: list(_ids(table)) for name, table in TABLES.items()} | WORDS
    with app.test_request_context():
        bound = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if _is_page(rule) and rule.arguments <= known.keys():
                names = sorted(rule.arguments)
                for ids in product(*(known[name] for name in names)):
                    yield str(bound.build(rule.endpoint, dict(zip(names, ids, strict=True))))


def _ids(table: str) -> Iterator[UUID]:
    yield from db.session.scalars(text(f"SELECT id FROM {table}"))


def _is_page(rule: Rule) -> bool:
    """A demonstration shows every e-mail, and anybody may take any part in it; each look at the
    page for an app makes another secret."""
    return "GET" in (rule.methods or ()) and not rule.endpoint.startswith(
        ("static", "demonstration", "second_factors.add_app")
    )


def others_of(app: Flask, cast: Cast) -> dict[str, FlaskClient]:
    """The browsers of everybody but those who bid together."""
    who = {
        "buyer": cast.buyer, "evaluator": cast.evaluators[0], "other bidder": cast.cleaner,
        "broker": cast.broker, "nobody": None,
    }  # fmt: skip
    return {name: client_of(app, person) for name, person in who.items()}


def seen(app: Flask, browsers: dict[str, FlaskClient]) -> Seen:
    """What each gets, by who and where; one-time tokens left out."""
    found = {}
    for address in set(addresses(app)):
        for name, browser in browsers.items():
            with nothing_stays():
                answer = browser.get(address)
            said = re.sub(
                r'nonce="[^"]*"|name="(once|csrf_token)"[^>]*', "", answer.data.decode("latin-1")
            )
            found[name, address] = f"{answer.status_code} {said}"
    return found


def test_no_page_tells_others_of_a_bid_before_the_opening(
    app: Flask, cast: Cast, make: Make, scene: Scene
) -> None:
    browsers = others_of(app, cast)
    before = seen(app, browsers)
    bid_id = scene.bid_together(make)
    after = seen(app, browsers)
    assert [key for key, said in before.items() if after[key] != said] == []
    assert [key for key, said in after.items() if any(mark in said for mark in MARKS)] == []
    own = [key for key in after if str(bid_id) in key[1]]
    assert own
    assert [key for key in own if after[key][:3] != _without_it(browsers, *key, bid_id)] == []
    assert [key for key, said in after.items() if said.startswith("500")] == []


def _without_it(browsers: dict[str, FlaskClient], who: str, address: str, bid_id: UUID) -> str:
    """The status of the same page of a bid that does not exist."""
    return str(browsers[who].get(address.replace(str(bid_id), str(UUID(int=7)))).status_code)


def test_no_table_holds_what_was_offered_or_agreed(make: Make, scene: Scene) -> None:
    scene.bid_together(make)
    parts = [
        [str(who), share, f"The work of {db.session.get_one(Organisation, who).name}"]
        for who, share in ((scene.bakery_id, "61.25"), (scene.gardens_id, "38.75"))
    ]
    guessed = [sha256(canonical(parts)).hexdigest(), sha256(b'"61.25"').hexdigest()]
    found = [
        (table, mark) for table, said in _rows() for mark in [*MARKS, *guessed] if mark in said
    ]
    assert found == []


def _rows() -> Iterator[tuple[str, str]]:
    """Each row of the database as text, bytes read as if they were letters."""
    for table in db.Base.metadata.sorted_tables:
        for row in db.session.execute(text(f"SELECT * FROM {table.name}")):
            said = (v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in row)
            yield table.name, " ".join(said)
