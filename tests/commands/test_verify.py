"""The command that checks everything: an answer also where something does not agree."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text

from marketplace.engine import db
from marketplace.engine.audit import AuditLine, AuditRecord
from marketplace.settings import Settings
from tests.cast import Cast, Make
from tests.owner import Owner
from tests.paid_rows import paid, sent


def run(settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / "marketplace"), "verify", *words],
        env=os.environ
        | {"DATABASE_URL": settings.database_url or "", "MARKETPLACE_VAR": str(settings.var)},
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.mark.usefixtures("app")
def test_the_answer_is_one_json_object_and_the_exit_status_0_either_way(
    settings: Settings, cast: Cast, make: Make
) -> None:
    paid(sent(make.contract(cast.council, cast.bakery, "120.00")))
    db.session.remove()
    done = run(settings, "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["disagreements"]) == (0, [])
    assert answer["checked"] > 20
    assert "Everything agrees." in run(settings).stdout

    with db.transaction():
        db.session.execute(text("UPDATE ledger_entries SET amount = amount + 1"))
    done = run(settings, "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    worked_out, recorded = answer["disagreements"]
    assert worked_out["what"].endswith(": amount")
    assert (worked_out["expected"], worked_out["found"]) == ("£120.00", "£120.01")
    assert "of table ledger_entries: column amount, written by payment.record" in recorded["what"]
    assert (recorded["expected"], recorded["found"]) == ("12000", "12001")
    assert "2 do not agree" in run(settings).stdout


@pytest.mark.usefixtures("app")
def test_each_check_stands_in_the_record_unless_no_line_of_it_is_left(
    settings: Settings, cast: Cast, owner: Owner
) -> None:
    db.session.remove()
    run(settings)
    checks = select(AuditRecord.after).where(AuditRecord.verb == "record.verify")
    assert db.session.scalars(checks).all() == [{"opened_bids": 0}]
    db.session.remove()

    with owner.unguarded() as connection:
        lines = connection.execute(delete(AuditLine).returning(AuditLine)).mappings().all()
    done = run(settings)
    with owner.unguarded() as connection:
        connection.execute(insert(AuditLine), [dict(line) for line in lines])
    assert "Line 1 of the audit record has lost the row" in done.stdout
    assert done.returncode == 0
