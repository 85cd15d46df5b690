"""Is what the marketplace exports valid, and free of people? Usage: prove_export.py FOLDER

Plays the demonstration into a database of its own, exports it, and validates the
package against OCDS 1.1.5 with the extensions it declares, whose schemas stand in
FOLDER under ``ocds/``.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prove_ocds import _validating as validating

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


def main(folder: Path) -> int:
    """The exit status: 0 where everything holds, or where FOLDER is absent (and says so)."""
    if not (folder / "ocds").is_dir():
        print(f"Export: not proved, because {folder}/ocds is not there.")
        return 0
    with tempfile.TemporaryDirectory() as var:
        Path(var).chmod(0o755)
        _run(var, "demo")
        first, second = (json.loads(_run(var, "export-ocds", "--json")) for _ in range(2))
    faults = validating(folder / "ocds", "what is exported of the demonstration", first)
    faults += _wrong(first, second)
    for fault in faults:
        print(f"Export: {fault}")
    return 1 if faults else 0


def _wrong(first: dict[str, Any], second: dict[str, Any]) -> Iterator[str]:
    tags = {tag for release in first["releases"] for tag in release["tag"]}
    print(f"Export: {len(first['releases'])} releases: {', '.join(sorted(tags))}.")
    if not {"tender", "award", "contract", "implementation"} <= tags:
        yield "the demonstration should show a process from tender to payment"
    if first["releases"] != second["releases"]:
        yield "the same state is exported differently the second time"
    for address in _ADDRESS.findall(json.dumps(first, ensure_ascii=False)):
        yield f"{address} is somebody’s e-mail address"
    for release in first["releases"]:
        if release["tender"]["status"] == "active" and release.get("bids"):
            closes = release["tender"]["tenderPeriod"]["endDate"]
            if closes > first["publishedDate"]:
                yield f"{release['ocid']} tells how many bids there are before its deadline"


def _run(var: str, *command: str) -> str:
    """Run a command of the marketplace over its own folder; what it prints."""
    program = Path(sys.executable).parent / "marketplace"
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL"}}
    done = subprocess.run(
        [str(program), *command],
        env=kept | {"MARKETPLACE_VAR": var, "DEMONSTRATION": "yes"},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
