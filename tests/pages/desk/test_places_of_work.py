"""A step names a verb; one table says where it is done, and no floor below pages knows an address."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from flask import Flask

import marketplace
from marketplace.assessment.queries import evaluation_steps
from marketplace.chapters import CHAPTERS
from marketplace.desk.pages.places_of_work import PLACES_OF_WORK, place_of
from marketplace.desk.queries import (
    assessment_tasks,
    bid_tasks,
    breach_tasks,
    contract_tasks,
    development_tasks,
    first_steps,
    hosting_tasks,
    order_tasks,
    package_tasks,
    pass_down_tasks,
    payment_tasks,
    performance_tasks,
    profile_tasks,
    signed_contract_tasks,
    tender_tasks,
    thread_tasks,
    track_record_tasks,
)
from marketplace.engine.access import RIGHTS

ROOT = Path(marketplace.__file__).parent
VERB = re.compile(r"[a-z_]+\.[a-z_]+")


def words_in(path: Path) -> Iterator[str]:
    """Every string of a module that is written like a verb or an endpoint."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [node.value] if VERB.fullmatch(node.value) else []


def test_every_verb_that_a_step_names_has_its_place_and_no_other_has_one() -> None:
    modules = (
        first_steps,
        tender_tasks,
        assessment_tasks,
        evaluation_steps,
        bid_tasks,
        signed_contract_tasks,
        pass_down_tasks,
        performance_tasks,
        breach_tasks,
        contract_tasks,
        hosting_tasks,
        order_tasks,
        package_tasks,
        development_tasks,
        payment_tasks,
        profile_tasks,
        thread_tasks,
        track_record_tasks,
    )
    named = {word for module in modules for word in words_in(Path(module.__file__))}
    assert named == set(PLACES_OF_WORK)


def test_a_verb_is_a_right_or_something_to_read() -> None:
    unknown = {verb for verb in PLACES_OF_WORK if verb not in RIGHTS}
    assert unknown == {
        "bids.read",
        "breaches.read",
        "performance.read",
        "orders.read",
        "organisation.read",
        "contracts.read",
        "conversations.read",
        "developments.read",
        "invoice.read",
        "invoices.read",
        "offers.read",
        "official_notices.read",
        "own_packages.read",
        "packages.read",
        "payment.read",
        "pledges.read",
    }


def test_every_place_of_work_is_a_page_that_takes_that_id_and_no_other(app: Flask) -> None:
    pages = {
        rule.endpoint: rule.arguments
        for rule in app.url_map.iter_rules()
        if rule.methods and "GET" in rule.methods
    }
    for verb, place in PLACES_OF_WORK.items():
        assert pages[place.endpoint] == {place.id_name} - {""}, verb


def test_the_thing_of_a_verb_is_in_the_address_where_the_page_is_of_one_thing(app: Flask) -> None:
    key = uuid4()
    with app.test_request_context():
        assert place_of("bids.open", key) == f"/evaluations/{key}"
        assert place_of("tender.publish", key) == f"/tenders/{key}/draft"
        assert place_of("bid.begin", key) == "/tenders"


def test_no_floor_below_pages_names_an_endpoint(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} - RIGHTS.keys()
    assert "drafts.show" in endpoints
    below = [
        path
        for chapter in CHAPTERS
        for floor in ("models", "queries", "actions", "jobs")
        for path in (ROOT / chapter / floor).glob("*.py")
    ]
    assert len(below) > 100
    assert {str(path) for path in below if endpoints & set(words_in(path))} == set()
