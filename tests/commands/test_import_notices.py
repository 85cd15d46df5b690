"""The command that takes in notices: counts that add up, and faults beside what went in."""

import json
import os
import subprocess
import sys
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.engine import db
from marketplace.settings import Settings
from marketplace.tendering.models.notices import Notice, NoticeRelease

RELEASE = {
    "ocid": "ocds-b5fd17-1",
    "id": "r1",
    "date": "2026-11-01T00:00:00Z",
    "tag": ["tender"],
    "buyer": {"id": "b", "name": "Midborough Council"},
    "parties": [
        {
            "id": "b",
            "name": "Midborough Council",
            "roles": ["buyer"],
            "contactPoint": {"name": "Ms Ada Contact", "email": "ada@midborough.example"},
        }
    ],
    "tender": {"id": "t", "title": "Meals for day centres"},
}


def package(path: Path, *releases: dict[str, Any]) -> str:
    path.write_text(json.dumps({"uri": "x", "version": "1.1", "releases": list(releases)}))
    return str(path)


def command(*files: str) -> list[str]:
    return [str(Path(sys.executable).parent / "marketplace"), "import-notices", *files, "--json"]


def environment(settings: Settings) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": settings.database_url or "",
        "MARKETPLACE_VAR": str(settings.var),
    }


def run(settings: Settings, *files: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        command(*files),
        env=environment(settings),
        stdout=subprocess.PIPE,
        check=False,
        text=True,
    )
    db.session.rollback()
    return done.returncode, json.loads(done.stdout)


@pytest.mark.usefixtures("app")
def test_a_file_that_is_nested_too_deeply_is_a_fault(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text("[" * 100_000)
    status, answer = run(settings, str(file))
    assert status == 2
    assert "it is nested too deeply" in answer["faults"][0]


@pytest.mark.usefixtures("app")
def test_the_four_counts_add_up_and_the_same_again_changes_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    later = {**RELEASE, "id": "r2", "date": "2026-11-09T00:00:00Z"}
    untitled = {**RELEASE, "ocid": "ocds-b5fd17-2", "tender": {"id": "t"}}
    file = package(tmp_path / "a.json", RELEASE, later, RELEASE, untitled)
    status, first = run(settings, file)
    assert status == 0
    assert {name: first[name] for name in ("imported", "updated", "unchanged", "refused")} == {
        "imported": 1,
        "updated": 1,
        "unchanged": 1,
        "refused": 1,
    }
    assert first["releases"] == 4
    assert first["reasons"] == [{"file": file, "id": "r1", "reason": "It has no title."}]
    _, again = run(settings, file)
    assert (again["imported"], again["updated"], again["unchanged"]) == (0, 0, 3)


@pytest.mark.usefixtures("app")
def test_a_file_that_cannot_be_read_is_a_fault_and_the_others_go_in(
    settings: Settings, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    status, answer = run(
        settings, str(broken), str(tmp_path / "absent.json"), package(tmp_path / "a.json", RELEASE)
    )
    assert status == 2
    assert answer["imported"] == 1
    assert [fault.split("/")[-1].split(" ")[0] for fault in answer["faults"]] == [
        "broken.json",
        "absent.json",
    ]
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1


@pytest.mark.usefixtures("app")
def test_the_order_of_files_changes_neither_the_process_nor_the_sum_of_the_counts(
    settings: Settings, tmp_path: Path
) -> None:
    late = {
        **RELEASE,
        "id": None,
        "date": "2026-10-01T00:00:00Z",
        "tender": {"id": "t", "title": "Meals", "description": "Hot, at two centres."},
    }
    nothing_new = {**RELEASE, "id": "r0", "date": "2026-10-02T00:00:00Z"}
    files = [
        package(tmp_path / f"{number}.json", release)
        for number, release in enumerate([RELEASE, late, nothing_new, late])
    ]
    _, answer = run(settings, *files)
    assert (answer["imported"], answer["updated"], answer["unchanged"]) == (1, 1, 2)
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.title, notice.description, notice.release_id) == (
        "Meals for day centres",
        "Hot, at two centres.",
        "r1",
    )
    _, again = run(settings, *files)
    assert (again["imported"], again["updated"], again["unchanged"]) == (0, 0, 4)


def test_no_contact_is_kept_anywhere(app: Flask, settings: Settings, tmp_path: Path) -> None:
    run(settings, package(tmp_path / "a.json", RELEASE))
    kept = json.dumps(
        [
            db.session.scalars(select(Notice)).one().release,
            db.session.scalars(select(NoticeRelease)).one().release,
        ]
    )
    assert "Ada" not in kept
    assert "midborough.example" not in kept


def many(count: int) -> list[dict[str, Any]]:
    return [{**RELEASE, "ocid": f"ocds-b5fd17-{at}"} for at in range(count)]


def count_of(model: type[db.Row]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.usefixtures("app")
def test_what_was_killed_on_its_way_goes_on_and_doubles_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    file = package(tmp_path / "many.json", *many(1_000))
    killed = subprocess.Popen(command(file), env=environment(settings), stdout=subprocess.DEVNULL)
    while count_of(NoticeRelease) == 0:
        assert killed.poll() is None
        sleep(0.01)
    killed.kill()
    killed.wait()
    stood = count_of(NoticeRelease)
    assert 0 < stood < 1_000
    status, answer = run(settings, file)
    assert (status, answer["imported"], answer["unchanged"]) == (0, 1_000 - stood, stood)
    assert (count_of(NoticeRelease), count_of(Notice)) == (1_000, 1_000)
