"""A bid opens at the deadline that was published, whatever somebody wrote into the database."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.queries.bids import receipts_opened
from marketplace.engine import clock, db, jobs
from marketplace.gateways import files, public_log
from marketplace.tendering.actions.tender_changes import extend_tender
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.publications import logged
from marketplace.verification import verified
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make
from tests.owner import Owner
from tests.tender_rows import published_now


@pytest.fixture
def tender(cast: Cast, make: Make) -> Tender:
    tender = make.tender(cast.council)
    make.bid(tender, cast.bakery)
    return tender


def at(moment: datetime) -> None:
    db.session.expire_all()
    clock.set_to(moment, stopped=True)


def test_an_extension_counts_for_bids_that_were_sealed_before_it(
    cast: Cast, tender: Tender
) -> None:
    first = tender.closes_at
    assert first is not None
    later = first + timedelta(days=7)
    extend_tender(
        cast.buyer, tender.id, closes_at=later, why="A late answer.", published=published_now()
    )
    assert [said.closes_at for said in logged(tender.id)] == [first, later]
    at(later)
    open_bids(cast.buyer, tender.id)
    assert len(receipts_opened(tender.id)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        ["UPDATE tenders SET closes_at = now() - interval '90 days'"],
        [
            "UPDATE tenders SET closes_at = now() - interval '90 days'",
            "UPDATE tender_versions SET content = jsonb_set(content, '{closes_at}', "
            "'\"2026-11-23T09:00:00+00:00\"')",
        ],
    ],
    ids=["of the tender", "and of what was published"],
)
def test_a_deadline_moved_in_the_database_opens_nothing(
    cast: Cast, tender: Tender, owner: Owner, changes: list[str]
) -> None:
    with owner.unguarded() as connection:
        for change in changes:
            connection.execute(text(change))
    at(clock.now())
    with pytest.raises(Refusal, match=r"stay sealed until|not what was published"):
        open_bids(cast.buyer, tender.id)
    assert receipts_opened(tender.id) == {}
    assert db.session.get_one(Tender, tender.id).state is TenderState.PUBLISHED


def test_an_extension_taken_out_of_the_database_still_counts(
    cast: Cast, tender: Tender, owner: Owner
) -> None:
    first, title = tender.closes_at, tender.title
    assert first is not None
    extend_tender(
        cast.buyer,
        tender.id,
        closes_at=first + timedelta(days=7),
        why="A late answer.",
        published=published_now(),
    )
    with owner.unguarded() as connection:
        connection.execute(text("DELETE FROM tender_versions WHERE number = 2"))
        connection.execute(
            text("UPDATE tenders SET version = 1, closes_at = :first"), {"first": first}
        )
    at(first)
    with pytest.raises(Refusal, match="not what was published"):
        open_bids(cast.buyer, tender.id)
    named = [compared.what for compared in verified(lambda *_: None).disagreements]
    assert f"Log of what was published of “{title}”" in named


def test_the_log_cannot_be_written_without_the_key(cast: Cast, tender: Tender) -> None:
    path = files.folder() / "published" / f"{tender.id}.jsonl"
    kept = path.read_bytes()
    path.write_bytes(kept.replace(b'"closes_at":"2', b'"closes_at":"1'))
    with pytest.raises(Refusal, match="was altered"):
        logged(tender.id)
    path.write_bytes(kept + kept)
    with pytest.raises(Refusal, match="was altered"):
        logged(tender.id)


def test_what_was_published_before_there_was_a_log_is_put_into_it_once(tender: Tender) -> None:
    path = files.folder() / "published" / f"{tender.id}.jsonl"
    before = path.read_bytes()
    path.unlink()
    for _ in range(2):
        jobs._jobs["log_publications"](tender.id, tender_id=str(tender.id))
    assert path.read_bytes() == before
    assert public_log.raw(str(tender.id)) == before
