"""The command that counts kept totals again: it mends what is wrong, and says so."""

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from marketplace.engine import db
from marketplace.settings import Settings
from procurement.tendering.tender import TenderState
from tests.actions.tendering.test_notices import FACTS, take
from tests.cast import Cast, Make
from tests.owner import Owner
from tests.paid_rows import paid, sent


def run(settings: Settings, *words: str) -> str:
    return subprocess.run(
        [str(Path(sys.executable).parent / "marketplace"), "recount", *words],
        env=os.environ
        | {"DATABASE_URL": settings.database_url or "", "MARKETPLACE_VAR": str(settings.var)},
        capture_output=True,
        check=True,
        text=True,
    ).stdout


def test_it_says_what_was_put_right(
    settings: Settings, cast: Cast, make: Make, owner: Owner
) -> None:
    paid(sent(make.contract(cast.council, cast.bakery, "120.00")))
    make.tender(cast.council)
    make.tender(cast.council, state=TenderState.DRAFT)
    take(FACTS)
    with owner.unguarded() as connection:
        connection.execute(text("DELETE FROM payer_records"))
        connection.execute(text("DELETE FROM searched_tenders"))
        connection.execute(text("DELETE FROM searched_organisations WHERE sorted_name LIKE 'h%'"))
        connection.execute(text("UPDATE searched_notices SET text = 'Salt'"))
    db.session.remove()
    said = run(settings)
    assert "Put right: 1 buyers’ records of invoices" in said
    assert "3 documents of the search" in said
    assert set(json.loads(run(settings, "--json")).values()) == {0}
    assert "All of it was right." in run(settings)
