"""Everything with one command: database, queue, web, worker; Ctrl-C stops it all."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from types import FrameType

import click

from marketplace import embedded
from marketplace.settings import ROOT, Settings, from_environment, kept_secret

_HOST = "127.0.0.1"
_LOCAL_KEY = "sk_test_local"
_LOCAL_STRIPE_PORT = 8420
_STDERR = 2
_DOCUMENTS = "120"
"""How many the worker makes before it begins anew: each leaves a sixth of a megabyte behind."""
_GRACE = 15
"""Seconds a program has to stop. The web server ends its workers before: one that is still
starting does not hear that it should stop."""


class _Stop(Exception):
    """Somebody asked everything to stop."""


@click.command()
@click.option("--port", default=8000, show_default=True, help="Where pages are served.")
@click.option(
    "--host",
    default=_HOST,
    show_default=True,
    help="The address of this machine to serve on; 0.0.0.0 for all of them.",
)
@click.option("--json", "as_json", is_flag=True, help="Say one JSON object once it serves.")
def serve(port: int, host: str, as_json: bool) -> None:
    """Serve the marketplace, its worker, and the servers it needs, until Ctrl-C.

    With DATABASE_URL and REDIS_URL the servers they name are used, and no
    demonstration is loaded; otherwise both are started here, and the
    demonstration is loaded the first time.
    """
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        with _everything(host, port) as (settings, look_after):
            _announce(settings, as_json)
            _warn_of_strangers(settings, host)
            while True:
                time.sleep(1)
                look_after()
                _stop_if_asked()
    except _Stop:
        click.echo("\nStopped. The next start continues where this one was.", err=as_json)
    except embedded.CannotStart as no:
        click.echo(str(no), err=True)
        sys.exit(2)


@contextmanager
def _everything(host: str, port: int) -> Iterator[tuple[Settings, Callable[[], None]]]:
    settings = from_environment(_address(host, port))
    with ExitStack() as stack:
        stack.enter_context(embedded.only_one(settings))
        _check_port(host, port)
        servers: list[embedded.Server] = []
        settings = stack.enter_context(embedded.database(settings, servers))
        own = settings = stack.enter_context(embedded.queue(settings, servers))
        if settings.demonstration:
            settings = _with_local_stripe(settings)
        os.environ.update(_told(settings))
        programs = _programs(settings, host, port)
        with embedded.our_turn(settings.var):
            # The web loads meanwhile; it listens when its turn has come.
            stack.enter_context(_children({"web": programs["web"]}))
            _get_ready(own)
        _wait_for_the_web(_reached(host), port)
        _running.update((name, _start(programs[name])) for name in programs if name != "web")
        yield settings, lambda: _look_after(servers, programs)


def _get_ready(settings: Settings) -> None:
    """A database that is up to date, with the demonstration in it where there is one."""
    from marketplace.commands.demo import load  # noqa: PLC0415 the servers start before it
    from marketplace.commands.working import prepare  # noqa: PLC0415 likewise

    with embedded.waiting_for("the migrations of the database"):
        prepare(settings)
    if settings.demonstration:
        load()


def _with_local_stripe(settings: Settings) -> Settings:
    """The demonstration's own Stripe, at the same address at every start where that is free."""
    if settings.stripe_key:
        return settings
    return replace(
        settings,
        stripe_key=_LOCAL_KEY,
        stripe_api=f"http://{_HOST}:{_free_port()}",
        stripe_webhook_secret=kept_secret(settings.keys / "local-stripe.key"),
    )


def _programs(settings: Settings, host: str, port: int) -> dict[str, list[str]]:
    bin_folder = os.path.dirname(sys.executable)
    programs = {
        "web": [
            sys.executable, "-m", "marketplace.web_server", "--interface", "rsgi",
            "--host", host, "--port", str(port), "--http", "1",
            "--workers", "2", "--no-ws", "--log-level", "warning",
            "--backlog", "4096", "--http1-header-read-timeout", "10000",
            "--workers-kill-timeout", str(_GRACE - 5), "--respawn-failed-workers",
            "marketplace.served:app",
        ],
        "worker": [f"{bin_folder}/marketplace", "worker", *_lanes("deadlines", "letters")],
        "worker for documents": [
            f"{bin_folder}/marketplace", "worker", *_lanes("documents", "imports"),
            "--jobs", _DOCUMENTS,
        ],
    }  # fmt: skip
    if settings.reply_listener:
        programs["listener for replies"] = [f"{bin_folder}/marketplace", "listen-for-replies"]
    if settings.stripe_key == _LOCAL_KEY:
        programs["local-stripe"] = [f"{bin_folder}/marketplace", "local-stripe"]
    return programs


def _lanes(*names: str) -> list[str]:
    return [part for name in names for part in ("--lane", name)]


_running: dict[str, subprocess.Popen[bytes]] = {}


@contextmanager
def _children(programs: dict[str, list[str]]) -> Iterator[dict[str, list[str]]]:
    try:
        for name, command in programs.items():
            _running[name] = _start(command)
        yield programs
    finally:
        _heed_no_signal()
        for child in _running.values():
            child.terminate()
        for child in _running.values():
            _end(child)
        _running.clear()


def _end(child: subprocess.Popen[bytes]) -> None:
    """Wait for a program that was asked to stop; what it leaves behind is ended with it."""
    with suppress(subprocess.TimeoutExpired):
        child.wait(_GRACE)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """What it logs goes where our own words go: with ``--json`` nobody reads on behind the object."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=_STDERR,
        **embedded.as_part(),
    )


def _look_after(servers: Sequence[embedded.Server], programs: Mapping[str, list[str]]) -> None:
    """Start again whatever ended: first what the others stand on."""
    for server in servers:
        if not server.is_running:
            click.echo(f"The {server.name} ended and is started again.", err=True)
            with suppress(embedded.CannotStart):  # it still clears up; the next look tries again
                server.start()
    for name, child in list(_running.items()):
        if child.poll() is not None:
            click.echo(f"The {name} process ended and is started again.", err=True)
            _end(child)
            _running[name] = _start(programs[name])


def _announce(settings: Settings, as_json: bool) -> None:
    from marketplace import demonstration  # noqa: PLC0415 help stays quick
    from marketplace.demonstration.people import TOLD  # noqa: PLC0415 help stays quick

    if as_json:
        told = TOLD if settings.demonstration else []
        accounts = [{"email": email, "role": role} for email, role in told]
        click.echo(json.dumps({"address": settings.base_url, "accounts": accounts}))
        return
    click.echo(f"\nThe marketplace is at {settings.base_url}\n")
    if settings.demonstration:
        click.echo(demonstration.accounts())
    click.echo("Ctrl-C stops everything.")


def _told(settings: Settings) -> dict[str, str]:
    """The settings as the environment of the processes started here."""
    told = {
        "MARKETPLACE_VAR": str(settings.var),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "BASE_URL": settings.base_url,
        "DEMONSTRATION": "yes" if settings.demonstration else "no",
        "STRIPE_SECRET_KEY": settings.stripe_key,
        "STRIPE_API_BASE": settings.stripe_api,
        "STRIPE_WEBHOOK_SECRET": settings.stripe_webhook_secret,
    }
    return {name: value for name, value in told.items() if value}


def _address(host: str, port: int) -> str:
    reached = _reached(host)
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _reached(host: str) -> str:
    """Where this machine reaches itself: an address that means all of them is none to go to."""
    return {"0.0.0.0": _HOST, "::": "::1"}.get(host, host)  # noqa: S104 compared, not bound


def _check_port(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port)[0][0]
        socket.create_server((host, port), family=family).close()
    except socket.gaierror:
        raise embedded.CannotStart(f"{host} is no address of this machine.") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise embedded.CannotStart(
                f"Pages cannot be served on {host}, port {port}: {error.strerror}."
            ) from None
        raise embedded.CannotStart(
            f"Port {port} is in use by another program. Stop it, or choose another port: "
            "--port 8001 (make start ARGS='--port 8001')."
        ) from None


def _warn_of_strangers(settings: Settings, host: str) -> None:
    if settings.demonstration and host not in {_HOST, "::1", "localhost"}:
        click.echo(
            "Whoever reaches this machine can sign in: the demonstration’s passwords are known.",
            err=True,
        )


def _free_port() -> int:
    """The usual port of the local Stripe, or any other that is free."""
    for port in (_LOCAL_STRIPE_PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
                return int(probe.getsockname()[1])
            except OSError:
                continue
    raise embedded.CannotStart("No port is free for the local Stripe.")


def _wait_for_the_web(host: str, port: int) -> None:
    """However long it takes on a busy machine, while the process lives."""
    with embedded.waiting_for("the web server"):
        while _running["web"].poll() is None:
            try:
                socket.create_connection((host, port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
    raise embedded.CannotStart("The web server ended before it answered. Its reason stands above.")


def _stop(_: int, __: FrameType | None) -> None:
    _heed_no_signal()
    raise _Stop


def _stop_if_asked() -> None:
    """The exception is lost where the signal comes while a process is started (os.fork's handlers)."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:
        raise _Stop


def _heed_no_signal() -> None:
    """What is being stopped is stopped to the end, however impatient somebody is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
