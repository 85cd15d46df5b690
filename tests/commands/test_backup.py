"""One command keeps everything, one brings it back: in another place the same bids open."""

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, select, text

from marketplace.app import wire
from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.models.bids import BidAnswer, BidPrice
from marketplace.engine import clock, db, jobs, trail
from marketplace.gateways import files
from marketplace.organisations.actions import erasure
from marketplace.organisations.models.people import PersonDetails
from marketplace.settings import Settings
from marketplace.tendering.models.tenders import Tender
from procurement.ground.refusal import Refusal
from tests.cast import PASSWORD, Cast, Make

CANARY = "a phrase that stands nowhere else"


def command(settings: Settings, *words: str) -> tuple[int, dict]:
    """Run a command of the marketplace in another process; its exit status and its answer."""
    done = subprocess.run(
        [sys.executable, "-c", "from marketplace.commands import main; main()", *words, "--json"],
        env=os.environ
        | {"DATABASE_URL": settings.url_of_owner, "MARKETPLACE_VAR": str(settings.var)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path, worker_id: str) -> Iterator[Settings]:
    """Another installation: another folder, another database with nothing in it."""
    name = f"marketplace_elsewhere_{worker_id}"
    admin = create_engine(os.environ["TEST_SERVER"], isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(settings.url_of_owner).set(database=name)
    yield Settings(
        var=tmp_path / "elsewhere",
        database_url=url.render_as_string(hide_password=False),
        demonstration=True,
        secret_key="for tests",
    )
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@contextmanager
def working_in(place: Settings, home: Settings) -> Iterator[None]:
    """Everything wired to another installation for a while."""
    wire(place)
    try:
        yield
    finally:
        db.session.remove()
        db.session.get_bind().dispose()
        wire(home)


def test_a_backup_taken_before_the_opening_opens_the_same_bids_elsewhere(
    cast: Cast, make: Make, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    tender = make.tender(cast.council)
    bid = make.bid(tender, cast.bakery, answer=CANARY, prices=123_45)
    make.joint_bid(tender, {cast.cleaners: "60", cast.gardens: "40"}, prices=99_00)
    kept = files.store(b"a drawing")
    tender_id, bid_id, closes_at = tender.id, bid.id, tender.closes_at
    out = tmp_path / "kept.tar"
    status, said = command(settings, "backup", str(out))
    assert (status, said.get("files")) == (0, 2), said
    assert out.stat().st_mode & 0o077 == 0
    assert CANARY.encode() not in out.read_bytes()
    status, said = command(elsewhere, "restore", str(out))
    assert (status, said.get("files")) == (0, 2), said
    with working_in(elsewhere, settings):
        with pytest.raises(Refusal, match="from the deadline on"):
            open_bids(cast.buyer, tender_id)
        clock.set_to(closes_at, stopped=True)
        open_bids(cast.buyer, tender_id)
        texts = db.session.scalars(select(BidAnswer.text).where(BidAnswer.bid_id == bid_id))
        assert set(texts) == {CANARY}
        prices = {row.price.pence for row in db.session.scalars(select(BidPrice))}
        assert prices == {123_45, 99_00}
        assert files.read(kept) == b"a drawing"
        assert list(trail.breaks()) == []
    assert db.session.get_one(Tender, tender_id).opened_at is None


def test_a_database_that_holds_something_is_overwritten_only_when_told(
    cast: Cast, make: Make, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    out = tmp_path / "kept.tar"
    command(settings, "backup", str(out))
    assert command(elsewhere, "restore", str(out))[0] == 0
    status, said = command(elsewhere, "restore", str(out))
    assert status == 2
    assert "not empty" in said["faults"][0]
    assert command(elsewhere, "restore", str(out), "--replace")[0] == 0


def test_a_backup_from_before_an_erasure_does_not_bring_the_person_back(
    cast: Cast, make: Make, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    gone, noted = make.person("Gina Grey"), make.person("Noah Noted")
    for name in ("before", "after"):
        command(settings, "backup", str(tmp_path / f"{name}.tar"))
        if name == "before":
            erasure.erase_person(noted, noted.person_id, password=PASSWORD)
            jobs.run_due()  # on the list beside the database
            erasure.erase_person(gone, gone.person_id, password=PASSWORD)
    assert command(elsewhere, "restore", str(tmp_path / "after.tar"))[0] == 0
    before = ("restore", str(tmp_path / "before.tar"), "--replace")
    status, said = command(elsewhere, *before)
    assert (status, said.get("erased_again")) == (0, 2), said
    with working_in(elsewhere, settings):
        names = set(db.session.scalars(select(PersonDetails.name)))
        assert "Sam Stranger" in names
        assert not names & {"Gina Grey", "Noah Noted"}
        assert list(trail.breaks()) == []


def test_a_backup_never_overwrites_a_file(app: Flask, settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "kept.tar"
    out.write_text("something dear")
    status, said = command(settings, "backup", str(out))
    assert status == 2
    assert "exists already" in said["faults"][0]
    assert out.read_text() == "something dear"


def test_a_damaged_backup_is_named_and_changes_nothing(
    cast: Cast, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    out, bad = tmp_path / "kept.tar", tmp_path / "bad.tar"
    command(settings, "backup", str(out))
    with tarfile.open(out) as tar:
        tar.extractall(tmp_path / "parts", filter="data")
    dump = tmp_path / "parts" / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-1] + b"!")
    with tarfile.open(bad, "w") as tar:
        tar.add(tmp_path / "parts", "")
    status, said = command(elsewhere, "restore", str(bad))
    assert status == 2
    assert "database.dump is not what was backed up" in said["faults"][0]
    assert not (elsewhere.keys / "master.key").exists()


def test_what_is_no_backup_is_refused_in_a_sentence(elsewhere: Settings, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    status, said = command(elsewhere, "restore", str(tmp_path / "letter.txt"))
    assert status == 2
    assert "is not a backup that can be read" in said["faults"][0]
