"""Who looks after the installation is said in its shell."""

import json
import os
import subprocess
import sys
from pathlib import Path

from flask import Flask

from marketplace.engine import db
from marketplace.settings import Settings
from tests.cast import Make, client_of


def test_an_operator_is_appointed_from_the_shell(
    app: Flask, make: Make, settings: Settings
) -> None:
    browser = client_of(app, make.person("Ada"))
    assert browser.get("/operator").status_code == 403
    db.session.rollback()
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "marketplace"),
            "operator", "ADA@example.org", "--json",
        ],
        env=os.environ | {
            "DATABASE_URL": settings.database_url, "MARKETPLACE_VAR": str(settings.var),
        },
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == {"email": "ADA@example.org", "operator": True}
    assert browser.get("/operator").status_code == 200
