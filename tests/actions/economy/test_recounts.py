"""What is wrong in a kept total is found, mended, and on record."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from marketplace.economy.actions.totals import fold_totals, recount_totals
from marketplace.engine import db
from marketplace.engine.access import SYSTEM
from marketplace.engine.act import NotAllowed
from marketplace.engine.audit import AuditRecord
from marketplace.payments.models.payment_days import PayerRecord
from marketplace.payments.models.payments import Allocation
from marketplace.verification import totals
from procurement.ground.compared import Compared
from procurement.ground.money import Money
from tests.cast import Cast
from tests.owner import Owner
from tests.total_rows import disagreeing


def test_what_is_wrong_is_found_mended_and_on_record(story: Cast, owner: Owner) -> None:
    fold_totals(uuid4())
    with owner.unguarded() as connection:
        for change in (
            "UPDATE money_totals SET pence = pence + 7 WHERE kind = 'theme'",
            "DELETE FROM money_totals WHERE kind = 'payer'",
            "INSERT INTO money_totals (place, kind, period, stage, name, pence, lines) "
            "VALUES ('sandwell', 'total', 'all', 'received', '', 5, 1)",
            "UPDATE payment_days SET invoices = invoices + 1",
            "UPDATE owed_totals SET pence = pence + 5",
            "UPDATE committed_lines SET pence = 1",
            "DELETE FROM payer_records",
            "UPDATE allocations SET not_known = 3",
        ):
            connection.execute(text(change))
    db.session.remove()
    assert len(disagreeing()) > 10
    db.session.remove()
    mended = recount_totals(SYSTEM, None)
    assert disagreeing() == []
    assert (mended["allocations"], mended["contracts"], mended["invoices"]) == (1, 1, 1)
    assert mended["sums"] > 10
    assert mended["owed"] == 2  # of the buyer and of the supplier
    said = select(AuditRecord.after).where(AuditRecord.verb == "totals.recount")
    assert db.session.scalars(said).all() == [mended]
    db.session.remove()
    assert set(recount_totals(SYSTEM, None).values()) == {0}
    assert db.session.scalar(select(func.count()).select_from(PayerRecord)) == 1
    assert db.session.scalars(select(Allocation.not_known)).all() == [Money(0)]


def test_only_the_system_recounts(story: Cast) -> None:
    with pytest.raises(NotAllowed):
        recount_totals(story.broker, None)


def test_each_total_is_compared_and_nothing_else_is_said_to_agree(story: Cast) -> None:
    def compared() -> list[Compared]:
        return [figure for check in (totals.money, totals.payment_days) for figure in check()]

    told = compared()
    assert len({figure.what for figure in told}) == len(told) > 20
    assert {figure.expected for figure in told} > {"0", "12000", "22000", "50000"}
    fold_totals(uuid4())
    assert [figure for figure in compared() if figure.expected != "0"] == [
        figure for figure in told if figure.expected != "0"
    ]
