"""How is a file opened that may be large, so that who waits sees how far it is read?"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from invoicing.spend.text_rows import Source
from marketplace.commands.answers import Unusable, read_bytes

_TAKES_LONG = 5_000_000
"""Bytes: reading less than these is done before a bar could be read."""


@contextmanager
def source_of(path: str) -> Iterator[Source]:
    """The bytes of a file, or of standard input for ``-``, opened anew each time they are read.

    Of a long file a bar on stderr shows how far the reading is, where somebody sees it.
    """
    if not Path(path).is_file():  # standard input, or a pipe, which cannot be read again
        yield partial(io.BytesIO, read_bytes(path))
        return
    with _opened(path) as file:
        size = os.fstat(file.fileno()).st_size
    if size < _TAKES_LONG:
        yield partial(_opened, path)
        return
    from rich.console import Console  # noqa: PLC0415 a short file is read sooner than this
    from rich.progress import Progress  # noqa: PLC0415 as above

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(f"Reading {Path(path).name}", total=size)
        yield lambda: progress.open(path, "rb", task_id=task, total=size)


def _opened(path: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}.") from None
