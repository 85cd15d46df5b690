"""What was kept long enough is erased at night, and said; everything else stays and agrees."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from marketplace.bidding.models.bids import Bid, BidAnswer
from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.performance import (
    Indicator,
    IndicatorRating,
    PerformanceAssessment,
)
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import NOBODY, SYSTEM
from marketplace.engine.audit import AuditRecord
from marketplace.engine.messages import Message
from marketplace.engine.outbox import OutboxEntry
from marketplace.engine.planned import ensure_planned
from marketplace.engine.retention import ERASED, KEPT_UNTIL, PERIODS
from marketplace.organisations.actions import kept, people
from marketplace.organisations.actions.registrations import LINK_LASTS, begin_registration
from marketplace.organisations.models.addresses import AddressProof
from marketplace.organisations.models.people import SignIn
from marketplace.payments.actions import invoices
from marketplace.verification import verified
from tests.actions.payments.test_invoices import invoiced
from tests.cast import PASSWORD, Cast, Make
from tests.conftest import NOW
from tests.development_rows import made_contact, made_conversation
from tests.paper_rows import change_of_words
from tests.performance_rows import performance_ids


def erased() -> dict[str, int]:
    """What the last night says it erased."""
    kept.erase_kept(SYSTEM, None)
    return db.session.scalars(
        select(AuditRecord.after["erased"])
        .where(AuditRecord.verb == "kept.erase")
        .order_by(AuditRecord.number.desc())
        .limit(1)
    ).one()


@pytest.mark.parametrize(("days", "is_left"), [(89, True), (91, False)])
def test_a_sign_in_stays_until_its_last_day(make: Make, days: int, is_left: bool) -> None:
    make.person("Ada")
    people.sign_in_person(NOBODY, None, email="ada@example.org", password=PASSWORD, device="")
    with db.transaction():
        db.session.execute(update(SignIn).values(expires_at=clock.real() - timedelta(days=days)))
    assert ("Sign-ins that have ended" in erased()) is not is_left
    assert bool(db.session.scalar(select(func.count()).select_from(SignIn))) is is_left


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("days", "is_left"), [(29, True), (31, False)])
def test_a_link_to_an_address_goes_thirty_days_after_it_has_ended(days: int, is_left: bool) -> None:
    begin_registration(NOBODY, None, email="ada@example.org")
    clock.set_to(NOW + LINK_LASTS + timedelta(days=days), stopped=True)
    assert ("Links that prove an address" in erased()) is not is_left
    assert bool(db.session.scalar(select(func.count()).select_from(AddressProof))) is is_left


def test_old_e_mails_are_emptied_and_done_jobs_deleted_once(make: Make, cast: Cast) -> None:
    make.person("Ada")
    jobs.run_due()
    with db.transaction():
        db.session.add(
            Message(address="a@example.org", template="t", subject="s", body="b", written_at=NOW)
        )
    clock.set_to(NOW + timedelta(days=7 * 365), stopped=True)
    first = erased()
    assert first["E-mails"] >= 1
    assert set(db.session.scalars(select(Message.body))) == {""}
    assert "E-mails" not in erased()


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("days", "are_left"), [(89, True), (91, False)])
def test_a_job_goes_ninety_days_after_it_was_done_and_one_that_is_not_done_stays(
    days: int, are_left: bool
) -> None:
    done, undone = [
        [
            OutboxEntry(job="note_erasure", values={}, once=once, created_at=NOW, due_at=NOW)
            for once in (None, once_of)
        ]
        for once_of in ("check:1:0", "check:2:0")
    ]
    for entry in done:
        entry.done_at = NOW
    with db.transaction():
        db.session.add_all(done + undone)
        db.session.flush()
        ids = [{entry.id for entry in entries} for entries in (done, undone)]
    clock.set_to(NOW + timedelta(days=days), stopped=True)
    assert erased().get("Jobs that are done", 0) == (0 if are_left else 2)
    left = set(db.session.scalars(select(OutboxEntry.id)))
    assert ids[0] <= left if are_left else not ids[0] & left
    assert ids[1] <= left


def test_what_was_said_goes_two_years_after_the_last_note(cast: Cast) -> None:
    still = made_contact(cast.council)
    closed = made_conversation(still, cast.baker, cast.bakery, closed_on=NOW.date())
    open_ = made_conversation(still, cast.baker, cast.bakery)
    later = NOW.date() + timedelta(days=700)
    noted = made_conversation(still, cast.baker, cast.bakery, moved_on=later)
    clock.set_to(NOW + timedelta(days=732), stopped=True)
    assert erased()["Conversations, closed or not"] == 2
    for row in (still, closed, open_, noted):
        db.session.refresh(row)
    assert (closed.said, open_.said, noted.said) == ("", "", "When is it paid?")
    assert still.name == "Pat Pay"
    assert "Conversations, closed or not" not in erased()


def test_an_invoice_whose_jobs_are_long_deleted_is_neither_made_nor_reminded_of_again(
    cast: Cast, make: Make
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    clock.set_to(NOW + timedelta(days=60), stopped=True)
    jobs.run_due()
    clock.set_to(NOW + timedelta(days=151), stopped=True)
    assert erased()["Jobs that are done"] >= 4
    invoices.approve_invoice(cast.finance, invoice.id)
    asked = select(OutboxEntry.job).where(
        OutboxEntry.once.contains(str(invoice.id)), OutboxEntry.done_at.is_(None)
    )
    assert db.session.scalars(asked).all() == []


def test_each_night_plans_the_next_and_a_start_begins_where_none_is_planned(make: Make) -> None:
    for _ in range(2):
        ensure_planned("erase_kept")
    planned = select(OutboxEntry.due_at).where(
        OutboxEntry.job == "erase_kept", OutboxEntry.done_at.is_(None)
    )
    assert db.session.scalars(planned).all() == [NOW + timedelta(minutes=1)]
    clock.set_to(NOW + timedelta(hours=1), stopped=True)
    jobs.run_due()
    (following,) = db.session.scalars(planned)
    assert following.isoformat() == "2026-11-24T03:00:00+00:00"


def test_every_column_that_is_emptied_or_deleted_by_is_there() -> None:
    tables = db.Base.metadata.tables
    for period in PERIODS:
        names = {*period.since, *period.columns}
        assert names <= set(tables[period.table].columns.keys()), period
        assert period.columns or tables[period.table].info.get("removed"), period
    for kind in KEPT_UNTIL:
        for (name, leads), columns in kind.words.items():
            assert {leads, *columns} <= set(tables[name].columns.keys()), (kind, name)
            assert not tables[name].info.get("kept"), name
    with_a_last_day = {table.name for table in tables.values() if "keep_until" in table.columns}
    assert with_a_last_day == {kind.table for kind in KEPT_UNTIL}


def test_after_their_last_day_the_words_of_a_procurement_go_and_all_else_agrees(
    whole_story: None,
) -> None:
    last = max(
        db.session.scalars(select(Contract.keep_until).where(Contract.keep_until.is_not(None)))
    )
    assert verified(lambda *_: None).disagreements == []
    clock.set_to(NOW.replace(year=last.year + 1), stopped=True)
    said = erased()
    for kind in KEPT_UNTIL:
        assert kind.table == "packages" or said[kind.what] > 0  # the story has none
    bids = db.session.scalars(select(Bid.id).where(Bid.emptied_on.is_not(None)))
    answers = db.session.scalars(select(BidAnswer.text).where(BidAnswer.bid_id.in_(bids.all())))
    assert set(answers) == {ERASED}
    assert verified(lambda *_: None).disagreements == []
    again = erased()
    assert not {kind.what for kind in KEPT_UNTIL} & set(again)


def test_what_a_contract_was_judged_by_and_how_it_was_changed_go_with_its_words(
    cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00", regime="public")
    performance_ids(make, cast, contract.id)
    work = {"milestone_id": None, "title": "Ann’s meals", "due_on": "2027-01-01", "pence": 1}
    change_id = change_of_words(cast, contract.id, work=[work | {"is_dropped": False}])
    with db.transaction():
        db.session.execute(
            update(Contract)
            .where(Contract.id == contract.id)
            .values(keep_until=clock.today() - timedelta(days=1))
        )
    erased()
    db.session.remove()
    change = db.session.get_one(Change, change_id)
    assert (change.words, change.planned) == (ERASED, ())
    of_it = {"contract_id": contract.id}
    for model, names in (
        (Indicator, ("title", "target", "measured")),
        (ContractBreach, ("event", "obligation", "basis", "answer")),
        (PerformanceAssessment, ("comment",)),
    ):
        row = db.session.scalars(select(model).filter_by(**of_it)).one()
        assert {getattr(row, name) for name in names} == {ERASED}
    assert db.session.scalars(select(IndicatorRating.reason)).all() == [ERASED]
