"""Does the code keep to its own design? What import contracts cannot say is held here."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from benchmarks.structure import Module, Structure, function_lengths

ROOT = Path(__file__).parents[2]
HOUSE = Structure(ROOT)

WAITING = {
    "procurement.assessment.price_laboratory": "tendering",
    "invoicing.payments.cash_flow": "money",
    "invoicing.payments.payment_practices": "money",
    "invoicing.economy.multiplier": "economy",
}
"""Rules that no page or command reaches yet, and the part of the product that will. Add none."""


def test_no_file_is_longer_than_400_lines() -> None:
    assert {name: m.length for name, m in HOUSE.modules.items() if m.length > 400} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    lengths = [pair for module in HOUSE.modules.values() for pair in function_lengths(module)]
    assert {place: length for place, length in lengths if length > 60} == {}


def test_no_file_must_know_more_than_16_others() -> None:
    assert {name: known for name, known in HOUSE.fan_out.items() if known > 16} == {}


def test_no_module_imports_itself_by_a_way_round() -> None:
    assert HOUSE.circle == []


def test_every_rule_is_reached_or_waits_for_its_page() -> None:
    reached: set[str] = set()
    ahead = [name for name in HOUSE.modules if name.startswith("marketplace")]
    while ahead:
        name = ahead.pop()
        reached.add(name)
        ahead += HOUSE.imported_by(HOUSE.modules[name]) - reached
    rules = {name for name, module in HOUSE.modules.items() if _is_rule(name, module)}
    assert rules - reached == set(WAITING)


def test_every_page_module_has_its_test_module() -> None:
    without = [
        name
        for name, module in HOUSE.modules.items()
        if module.is_page and _has_routes(module) and not _test_of(name).exists()
    ]
    assert without == []


def test_every_table_of_transitions_is_used_by_an_action() -> None:
    tables = {
        name
        for module in HOUSE.modules.values()
        for name in _tables_in(module)
        if module.name not in WAITING
    }
    used = {
        node.value.id
        for module in HOUSE.modules.values()
        if "actions" in module.name.split(".")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    assert tables - used == set()


@pytest.mark.parametrize("chapter", ["models", "queries"])
def test_below_actions_nothing_is_added_or_committed(chapter: str) -> None:
    writing = [
        f"{module.name}:{node.lineno}"
        for module in HOUSE.modules.values()
        if chapter in module.name.split(".")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"add_all", "commit", "flush"}
    ]
    assert writing == []


def _is_rule(name: str, module: Module) -> bool:
    return not name.startswith("marketplace") and module.path.name != "__init__.py"


def _has_routes(module: Module) -> bool:
    return any(
        isinstance(node, ast.Assign) and ast.unparse(node).startswith("pages = Blueprint(")
        for node in module.tree.body
    )


def _test_of(page: str) -> Path:
    _, chapter, _, noun = page.split(".")
    return ROOT / "tests" / "pages" / chapter / f"test_{noun}.py"


def _tables_in(module: Module) -> list[str]:
    return [
        ast.unparse(node.target)
        for node in module.tree.body
        if isinstance(node, ast.AnnAssign)
        and ast.unparse(node.annotation).startswith("Transitions[")
    ]


PAST_THE_RECORD = {
    "marketplace/economy/actions/totals.py": "folds and mends totals, which follow recorded rows",
    "marketplace/economy/queries/recounts.py": "reads what totals come to",
    "marketplace/economy/queries/totals.py": "reads totals",
    "marketplace/engine/db.py": "sets up each connection",
    "marketplace/engine/search.py": "says how a search is to be planned",
    "marketplace/migrate.py": "migrates, and gives the pages' role its rights",
    "marketplace/readiness.py": "asks whether the database answers, and which migration it has",
    "marketplace/tendering/actions/notices.py": "copies to where releases wait; kept by the session",
}
"""Where a connection is used below the session, and why; what it writes, no record would hold."""


def test_nothing_is_written_past_the_capture_of_rows() -> None:
    """The session notes each row that it changes; a bare connection or bare SQL notes none."""
    below = {}
    for path in sorted((ROOT / "marketplace").rglob("*.py")):
        name, tree = str(path.relative_to(ROOT)), ast.parse(path.read_text())
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        if lines := [call.lineno for call in calls if _goes_below(call)]:
            below[name] = lines
    assert set(below) == set(PAST_THE_RECORD), below


def _goes_below(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        if call.func.attr in {"exec_driver_sql", "raw_connection", "cursor"}:
            return True
        if call.func.attr == "connection" and "session" in ast.unparse(call.func.value):
            return True
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name != "text" or not call.args:
        return False
    if not isinstance(call.args[0], ast.Constant | ast.JoinedStr):
        return True  # a statement put together elsewhere may say anything
    said = ast.unparse(call.args[0]).lstrip("frb")
    return (
        re.match(r"""['"\s]*(update|insert|delete|truncate|merge|with|copy)\b""", said, re.I)
        is not None
    )


@pytest.mark.parametrize(
    ("line", "is_below"),
    [
        ("db.session.connection().execute(x)", True),
        ("session.execute(text(f'UPDATE {table} SET a = 1'))", True),
        ("sqlalchemy.text(' delete from bids')", True),
        ("session.execute(text(statement))", True),
        ("session.execute(text('SELECT 1'))", False),
        ("session.execute(update(Bid))", False),
    ],
)
def test_it_is_told_apart(line: str, is_below: bool) -> None:
    calls = [node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call)]
    assert any(map(_goes_below, calls)) == is_below
