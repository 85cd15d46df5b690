"""How long does a warm start take to the first page, and `marketplace --help` to its answer?

    python benchmarks/bench_start.py [FOLDER]

Warm: the demonstration was loaded before, the bytecode is there. The seconds of the processor are
those of all processes until they were stopped, for a machine that does other things as well. With
FOLDER the installation that lies there is started; without, one of its own is made first.
"""

import http.client
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from statistics import median

from told import tell

STARTS, HELPS, RESTS = 5, 10, 8.0
_COMMAND = str(Path(sys.executable).parent / "marketplace")


def used() -> float:
    """Seconds of the processor of the children that ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


@contextmanager
def serving(folder: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    told = {"MARKETPLACE_VAR": folder, "DEMONSTRATION": "yes"}
    with subprocess.Popen(
        [_COMMAND, "serve", "--json", "--port", str(port)],
        env=os.environ | told,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def first_page(folder: str) -> float:
    """Seconds from the command to the answer to the first request."""
    port, began = free_port(), time.monotonic()
    with serving(folder, port) as process:
        while process.poll() is None:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", "/")
                assert connection.getresponse().status == 200
                return time.monotonic() - began
            except OSError:
                time.sleep(0.02)
    raise SystemExit("The marketplace did not start.")


def loaded(folder: str) -> None:
    """Load the demonstration, let the worker send the letters that it leaves, and stop."""
    with serving(folder, free_port()) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["address"]
        megabytes = memory_of_worker("letters")
        tell("letters worker MB", megabytes)
        print(f"the worker for letters and deadlines: {megabytes:.0f} MB once it rests")


def memory_of_worker(lane: str) -> float:
    """Megabytes of the worker that looks at a lane, once it has had nothing to do for a while."""
    status, before = worker(lane), -1.0
    while (now := spent(status)) > before + 0.2:
        before = now
        time.sleep(RESTS)
    pages = int((status / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def worker(lane: str) -> Path:
    """The newest process that was started for a lane."""
    while True:
        for process in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: -int(path.name)):
            with suppress(OSError):
                words = (process / "cmdline").read_bytes().split(b"\0")
                if b"worker" in words and lane.encode() in words:
                    return process
        time.sleep(0.1)


def spent(process: Path) -> float:
    """Seconds of the processor that a process has used."""
    words = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def help_asked() -> float:
    began = time.monotonic()
    subprocess.run([_COMMAND, "--help"], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - began


def timed(what: str, times: list[float], before: float) -> None:
    tell(what, median(times))
    print(
        f"{what}: {median(times):.2f} s (from {min(times):.2f} to {max(times):.2f}), "
        f"{(used() - before) / len(times):.2f} s of the processor"
    )


def main(folder: str | None) -> None:
    print(f"load {os.getloadavg()[0]:.1f}")
    with nullcontext(folder) if folder else tempfile.TemporaryDirectory() as place:
        loaded(str(place))
        before = used()
        timed(
            "warm start to the first page", [first_page(str(place)) for _ in range(STARTS)], before
        )
    before = used()
    timed("marketplace --help", [help_asked() for _ in range(HELPS)], before)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
