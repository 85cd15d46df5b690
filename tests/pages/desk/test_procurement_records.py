"""The record of a procurement: its buyer reads every act, and takes all of it away; nobody else does."""

import inspect
import json
from hashlib import sha256
from io import BytesIO
from typing import get_type_hints
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.assessment.models.evaluations import Evaluator
from marketplace.bidding.models.bids import Bid
from marketplace.contracts.models.contracts import Contract, ContractShare
from marketplace.contracts.models.threads import Thread
from marketplace.desk.queries.procurement_parts import KEPT_PARTS, LEFT_OUT
from marketplace.desk.queries.procurement_record import OF_BIDDERS
from marketplace.engine import db
from marketplace.engine.action import ACTIONS
from marketplace.organisations.queries.people import names_of_people
from marketplace.tendering.actions.clarifications import ask_clarification
from marketplace.tendering.models.tenders import Tender
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of


@pytest.fixture
def path(whole_story: object) -> str:
    """Of a tender that a consortium won, and that is delivered and paid."""
    tender_id = db.session.scalars(
        select(Tender.id).where(Tender.state == TenderState.AWARDED)
    ).one()
    db.session.remove()
    return f"/tenders/{tender_id}"


def files_in(browser: FlaskClient, path: str) -> dict[str, bytes]:
    answer = browser.get(f"{path}/record.zip")
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_all_that_hangs_on_a_tender_is_in_its_record_or_left_out_for_a_reason() -> None:
    kept = {str(model.__tablename__) for model, _ in KEPT_PARTS} | {"tenders"}
    chapters = tuple(
        f"marketplace.{name}." for name in ("tendering", "bidding", "assessment", "contracts")
    )
    hanging = {
        mapper.local_table.name
        for mapper in db.Base.registry.mappers
        if mapper.class_.__module__.startswith(chapters)
        for key in mapper.local_table.foreign_keys
        if key.column.table.name in kept | {"consortia"}
    }
    assert hanging - kept == set(LEFT_OUT)


def test_the_buyer_reads_what_was_done_by_whom_and_what_it_changed(
    app: Flask, cast: Cast, path: str
) -> None:
    buyer = client_of(app, cast.buyer)
    assert f"{path}/trail" in buyer.get(path).text
    said = words_of(buyer.get(f"{path}/trail").text)
    for verb in ("Award: publish", "Summaries: send", "Bids: open", "Contract: sign"):
        assert verb in said
    assert "State" in said
    names = names_of_people([cast.cleaner.person_id, cast.buyer.person_id])
    assert all(name in said for name in names.values())


def test_the_whole_record_names_who_decided_and_why_and_each_file_has_its_fingerprint(
    app: Flask, cast: Cast, path: str
) -> None:
    files = files_in(client_of(app, cast.buyer), path)
    told = dict(line.split("  ")[::-1] for line in files.pop("sha256.txt").decode().splitlines())
    assert told == {name: sha256(body).hexdigest() for name, body in files.items()}
    scores = json.loads(files["agreed_scores.json"])
    assert all(score["reason"] for score in scores)
    assert len(json.loads(files["bids.json"])) == 2
    assert len(json.loads(files["assessment_summaries.json"])) == 2
    verbs = [act["verb"] for act in json.loads(files["acts.json"])]
    assert {"bids.open", "scores.agree", "lot.award", "award.publish", "contract.sign"} <= set(
        verbs
    )
    people = json.loads(files["people.json"])
    [award] = json.loads(files["awards.json"])
    assert people[award["decided_by"]]
    assert b"sealing_key" not in files["tenders.json"]


def test_a_bid_that_is_not_opened_is_not_in_it(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council, state=TenderState.PUBLISHED)
    make.bid(tender, cast.bakery)
    ask_clarification(
        cast.baker, tender.id, organisation_id=cast.bakery.id, question="Is parking free?"
    )
    files = files_in(client_of(app, cast.buyer), f"/tenders/{tender.id}")
    assert json.loads(files["bids.json"]) == []
    acts = json.loads(files["acts.json"])
    assert not [act for act in acts if act["verb"].split(".")[0] in ("bid", "clarification")]
    [question] = json.loads(files["clarifications.json"])
    assert question["question"] == "Is parking free?"
    everything = b"".join(files.values()).decode()
    for asker in (cast.bakery.id, cast.bakery.name, cast.baker.person_id):
        assert str(asker) not in everything


def test_of_what_bidders_do_the_buyer_reads_only_that_a_bid_was_sent() -> None:
    of_bidders = {
        verb
        for verb, act in ACTIONS.items()
        if act.__module__.startswith("marketplace.bidding.")
        and {Tender, Bid} & {*get_type_hints(inspect.unwrap(act)).values()}
    }
    told_by_the_system = {"tender_change.follow"}
    assert of_bidders - set(OF_BIDDERS) == told_by_the_system | {"bid.submit"}


def test_bidders_panel_and_others_neither_read_nor_take_it(
    app: Flask, cast: Cast, path: str
) -> None:
    for person in (cast.baker, cast.cleaner, cast.evaluators[0], cast.finance, cast.broker, None):
        browser = client_of(app, person)
        for page in ("trail", "record.zip"):
            assert browser.get(f"{path}/{page}").status_code in (302, 403, 404)


def test_whatever_an_act_on_a_procurement_is_done_to_is_looked_at() -> None:
    kept = {Tender, *(model for model, _ in KEPT_PARTS)}
    subjects = {
        subject: verb
        for verb, act in ACTIONS.items()
        if verb not in OF_BIDDERS
        for subject in kept & {*list(get_type_hints(inspect.unwrap(act)).values())[1:2]}
    }
    assert set(subjects) == {Tender, Bid, Evaluator, Contract, ContractShare, Thread}, subjects
