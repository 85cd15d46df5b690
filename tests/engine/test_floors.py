"""What each floor of a chapter leaves to the others."""

import ast
from collections.abc import Iterator
from pathlib import Path

import marketplace
from marketplace.chapters import CHAPTERS

ROOT = Path(marketplace.__file__).parent


def test_models_execute_nothing() -> None:
    """Tables, conditions and Selects only: whoever asks the database is a query or an action."""
    models = [path for name in CHAPTERS for path in (ROOT / name / "models").glob("*.py")]
    assert len(models) > 15
    assert {str(path) for path in models if set(_sessions_in(path))} == set()


def _sessions_in(path: Path) -> Iterator[ast.AST]:
    """Where a module imports the database's session, or the module that holds it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        else:
            continue
        if names & {"marketplace.engine.db", "marketplace.engine.db.session"}:
            yield node
