"""Does a thread see whole requests only, each with the moment at which it came?"""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

GRANIAN = Path(sys.executable).parent / "granian"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"


@contextmanager
def served(name: str) -> Iterator[int]:
    """The port of one web process."""
    port = free_port()
    command = [
        str(GRANIAN), "--interface", "rsgi", "--port", str(port), "--no-ws", "--log-level",
        "warning", f"tests.web.front_told:{name}",
    ]  # fmt: skip
    with subprocess.Popen(command) as process:
        try:
            listening(process, port)
            yield port
        finally:
            process.terminate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def listening(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until a process listens."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert process.poll() is None
            time.sleep(0.05)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("app") as port:
        yield port


def asked(port: int, path: str = "/", **more: Any) -> dict[str, Any]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", **more)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer) | {"cookies": answer.headers.get_all("set-cookie")}


def dripping(port: int) -> socket.socket:
    """A connection that promises a body and sends nothing of it."""
    connection = socket.create_connection(("127.0.0.1", port), 20)
    connection.sendall(POST)
    return connection


def test_a_thread_sees_the_request_as_it_was_sent(port: int) -> None:
    headers = {"Cookie": "one=1; two=2", "Content-Type": "text/plain"}
    seen = asked(port, "/caf%C3%A9", data=b"hello", headers=headers, method="PUT")
    assert (seen["method"], seen["path"], seen["cookie"]) == ("PUT", "/café", "one=1; two=2")
    assert (seen["type"], seen["claimed"], seen["read"]) == ("text/plain", "5", 5)
    assert (seen["client"], seen["cookies"]) == ("127.0.0.1", ["a=1", "b=2"])


def test_a_body_that_breaks_off_reaches_no_thread(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(POST + b"once=1&amount=100")  # of a thousand bytes
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(10_000).startswith(b"HTTP/1.1 400")


def test_a_body_of_unknown_size_is_not_taken(port: int) -> None:
    """Where such a one breaks off, nothing tells that it is not whole; so it is answered before it comes."""
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert connection.recv(10_000).startswith(b"HTTP/1.1 411 ")


def test_a_name_with_an_underscore_does_not_pass_for_the_one_with_a_dash(port: int) -> None:
    assert asked(port, headers={"X_Forwarded_For": "192.0.2.7"})["forwarded"] is None


def test_a_question_in_bare_letters_is_told_as_pep_3333_says(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall("GET /query?€ HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        answer = connection.recv(10_000)
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["query"] == "€"


def test_one_address_cannot_fill_the_lane_of_submissions(port: int) -> None:
    with ThreadPoolExecutor(40) as pool:
        told = list(pool.map(lambda _: _status(port, "/bids/1/submit?0.1"), range(40)))
    assert told.count(429) >= 5
    assert told.count(200) >= 30


def _status(port: int, path: str) -> int:
    try:
        asked(port, path, method="POST")
    except urllib.error.HTTPError as no:
        return no.code
    return 200


def test_a_body_that_is_too_large_is_not_read_and_its_size_is_told(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n")
        answer = connection.recv(10_000)
    seen = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert (seen["claimed"], seen["read"]) == ("2000000", 0)


def test_an_answer_larger_than_a_chunk_arrives_whole(port: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/large", timeout=20) as answer:
        assert len(answer.read()) == 8_000_000


def test_who_sends_slowly_keeps_nobody_waiting_and_is_sent_away(port: int) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(dripping(port)) for _ in range(20)]
        began = time.monotonic()
        asked(port)
        assert time.monotonic() - began < 0.9  # less than their patience: nobody was waited for
        answer = slow[0].recv(10_000).decode()
    assert answer.startswith("HTTP/1.1 408")
    assert "did not arrive in time" in answer


def test_who_reads_slowly_keeps_nobody_waiting(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(5):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", port), 20))
            slow.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        assert asked(port)["method"] == "GET"


def test_one_address_cannot_send_everything_at_once(port: int) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(dripping(port)) for _ in range(31)]
        assert slow[-1].recv(10_000).startswith(b"HTTP/1.1 429")
        assert asked(port)["method"] == "GET"  # who sends nothing may ask


def test_the_stamp_is_from_before_the_wait_for_a_thread(port: int) -> None:
    with ThreadPoolExecutor() as pool:
        first = pool.submit(asked, port, "/?0.8")
        time.sleep(0.2)
        sent = time.time()
        second = asked(port)
    assert second["began"] - second["arrived_at"] > 0.3
    assert second["arrived_at"] - sent < 0.3
    assert first.result()["read"] == 0


def test_a_submission_does_not_stand_behind_readers(port: int) -> None:
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(asked, port, "/?0.8")
        time.sleep(0.2)
        seen = asked(port, "/bids/1/submit", data=b"once=1")
        assert not slow.done()
    assert seen["began"] - seen["arrived_at"] < 0.4


@pytest.mark.parametrize("path", [b"/", b"/bids/1/submit"])
def test_what_takes_longer_than_our_patience_arrived_with_its_last_byte(
    port: int, path: bytes
) -> None:
    body = b"x" * 24_000  # so much that a second more is allowed for it
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        head = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 24001\r\n\r\n" % path
        connection.sendall(head + body)
        time.sleep(1.4)
        last = time.time()
        connection.sendall(b"y")
        seen = json.loads(connection.recv(10_000).partition(b"\r\n\r\n")[2])
    assert seen["arrived_at"] >= last


def test_a_stamp_that_a_sender_could_write_counts_from_a_proxy_of_our_own_only(port: int) -> None:
    now = int(time.time())
    earlier = {"X-Request-Start": f"t={now - 4}.123", "X-Forwarded-For": "2001:db8::1"}
    assert asked(port, headers=earlier)["arrived_at"] >= now
    with served("behind_a_proxy") as trusting:
        assert asked(trusting, headers=earlier)["arrived_at"] == now - 4 + 0.123
        for told in (f"t={now + 900}.000", f"t={now - 900}.000", "yesterday"):
            mine = {"X-Request-Start": told}
            assert asked(trusting, headers=mine)["arrived_at"] >= now
            at = asked(trusting, "/bids/1/submit", data=b"once=1", headers=mine)["arrived_at"]
            assert at >= now
