"""Is every setting documented, with its default and an example that is read?"""

import re
from dataclasses import fields

import pytest

from marketplace import settings
from marketplace.settings import ROOT, from_environment

DOCUMENTED = {
    cells[0].strip("`"): cells
    for line in (ROOT / "docs" / "settings.md").read_text().splitlines()
    if line.startswith("| `")
    for cells in [[cell.strip() for cell in line.strip("|").split(" | ")]]
}


@pytest.fixture(autouse=True)
def _nothing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    for name in DOCUMENTED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(settings, "ROOT", tmp_path)


def test_what_is_documented_is_what_is_read() -> None:
    read = re.findall(r'told\(\s*"([A-Z_]+)"', (ROOT / "marketplace" / "settings.py").read_text())
    assert sorted(set(read)) == sorted(DOCUMENTED)
    assert len(DOCUMENTED) == len(fields(settings.Settings))


def test_nothing_else_reads_the_environment() -> None:
    reading = {
        path.name
        for package in ("marketplace", "procurement", "invoicing")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"getenv|os\.environ(\.get|\[)", path.read_text())
    }
    assert reading == {"settings.py"}


@pytest.mark.parametrize("name", sorted(DOCUMENTED))
def test_the_example_of_each_setting_is_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = from_environment()
    monkeypatch.setenv(name, DOCUMENTED[name][3].strip("`"))
    assert from_environment() != before


@pytest.mark.parametrize("name", ["BASE_URL", "MAIL_FROM", "TRUSTED_PROXIES"])
def test_the_default_is_the_one_that_stands_there(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = from_environment()
    monkeypatch.setenv(name, DOCUMENTED[name][2].strip("`"))
    assert from_environment() == before
