"""Is everybody else answered while two hundred are slow, and are those ended in time?"""

import subprocess
import time

import pytest

from marketplace.commands import serve
from marketplace.settings import Settings
from tests.web.slow import Slow
from tests.web.test_front import asked, free_port, listening

DEADLINE = 10
"""Seconds for a header, and for the body behind it."""


@pytest.fixture
def port():
    """A web server as it is served, with an application that only tells what came."""
    port = free_port()
    command = serve._programs(Settings(), "127.0.0.1", port)["web"]
    with subprocess.Popen([*command[:-1], "tests.web.front_told:served"]) as process:
        try:
            listening(process, port)
            yield port
        finally:
            process.terminate()


def test_everybody_is_answered_while_two_hundred_hang_and_they_are_ended_in_time(
    port: int,
) -> None:
    with Slow(port) as slow:
        answered_while_all_hang = 0
        while len(slow.open) > 40:  # until those alone are left who read, which may take longer
            assert asked(port)["method"] == "GET"
            answered_while_all_hang += len(slow.open) == 200
            assert time.monotonic() < slow.began + 60, set(slow.open.values())
        assert answered_while_all_hang > 0
        assert set(slow.open.values()) == {"answer"}
    assert min(after for _, after in slow.ended) > DEADLINE - 1  # nobody is sent away sooner
