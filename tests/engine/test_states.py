"""Every state that is kept has its table of transitions, and is written only through it."""

import ast
import sys
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import invoicing
import marketplace
import procurement
from marketplace import chapters
from marketplace.engine.db import Base
from procurement.ground.transitions import Transitions

chapters.load()
CODE = Path(marketplace.__file__).parent
STATES = {"state", "scan"}
"""The columns that hold a state."""


def named_things() -> Iterator[tuple[str, object]]:
    """What is defined in the rules, and in as much of the application as its tables need."""
    for package in (procurement, invoicing):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            yield from vars(import_module(found.name)).items()
    for name, module in list(sys.modules.items()):
        if name.startswith("marketplace."):
            yield from vars(module).items()


TABLES = {name: thing for name, thing in named_things() if isinstance(thing, Transitions)}


def states_of(table: Transitions) -> type[StrEnum]:
    _, target = next(iter(table.rows.values()))
    return type(target)


def kept() -> set[type[StrEnum]]:
    """The enums of the columns that hold a state."""
    return {
        column.type.enum_class
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name in STATES
    }


def test_every_state_that_is_kept_has_one_table_and_every_table_its_column() -> None:
    judged = [states_of(table) for table in TABLES.values()]
    assert sorted(judged, key=str) == sorted(kept(), key=str)


def test_every_enum_called_a_state_is_kept_but_the_one_that_is_worked_out() -> None:
    called = {
        thing
        for name, thing in named_things()
        if name.endswith("State") and isinstance(thing, type) and issubclass(thing, StrEnum)
    }
    assert {one.__name__ for one in called - kept()} == {"PledgeState"}


def test_every_state_but_the_first_is_where_some_verb_leads() -> None:
    for name, table in TABLES.items():
        _, *later = states_of(table)
        assert set(later) <= {target for _, target in table.rows.values()}, name


def test_every_table_is_asked_before_a_state_is_written() -> None:
    text = "".join(path.read_text() for path in CODE.rglob("*.py"))
    assert [name for name in TABLES if f"{name}.after(" not in text] == []


def test_no_state_is_written_past_its_table() -> None:
    enums = {one.__name__ for one in kept()}
    past = [
        f"{path.relative_to(CODE)}:{node.lineno}"
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign)
        and any(writes_a_state(target) for target in node.targets)
        and any(is_member(value, enums) for value in values_of(node.value))
    ]
    assert past == []


def writes_a_state(target: ast.expr) -> bool:
    return any(
        isinstance(inner, ast.Attribute) and inner.attr in STATES for inner in ast.walk(target)
    )


def values_of(value: ast.expr) -> Iterator[ast.expr]:
    """The values that may be assigned: each of a tuple, either of a choice."""
    match value:
        case ast.Tuple(elts=parts):
            for part in parts:
                yield from values_of(part)
        case ast.IfExp(body=one, orelse=other):
            yield from values_of(one)
            yield from values_of(other)
        case _:
            yield value


def is_member(value: ast.expr, enums: set[str]) -> bool:
    """Whether this is a state itself: ``AwardState.SIGNED``."""
    return (
        isinstance(value, ast.Attribute)
        and isinstance(value.value, ast.Name)
        and value.value.id in enums
    )
