"""Before the opening nothing of a bid can be read: not in any column, file, log, page or e-mail."""

import subprocess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from marketplace import embedded
from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.actions import bids
from marketplace.engine import clock, db, jobs
from marketplace.settings import Settings
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.refusal import Refusal
from tests.cast import Cast, Make, client_of

CANARY = "Zwetschgenknödel aus der Kanalküche"
METHOD = "Quittenbrot with the Ladywood orchard"
PENCE = 731_913_57
SPELLINGS = ("73191357", "731913.57", "731,913.57")
SHARES = "61.2345", "38.7655"
AGREED = ("and partners", "The work of", "None of us has kitchen", *SHARES)
"""The words and figures of a consortium as ``made_consortium`` writes them."""


def dumped(settings: Settings) -> bytes:
    """Everything in the database as pg_dump writes it: every column of every table."""
    url = make_url(settings.url_of_owner)
    done = subprocess.run(
        [
            embedded.program("pg_dump"), "--inserts", "--dbname", url.database,
            "--host", url.query.get("host") or url.host, "--username", url.username,
        ],
        env={"PGPASSWORD": url.password or ""},
        capture_output=True,
        check=True,
    )  # fmt: skip
    return done.stdout


def found_in(content: bytes) -> list[str]:
    """Which secrets stand in it: as text, escaped as JSON does, or as the hex of a column of bytes."""
    kinds = [CANARY, METHOD, *SPELLINGS, *AGREED]
    return [
        secret
        for secret in kinds
        if any(
            way in content
            for way in (
                secret.encode(),
                secret.encode("unicode_escape"),
                secret.encode().hex().encode(),
            )
        )
    ]


def in_files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_search_itself_finds_what_is_opened(cast: Cast, make: Make, settings: Settings) -> None:
    tender = make.tender(cast.council)
    make.bid(tender, cast.bakery, answer=CANARY, method=METHOD, prices=PENCE)
    clock.set_to(tender.closes_at, stopped=True)
    open_bids(cast.buyer, tender.id)
    assert found_in(dumped(settings)) == [CANARY, METHOD, "73191357"]


def test_a_dump_the_files_and_the_logs_hold_nothing_of_a_bid(
    app: Flask, cast: Cast, make: Make, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    tender = make.tender(cast.council)
    shares = dict(zip((cast.bakery, cast.gardens), SHARES, strict=True))
    bid = make.joint_bid(tender, shares, answer=CANARY, method=METHOD, prices=PENCE)
    draft = make.bid(
        tender, cast.cleaners, answer=CANARY, method=METHOD, prices=PENCE, submitted=False
    )
    bid_id, draft_id = bid.id, draft.id
    parts = parts_of(tender.id)
    question, lot = parts.questions[0].id, parts.lots[0].id
    browser = client_of(app, cast.cleaner)
    browser.get(f"/bids/{draft_id}/submit")
    browser.delete_cookie("sign_in")
    browser.post(f"/bids/{draft_id}/answers/{question}", data={"text": CANARY})
    mistyped = client_of(app, cast.baker).post(
        f"/bids/{bid_id}/prices", data={f"prices-{lot}": SPELLINGS[2] + " or so"}
    )
    assert mistyped.status_code == 422
    bids.withdraw_bid(cast.baker, bid_id)
    bids.submit_bid(cast.baker, bid_id)
    jobs.run_due()
    with pytest.raises(Refusal):
        open_bids(cast.buyer, tender.id)
    said = capfd.readouterr()
    assert found_in(dumped(settings)) == []
    assert found_in(in_files(settings.var)) == []
    assert found_in((said.out + said.err).encode()) == []


def test_no_page_shows_a_bid_to_anyone_but_its_bidder(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    bid_id = make.bid(tender, cast.bakery, answer=CANARY, method=METHOD, prices=PENCE).id
    tender_id = tender.id
    others = [cast.buyer, cast.evaluators[0], cast.finance, cast.broker, cast.board_member]
    for other in [*others, cast.gardener, cast.stranger, None]:
        browser = client_of(app, other)
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.arguments - {"tender_id", "bid_id"}:
                continue
            known = {"tender_id": tender_id, "bid_id": bid_id}
            values = {name: known[name] for name in rule.arguments}
            with app.test_request_context():
                path = app.url_for(rule.endpoint, **values)
            assert found_in(browser.get(path).data) == [], f"{path} as {other and other.name}"
    db.session.rollback()
