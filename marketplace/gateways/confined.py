"""How is a file read that somebody sent, and that may be made to hold the machine up?

In a process of its own, with limits of time and memory that grow with the size of the file:
reading is quick, or it is an attack. Whatever happens there, this process goes on.
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
_MEMORY, _TIMES_ITS_SIZE = 700 * 1024 * 1024, 40


def read_apart(reads: Callable[[bytes], Read], content: bytes) -> Read:
    """What ``reads``, a function of a module, makes of the content in a process of its own.

    Its Refusal comes out here; so does one where the file asks for more time or memory
    than a file of its size may.
    """
    command = [sys.executable, "-m", __name__, f"{reads.__module__}:{reads.__qualname__}"]
    seconds = _SECONDS + len(content) // _BYTES_A_SECOND
    try:
        read = subprocess.run(
            command, input=content, capture_output=True, cwd=ROOT, timeout=3 * seconds, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise Refusal(
            "This file takes far longer to read than its size allows for. Save it anew in your "
            "spreadsheet program, or send it as CSV."
        ) from None
    value, refused = pickle.loads(read.stdout)  # noqa: S301 written by our own process below
    if refused is not None:
        raise Refusal(refused)
    return value  # type: ignore[no-any-return]


def _main() -> None:
    """In the process of its own: the content on standard input, what was read to the output."""
    content = sys.stdin.buffer.read()
    seconds = _SECONDS + len(content) // _BYTES_A_SECOND
    memory = _MEMORY + _TIMES_ITS_SIZE * len(content)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module, _, name = sys.argv[1].partition(":")
    answer: tuple[Any, str | None]
    try:
        answer = (getattr(import_module(module), name)(content), None)
    except Refusal as no:
        answer = (None, str(no))
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    _main()
