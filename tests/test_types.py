"""Does mypy hold those who call an action to its arguments?"""

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from marketplace.engine.access import Actor
from marketplace.engine.action import action
from marketplace.tendering.actions.tender_changes import extend_tender

CALLS = {
    'extend_tender(actor, key, closes_at=until, why="To ask.")': "",
    'extend_tender(actor, key, closes_on=until, why="To ask.")': 'Unexpected keyword argument "clo',
    "extend_tender(actor, key, closes_at=until)": 'Missing named argument "why"',
    'extend_tender(actor, key, closes_at="Monday", why="To ask.")': 'incompatible type "str"',
    'extend_tender(actor, key, closes_at=until, why="", revision=1)': 'keyword argument "revision"',
    "extend_tender(actor, closes_at=until)": "Too few arguments",
}
"""Calls of an action, and what is wrong with each."""

HEAD = f"""
from datetime import datetime
from uuid import UUID
from {Actor.__module__} import Actor
from {extend_tender.__module__} import extend_tender
def call(actor: Actor, key: UUID, until: datetime) -> None:
"""


def test_an_action_is_refused_a_misspelt_a_missing_and_a_wrong_argument(tmp_path: Path) -> None:
    (tmp_path / "calls.py").write_text(HEAD + "".join(f"    {call}\n" for call in CALLS))
    faults = _faults_of("calls", tmp_path)
    for number, (call, fault) in enumerate(CALLS.items(), HEAD.count("\n") + 1):
        assert fault in faults[number], call
        assert bool(fault) == bool(faults[number]), call


def _faults_of(module: str, folder: Path) -> dict[int, str]:
    """What mypy says of each line. Only what types an action is read beside it, to be quick."""
    modules = (module, action.__module__, extend_tender.__module__)
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--follow-imports=skip", f"--cache-dir={os.devnull}"]
        + [word for one in modules for word in ("-m", one)],
        cwd=Path(__file__).parents[1],
        env=os.environ | {"MYPYPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    faults: dict[int, str] = defaultdict(str)
    for line in run.stdout.splitlines():
        _, is_of_it, rest = line.partition(f"{module}.py:")
        if is_of_it and ": error: " in rest:
            number, sentence = rest.split(": error: ", 1)
            faults[int(number)] += sentence
    return faults
