"""The demonstration is whole on whatever day it is loaded."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace import demonstration
from marketplace.contracts.models.contracts import Contract
from marketplace.demonstration.story import Story
from marketplace.desk.models.readiness_answers import ReadinessAnswer
from marketplace.desk.queries.readiness import readiness_of
from marketplace.desk.queries.track_records import record_for
from marketplace.embedded import CannotStart
from marketplace.engine import db, trail
from marketplace.engine.access import SYSTEM
from marketplace.engine.outbox import OutboxEntry
from marketplace.gateways import mail
from marketplace.organisations.actions.places import ensure_places
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.products import Product
from marketplace.packages.models.pipeline import ComingPackage
from marketplace.packages.queries.tips import fitting_coming
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.queries.forwardings import forwarded_under
from marketplace.tendering.models.tenders import Tender
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.organisations.readiness import Requirement
from procurement.organisations.track_record import Figure, Tally


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 21, 3, 0, tzinfo=UTC),
        datetime(2026, 12, 29, 18, 0, tzinfo=UTC),
        datetime(2027, 1, 3, 12, 0, tzinfo=UTC),
        datetime(2027, 4, 6, 7, 0, tzinfo=UTC),
    ],
    ids=str,
)
def test_the_story_ends_now_whatever_the_season(app: Flask, now: datetime) -> None:
    ensure_places()
    demonstration.play(now)
    states = sorted(db.session.scalars(select(Tender.state)))
    assert states == ["awarded", "awarded", "draft", "opened", "published"]
    noted = select(Organisation.name).join(Tender, Tender.buyer_id == Organisation.id)
    assert (
        "Canal Quarter Developments Ltd"
        not in db.session.scalars(noted.where(Tender.central_notice != "")).all()
    )
    invoices = db.session.execute(select(Invoice.state, Invoice.due_on)).all()
    assert sorted(state for state, _ in invoices) == ["approved", *["paid"] * 7]
    [overdue] = [due for state, due in invoices if state == "approved"]
    assert overdue < now.date()
    received = db.session.scalars(
        select(LedgerEntry.amount).where(LedgerEntry.allocation_id.is_not(None))
    )
    assert Money.total(received) == Money(3_120_000) + Money(1_183_400) + Money(900_000)
    assert list(trail.breaks()) == []
    assert_told_beside_the_money(now)
    coming = db.session.scalars(select(ComingPackage).where(ComingPackage.cpv != "")).one()
    fitting = [row.fitting.name for row in fitting_coming(SYSTEM, london_day(now), coming)]
    assert [row.name for row in db.session.scalars(select(Product))] == ["Deliveries by cargo bike"]
    assert fitting == ["Smethwick Green Gardens Society"]
    failed = select(func.count()).where(OutboxEntry.last_error.is_not(None))
    assert db.session.scalar(failed.select_from(OutboxEntry)) == 0


def assert_told_beside_the_money(now: datetime) -> None:
    """A track record that judges, with an answer; what an enterprise lacks; a group and its host."""
    today = london_day(now)
    names = {row.name: row for row in db.session.scalars(select(Organisation))}
    developer = names["Canal Quarter Developments Ltd"]
    record = record_for(SYSTEM, developer.id, today, is_own=True)
    judged = {told.figure: told.tally for told in record.buying}
    assert judged[Figure.PAID_ON_TIME] == Tally(3, 3)
    assert record.is_unread
    assert record.kept is not None
    assert "We pay on the sixth day" in record.kept.answer
    kitchen, club = names["Spring Hill Kitchen"], names["Ladywood Lunch Club"]
    asked = {Requirement.HEALTH_AND_SAFETY, Requirement.VAT, Requirement.TERMS}
    assert asked <= settled(kitchen, today)
    assert not asked & settled(names["Smethwick Green Gardens Society"], today)
    assert db.session.query(ReadinessAnswer).count() == 3
    contract = db.session.scalars(select(Contract).where(Contract.for_group_id == club.id)).one()
    assert contract.supplier_id == kitchen.id
    sums = forwarded_under(contract.id)
    assert sums.confirmed == sums.received == Money(900_000)
    assert sums.said == Money(0)


def settled(organisation: Organisation, today: date) -> set[Requirement]:
    """What the enterprise does not lack."""
    items = readiness_of(SYSTEM, organisation, today).items
    return {item.checked.requirement for item in items if item.checked.is_settled}


def test_loaded_twice_it_is_there_once_and_sends_no_e_mail(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "_url", "smtp://127.0.0.1:1")
    ensure_places()
    assert demonstration.load_once() is True
    assert demonstration.load_once() is False
    failed = select(func.count()).where(OutboxEntry.last_error.is_not(None))
    assert db.session.scalar(failed.select_from(OutboxEntry)) == 0
    assert mail.is_connected()


def test_broken_off_while_it_is_loaded_it_is_not_gone_on_with(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_off(*_: object) -> None:
        raise KeyboardInterrupt

    ensure_places()
    monkeypatch.setattr(Story, "play", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        demonstration.load_once()
    with pytest.raises(CannotStart, match="broken off"):
        demonstration.load_once()
