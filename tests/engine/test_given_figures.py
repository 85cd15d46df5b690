"""Is what an operator has added heeded everywhere: figures of law, and bank holidays?

A rule that needs them takes ``figures`` or ``holidays``; left out, it takes what is
shipped. That is right for the ``calc`` commands and for tests, and nowhere else.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from marketplace.settings import ROOT

_GIVEN = {"figures", "holidays"}

Takers = dict[tuple[str, str], set[str]]


def _modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text())


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _takers() -> Takers:
    """Module and name of each rule that can be given them, and of each value that holds them."""
    takers = {}
    for path, module in _modules("procurement", "invoicing"):
        for node in module.body:
            names = set()
            if isinstance(node, ast.FunctionDef):
                names = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
            elif isinstance(node, ast.ClassDef):
                names = {
                    line.target.id
                    for line in node.body
                    if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
                }
            if names & _GIVEN:
                takers[_name(path), node.name] = names & _GIVEN
    return takers


def _known_as(path: Path, module: ast.Module, takers: Takers) -> dict[str, set[str]]:
    """The takers that a module can call, as it calls them."""
    own = _name(path)
    known = {name: wanted for (within, name), wanted in takers.items() if within == own}
    for node in ast.walk(module):
        for alias in node.names if isinstance(node, ast.ImportFrom) else []:
            called = alias.asname or alias.name
            for (within, name), wanted in takers.items():
                if (within, name) == (node.module, alias.name):
                    known[called] = wanted
                elif within == f"{node.module}.{alias.name}":
                    known[f"{called}.{name}"] = wanted
    return known


def _left_out(path: Path, module: ast.Module, takers: Takers) -> list[str]:
    known = _known_as(path, module, takers)
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        for wanted in known.get(ast.unparse(node.func), ())
        if not any(wanted in ast.unparse(given) for given in [*node.args, *node.keywords])
    ]


def test_whoever_asks_a_rule_hands_on_what_an_operator_has_added() -> None:
    takers = _takers()
    assert ("invoicing.payments.payment_terms", "due") in takers
    asked = [
        (path, module)
        for path, module in _modules("marketplace", "invoicing", "procurement")
        if not path.name.startswith("calc_")
    ]
    assert [fault for path, module in asked for fault in _left_out(path, module, takers)] == []
