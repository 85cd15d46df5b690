"""The web server: it loads the application once, before its processes part, each of which has it then.

    python -m marketplace.web_server …as granian…

It loads while others still bring the database up to date, and listens once they have.
"""

from granian.cli import entrypoint

import marketplace.app  # noqa: F401 loaded here for all its processes
from marketplace import chapters, embedded
from marketplace.settings import from_environment

if __name__ == "__main__":
    chapters.load()
    chapters.blueprints()
    with embedded.our_turn(from_environment().var):
        pass
    entrypoint()  # type: ignore[no-untyped-call]
