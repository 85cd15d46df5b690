"""Kept totals come to what their lines come to: after any acts, and after a crash."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update

from invoicing.payments.payer_performance import InvoiceRecord, tally_of
from marketplace.economy.models.fundings import Funding
from marketplace.economy.models.totals import CommittedLine
from marketplace.economy.queries.board import Period, board_of
from marketplace.economy.queries.recounts import contracts_apart, invoices_apart
from marketplace.engine import clock, db
from marketplace.organisations.actions.places import ensure_places
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.organisations.models.places import Place, PlaceWard
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payment_days import PayerRecord
from marketplace.payments.models.payments import Payment
from marketplace.payments.queries.payers import every_payer
from marketplace.verification import totals
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.organisations.organisation import Kind
from procurement.organisations.place import PLACES
from tests.acts_drawn import Acts
from tests.cast import Cast, Make
from tests.owner import Owner
from tests.paid_rows import paid
from tests.total_rows import disagreeing, received


def shown_as_counted() -> None:
    """The board of each place and period shows what its rows come to by the rules."""
    expected = totals._records_expected()
    invoices = {row.id: row for row in db.session.scalars(select(Invoice))}
    suppliers = {row.id: row for row in db.session.scalars(select(Organisation))}
    for place in PLACES.values():
        for period in (Period(), Period(2026), Period(2026, 4), Period(2027, 1)):
            last = min(period.last, clock.today())
            records: dict[UUID, list[InvoiceRecord]] = {}
            for key, record in expected.items():
                row, came = invoices[key], london_day(invoices[key].received_at)
                if place.slug in record["places"] and period.first <= came <= period.last:
                    small = (suppliers[row.supplier_id].employees or 0) < 50
                    owed = _owed(row, last)
                    records.setdefault(row.buyer_id, []).append(
                        InvoiceRecord(came, row.due_on, row.paid_on, row.gross, small, unpaid=owed)
                    )
            shown = {p.buyer_id: p.performance for p in every_payer(place.slug, period.slug, last)}
            assert shown == {buyer: tally_of(known, last) for buyer, known in records.items()}
            board = board_of(place, period, clock.today())
            lines = [
                line.amount.pence
                for line in db.session.scalars(select(LedgerEntry))
                if place.slug in line.places and period.first <= line.received_on <= period.last
            ]
            assert board.received_pence == sum(lines)
            for kind in ("theme", "payer", "source"):
                assert sum(pence for _, pence in board.received_by(kind)) == sum(lines)


def _owed(invoice: Invoice, last: date) -> Money:
    settled = totals._settled()[invoice.id]
    return invoice.gross - Money(sum(pence for day, pence in settled if day <= last))


@hypothesis_settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 59)), min_size=12, max_size=25, unique=True
    )
)
def test_kept_is_recounted_after_any_sequence_of_acts(
    cast: Cast, make: Make, drawn: list[tuple[int, int]]
) -> None:
    acts = Acts(cast, make)
    acts.count = db.session.scalar(select(func.count()).select_from(Payment)) or 0
    for way, number in [(0, 0), (0, 1), *drawn]:
        acts.do(way, number)
        assert disagreeing() == []
    shown_as_counted()


def test_a_crash_between_a_line_and_its_total_leaves_neither(
    story: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, lines = received(), db.session.scalar(select(func.count()).select_from(LedgerEntry))
    (invoice,) = db.session.scalars(select(Invoice)).all()
    db.session.remove()

    def falls(*_: object) -> None:
        assert received() == before + 12000  # the line is written, and its total with it
        raise RuntimeError("The power went.")

    monkeypatch.setattr("marketplace.payments.actions.allocations.follow_sums", falls)
    with pytest.raises(RuntimeError):
        paid([invoice], parts=["120.00"], reference="BACS 2")
    db.session.remove()
    assert (received(), disagreeing()) == (before, [])
    assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == lines


def test_a_total_that_cannot_be_written_leaves_no_line(story: Cast, owner: Owner) -> None:
    before = received()
    (invoice,) = db.session.scalars(select(Invoice)).all()
    db.session.remove()
    with owner.engine.begin() as connection:
        connection.execute(
            text("ALTER TABLE money_tail ADD CONSTRAINT no_more CHECK (pence < 10000) NOT VALID")
        )
    try:
        with pytest.raises(Exception, match="no_more"):
            paid([invoice], parts=["120.00"], reference="BACS 2")
    finally:
        db.session.remove()
        with owner.engine.begin() as connection:
            connection.execute(text("ALTER TABLE money_tail DROP CONSTRAINT no_more"))
    assert (received(), disagreeing()) == (before, [])
    assert db.session.scalar(select(func.count()).select_from(Payment)) == 1


def test_a_funder_who_is_named_otherwise_keeps_one_line(story: Cast) -> None:
    place = PLACES["greater-icknield"]
    with db.transaction():
        db.session.execute(update(Funding).values(funder_name="Another name"))
    payers = dict(board_of(place, Period(), clock.today()).received_by("payer"))
    assert payers == {"Another name": 10000, "Midborough Council": 12000}
    assert disagreeing() == []


def test_an_enterprise_that_is_known_nowhere_counts_nowhere(cast: Cast, make: Make) -> None:
    far = make.verified(make.organisation(Kind.CIC, "Far CIC", "LS1 4AP"), cast.broker)
    make.contract(cast.council, far, "500.00")
    board = board_of(PLACES["greater-icknield"], Period(), clock.today())
    assert (board.committed_pence, board.not_known_committed_pence) == (0, 50000)


def test_kept_lines_follow_the_wards_of_a_place(story: Cast) -> None:
    counted = select(CommittedLine.place).order_by(CommittedLine.place)
    before = db.session.scalars(counted).all()
    place_id = db.session.scalars(select(Place.id).where(Place.slug == "greater-icknield")).one()
    ward = select(TradingAddress.ward_code).where(TradingAddress.organisation_id == story.bakery.id)
    with db.transaction():
        db.session.execute(
            delete(PlaceWard).where(PlaceWard.place_id == place_id, PlaceWard.ward_code.in_(ward))
        )
    without = [slug for slug in before if slug != "greater-icknield"]
    assert len(without) < len(before)
    assert db.session.scalars(counted).all() == without
    assert db.session.scalars(select(PayerRecord.places)).all() == [without]
    assert (contracts_apart(), invoices_apart()) == ([], [])
    db.session.remove()
    ensure_places()
    assert db.session.scalars(counted).all() == before
    assert disagreeing() == []
