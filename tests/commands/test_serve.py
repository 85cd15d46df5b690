"""Does serving wait for what is slow, say what it waits for, and leave nothing behind?"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest
import redis
from flask import Flask
from sqlalchemy import NullPool, create_engine, text

from marketplace import embedded
from marketplace.commands import serve
from marketplace.settings import Settings

SLOW_SERVER = """
import socket, sys, time
time.sleep(0.6)
with socket.create_server(("127.0.0.1", int(sys.argv[1]))):
    time.sleep(60)
"""
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    open(sys.argv[1], "w").write(str(os.getpid()))
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    kept = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    yield
    for sign, handler in kept.items():
        signal.signal(sign, handler)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_a_slow_server_is_waited_for_and_that_is_said(
    port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(embedded, "_SAY_EVERY", 0.2)
    with serve._children({"web": [sys.executable, "-c", SLOW_SERVER, str(port)]}):
        serve._wait_for_the_web("127.0.0.1", port)
    assert "Waiting for the web server …" in capsys.readouterr().err


def test_a_server_that_ends_is_not_waited_for(port: int) -> None:
    with (
        pytest.raises(embedded.CannotStart, match="ended before it answered"),
        serve._children({"web": [sys.executable, "-c", "pass"]}),
    ):
        serve._wait_for_the_web("127.0.0.1", port)


def test_giving_up_leaves_no_process_however_impatient_somebody_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_GRACE", 0.3)
    told = tmp_path / "grandchild"
    with serve._children({"web": [sys.executable, "-c", STUBBORN, str(told)]}):
        while not told.exists() or not told.read_text():
            time.sleep(0.02)
    for sign in (signal.SIGINT, signal.SIGTERM):
        assert signal.getsignal(sign) is signal.SIG_IGN
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", told.read_text()], capture_output=True, text=True, check=False
    )
    assert state.stdout[:1] in {"", "Z"}


def waits_for(path: Path) -> bool:
    """Somebody waits for the lock of a file."""
    waiting = [line for line in Path("/proc/locks").read_text().splitlines() if "->" in line]
    return any(f":{path.stat().st_ino} " in line for line in waiting)


def test_the_web_loads_while_the_database_gets_ready_and_listens_after(
    app: Flask, port: int
) -> None:
    settings = app.config["SETTINGS"]
    told = {"DATABASE_URL": settings.database_url, "MARKETPLACE_VAR": str(settings.var)}
    command = serve._programs(settings, "127.0.0.1", port)["web"]
    with ExitStack() as turn, ExitStack() as ended:
        turn.enter_context(embedded.our_turn(settings.var))
        process = subprocess.Popen(command, env=os.environ | told)
        ended.callback(process.wait)
        ended.callback(process.terminate)
        while not waits_for(settings.var / "starting.lock"):
            assert process.poll() is None
            time.sleep(0.05)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
        turn.close()
        while not answers(port):
            assert process.poll() is None
            time.sleep(0.05)


def test_a_listener_for_answers_is_started_where_one_is_named(app: Flask, port: int) -> None:
    settings = app.config["SETTINGS"]
    assert "listener for replies" not in serve._programs(settings, "127.0.0.1", port)
    named = replace(settings, reply_listener="127.0.0.1:8025")
    command = serve._programs(named, "127.0.0.1", port)["listener for replies"]
    assert command[1:] == ["listen-for-replies"]


def answers(port: int) -> bool:
    with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        return bool(answer.status == 200)
    return False


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[embedded.Server]]:
    folder = Path(tempfile.mkdtemp(prefix="mp-"))
    folder.chmod(0o755)
    servers = [
        embedded.Postgres(folder / "pg", folder / "sql", "secret", fast=True),
        embedded.Valkey(tmp_path / "valkey", folder),
    ]
    for server in servers:
        server.start()
    yield servers
    for server in reversed(servers):
        server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_a_database_and_a_queue_that_are_killed_are_started_again(
    servers: list[embedded.Server], capsys: pytest.CaptureFixture[str]
) -> None:
    postgres, valkey = servers
    assert isinstance(postgres, embedded.Postgres)
    assert isinstance(valkey, embedded.Valkey)
    assert valkey.process is not None
    killed = int((postgres.data / "postmaster.pid").read_text().split()[0]), valkey.process.pid
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    for server in servers:
        while server.is_running:
            time.sleep(0.02)
    until = time.monotonic() + 30
    while serve._look_after(servers, {}) or not all(server.is_running for server in servers):
        assert time.monotonic() < until
        time.sleep(0.1)
    with redis.Redis.from_url(valkey.url) as client:
        assert client.ping()
    with create_engine(postgres.url, poolclass=NullPool).connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    said = capsys.readouterr().err
    assert "The database ended and is started again." in said
    assert "The queue ended and is started again." in said


def test_a_database_that_another_command_started_is_started_again_when_that_one_ends() -> None:
    folder = Path(tempfile.mkdtemp(prefix="mp-"))
    folder.chmod(0o755)
    settings, started = Settings(var=folder), list[embedded.Server]()
    another = embedded.own_postgres(settings, fast=True)
    another.start()
    with embedded.database(settings, started) as named:
        another.stop()
        serve._look_after(started, {})
        assert named.database_url is not None
        with create_engine(named.database_url, poolclass=NullPool).connect() as connection:
            assert connection.scalar(text("SELECT 1")) == 1
    assert not another.is_running
    shutil.rmtree(folder)


def test_the_next_start_waits_for_the_last_part_of_one_that_was_killed(tmp_path: Path) -> None:
    settings, is_begun = Settings(var=tmp_path), threading.Event()

    def begin() -> None:
        with embedded.only_one(settings):
            is_begun.set()

    with embedded.only_one(settings):
        part = subprocess.Popen(["sleep", "600"], **embedded.as_part())
    start = threading.Thread(target=begin)
    start.start()
    assert not is_begun.wait(0.5)
    part.kill()
    part.wait()
    start.join()
    assert is_begun.is_set()


def test_one_that_runs_is_not_waited_for(tmp_path: Path) -> None:
    with (
        embedded.only_one(Settings(var=tmp_path)),
        pytest.raises(embedded.CannotStart, match="already running"),
        embedded.only_one(Settings(var=tmp_path)),
    ):
        pass


def test_what_parts_say_stays_out_of_the_answer(capfd: pytest.CaptureFixture[str]) -> None:
    with serve._children({"web": [sys.executable, "-c", "print('a word of the log')"]}):
        serve._running["web"].wait()
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", "a word of the log\n")


def test_who_was_asked_to_stop_stops_though_the_exception_was_lost() -> None:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    serve._stop_if_asked()
    try:
        with suppress(serve._Stop):
            serve._stop(signal.SIGTERM, None)
        with pytest.raises(serve._Stop):
            serve._stop_if_asked()
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def test_a_port_in_use_is_said(port: int) -> None:
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(embedded.CannotStart, match=f"Port {port} is in use"),
    ):
        serve._check_port("127.0.0.1", port)


def test_the_demonstration_s_stripe_goes_elsewhere_where_its_port_is_in_use(tmp_path: Path) -> None:
    with ExitStack() as taken:
        with suppress(OSError):  # then somebody else has it
            taken.enter_context(socket.create_server(("127.0.0.1", serve._LOCAL_STRIPE_PORT)))
        stripe_api = serve._with_local_stripe(Settings(var=tmp_path)).stripe_api
    assert stripe_api
    assert not stripe_api.endswith(f":{serve._LOCAL_STRIPE_PORT}")


def test_an_address_of_another_machine_is_said(port: int) -> None:
    with pytest.raises(embedded.CannotStart, match="cannot be served on 192"):
        serve._check_port("192.0.2.1", port)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("10.1.2.3", "http://10.1.2.3:8000"),
    ],
)
def test_links_name_an_address_one_can_go_to(host: str, address: str) -> None:
    assert serve._address(host, 8000) == address


def test_strangers_who_reach_the_demonstration_are_warned_of(
    capsys: pytest.CaptureFixture[str],
) -> None:
    serve._warn_of_strangers(Settings(demonstration=True), "127.0.0.1")
    serve._warn_of_strangers(Settings(demonstration=False), "0.0.0.0")
    assert capsys.readouterr().err == ""
    serve._warn_of_strangers(Settings(demonstration=True), "0.0.0.0")
    assert "can sign in" in capsys.readouterr().err
