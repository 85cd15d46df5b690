"""Which chapters are there? In the order of a contract's life: a later one may know an earlier one."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType

from flask import Blueprint

import marketplace.engine.installation  # noqa: F401 a table that no chapter asks for
from marketplace.engine import access

CHAPTERS = (
    "organisations",
    "tendering",
    "bidding",
    "assessment",
    "contracts",
    "packages",
    "payments",
    "economy",
    "desk",
)


@cache
def load() -> None:
    """Make every right, table, action and job known, once."""
    for chapter in CHAPTERS:
        if find_spec(f"marketplace.{chapter}.rights"):
            rights = import_module(f"marketplace.{chapter}.rights")
            access.grant(rights.RIGHTS, rights.ASKED_AGAIN)
    for floor in ("models", "queries", "actions", "jobs"):
        for _ in _modules(floor):
            pass


def blueprints() -> list[Blueprint]:
    """The routes of every noun: each module of a chapter's pages that has some."""
    return [module.pages for module in _modules("pages") if hasattr(module, "pages")]


def _modules(floor: str) -> Iterator[ModuleType]:
    for chapter in CHAPTERS:
        package = f"marketplace.{chapter}.{floor}"
        spec = find_spec(package)
        for module in iter_modules(spec.submodule_search_locations if spec else ()):
            yield import_module(f"{package}.{module.name}")
