"""How much slower is everybody else while two hundred connections drip, for two minutes?

    python benchmarks/bench_slow_connections.py [SECONDS]

Against ``marketplace serve`` with a database of its own. Fails where the 95th percentile is not
under twice the quiet one of the same run, or where anybody was not answered.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.web.slow import KINDS, Slow  # noqa: E402 the path is set above

QUIET = 30
"""Seconds of the measure before."""
PAGES = ("/", "/sign-in", "/tenders", "/about")


@contextmanager
def served() -> Iterator[int]:
    """The port of a new installation without a demonstration."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    command = [str(Path(sys.executable).parent / "marketplace"), "serve", "--json"]
    with tempfile.TemporaryDirectory() as folder:
        told = {"MARKETPLACE_VAR": folder, "DEMONSTRATION": "no"}
        with subprocess.Popen(
            [*command, "--port", str(port)], env=os.environ | told, stdout=subprocess.PIPE
        ) as process:
            try:
                assert process.stdout is not None
                assert json.loads(process.stdout.readline())["address"]
                yield port
            finally:
                process.terminate()


def asked(port: int, seconds: float) -> list[float]:
    """How long each answer took, one after the other, each over a connection of its own."""
    took: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", PAGES[len(took) % len(PAGES)])
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status == 200, answer.status
        took.append(time.monotonic() - began)
        time.sleep(0.05)
    return took


def p95(took: list[float]) -> float:
    return quantiles(took, n=20)[-1] * 1000


def main(seconds: float) -> int:
    load = os.getloadavg()[0]
    with served() as port:
        asked(port, 5)  # so that nothing is done for the first time
        quiet = p95(asked(port, QUIET))
        large = "/static/marketplace.css"
        with Slow(port, tuple(KINDS), begins_again=True, large=large) as slow:
            during = asked(port, seconds)
            ended = Counter(kind for kind, _ in slow.ended)
    ratio = p95(during) / quiet
    print(f"slow connections: load {load:.1f}; quiet p95 {quiet:.0f} ms; with 200 slow ones for "
          f"{seconds:.0f} s p95 {p95(during):.0f} ms, {ratio:.2f} times; {len(during)} answers; "
          f"ended by the server: {dict(ended)}")  # fmt: skip
    return 0 if ratio < 2 else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 120))
