"""How is a file read that somebody sent, and that may be made to hold the machine up?

In a process of its own, with limits of time and memory that grow with the size of the file:
reading is quick, or it is an attack. Whatever happens there, this process goes on. Every
parser of spreadsheets, XML and notices that came from elsewhere is called so. Text in rows (CSV),
which unfolds into nothing larger, may be read where it is needed.
"""

import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from marketplace.settings import ROOT
from procurement.ground.refusal import Refusal

Read = TypeVar("Read")

_SECONDS, _BYTES_A_SECOND = 8, 100_000
_MEMORY, _TIMES_ITS_SIZE, _MOST_MEMORY = 700 * 1024 * 1024, 40, 6 * 1024**3
_WAITED = 6
"""Times the seconds it may compute: a busy machine gives it a processor now and then."""


def read_apart(reads: Callable[..., Read], content: bytes, *called: str) -> Read:
    """What ``reads``, a function of a module, makes of the content in a process of its own.

    ``called`` is what it is given beside: the name of the file. Its Refusal comes out here;
    so does one where the file asks for more time or memory than a file of its size may.
    """
    command = [sys.executable, "-m", __name__, f"{reads.__module__}:{reads.__qualname__}", *called]
    seconds = _SECONDS + len(content) // _BYTES_A_SECOND
    try:
        read = subprocess.run(
            command,
            input=content,
            capture_output=True,
            cwd=ROOT,
            timeout=_WAITED * seconds,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise Refusal(
            "This file takes far longer to read than its size allows for. Save it anew with the "
            "program that made it; a spreadsheet also as CSV."
        ) from None
    value, refused = pickle.loads(read.stdout)  # noqa: S301 written by our own process below
    if refused is not None:
        raise Refusal(refused)
    return value  # type: ignore[no-any-return]


def _main() -> None:
    """In the process of its own: the content on standard input, what was read to the output."""
    content = sys.stdin.buffer.read()
    seconds = _SECONDS + len(content) // _BYTES_A_SECOND
    memory = min(_MEMORY + _TIMES_ITS_SIZE * len(content), _MOST_MEMORY)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    # Of what is written to, not of what is set aside: the checker of invoices sets aside 32 GB.
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module, _, name = sys.argv[1].partition(":")
    answer: tuple[Any, str | None]
    try:
        answer = (getattr(import_module(module), name)(content, *sys.argv[2:]), None)
    except Refusal as no:
        answer = (None, str(no))
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    _main()
