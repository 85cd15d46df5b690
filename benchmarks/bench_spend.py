"""How long does a file of a million payments take, read and matched, against csv alone?

Measured in one run, on the same bytes: Python's csv module only splits rows into cells; the
reader decides columns and the order of day and month, makes pence and days, and every supplier
is matched to one of 5,000 known organisations. One name of ten is misspelt, each in its own
way. Time is the processor's, so that what else the machine does counts little; each size runs
three times, in a process of its own whose most memory is taken.
``python benchmarks/bench_spend.py [ROWS]``
"""

import csv
import io
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from told import tell

from invoicing.spend.spend import read_spend_of
from invoicing.spend.supplier_matching import Decision, Matcher, Organisation, Supplier

SIZES = (10_000, 100_000, 1_000_000)
KNOWN, RUNS = 5_000, 3
LEAST_OF_CSV, MOST_MEMORY = 0.15, 400
_SOUNDS = [a + b for a in "bdfklmnprst" for b in "aeio"]
_KINDS = ["Care", "Kitchen", "Housing", "Trust", "Arts", "Transport", "Training", "Services"]


def known() -> list[Organisation]:
    """Invented organisations, the same each time."""
    chance = random.Random(7)  # noqa: S311 invented names
    words = ["".join(chance.choices(_SOUNDS, k=3)).title() for _ in range(3_000)]
    names = dict.fromkeys(
        f"{' '.join(chance.sample(words, 2))} {chance.choice(_KINDS)} Ltd" for _ in range(KNOWN)
    )
    return [Organisation(str(at), name) for at, name in enumerate(names)]


def write(path: Path, rows: int) -> None:
    """A file like a council's: amounts to the penny, one year of days, some names misspelt."""
    chance = random.Random(11)  # noqa: S311 invented payments
    names = [organisation.name for organisation in known()]
    with path.open("w") as file:
        file.write("Body,Department,Payment Date,Transaction Number,Supplier Name,Category,")
        file.write("Net Amount\n")
        for at in range(rows):
            name = chance.choice(names)
            name = _misspelt(name, chance) if at % 10 == 0 else name.upper() if at % 3 else name
            day = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2026"
            pounds = f"{chance.randint(-5_000, 90_000)}.{chance.randint(0, 99):02}"
            file.write(f"A Council,Care,{day},{at},{name},Services,{pounds}\n")


def _misspelt(name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name) - 5)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return name[:at] + chance.choice(["", letter, letter + name[at]]) + name[at + 1 :]


def _csv_alone(path: Path) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(path.read_bytes().decode(), newline=""))) - 1


def _ours(path: Path, matcher: Matcher) -> tuple[int, int]:
    payments = read_spend_of(lambda: path.open("rb")).payments
    decisions = map(attrgetter("decision"), matcher.matches(map(Supplier, payments.suppliers)))
    return len(payments), list(decisions).count(Decision.AUTOMATIC)


def _timed(does: Callable[[], object]) -> tuple[float, object]:
    began = time.process_time()
    result = does()
    return time.process_time() - began, result


def measure(path: str) -> None:
    """In a process of its own: what we take, and then what csv alone takes."""
    file = Path(path)
    matcher_took, matcher = _timed(lambda: Matcher(known()))
    assert isinstance(matcher, Matcher)
    ours, (taken, automatic) = _timed(lambda: _ours(file, matcher))  # type: ignore[misc]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    alone, rows = _timed(lambda: _csv_alone(file))
    if taken != rows:
        sys.exit(f"Only {taken} of {rows} rows were taken.")
    print(json.dumps([ours + matcher_took, alone, most, automatic]))


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2])
        return
    faults = []
    for rows in [int(sys.argv[1])] if sys.argv[1:] else SIZES:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "spend.csv"
            write(path, rows)
            runs = [_run(path) for _ in range(RUNS)]
        shares = sorted(alone / ours for ours, alone, _, _ in runs)
        most = max(run[2] for run in runs)
        ours, alone = median(run[0] for run in runs), median(run[1] for run in runs)
        tell(f"spend of csv {rows}", shares[1])
        tell(f"spend MB {rows}", most)
        print(
            f"spend: {rows:,} rows read and matched in {ours:.2f} s ({rows / ours:,.0f} a second), "
            f"{runs[0][3]:,} automatic; csv alone {alone:.2f} s; of its speed "
            f"{shares[1]:.2f} ({shares[0]:.2f} to {shares[-1]:.2f}); {most} MB"
        )
        if rows == max(SIZES) and (shares[1] < LEAST_OF_CSV or most > MOST_MEMORY):
            faults.append(f"{shares[1]:.2f} of the speed of csv alone, {most} MB.")
    if faults:
        sys.exit("\n".join(faults))


def _run(path: Path) -> tuple[float, float, int, int]:
    command = [sys.executable, __file__, "--measure", str(path)]
    ours, alone, most, automatic = json.loads(subprocess.check_output(command))
    return ours, alone, most, automatic


if __name__ == "__main__":
    main()
