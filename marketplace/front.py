"""How does a request reach a thread? Whole, in time, and with the moment at which it came.

In each web process an asynchronous front (granian's RSGI) takes the requests. A thread only
ever sees a request whose last byte is here, and gives its answer away at once: who sends or
reads slowly costs a socket and no thread. Every request is stamped before it waits for
anything, since a deadline is judged by arrival; submissions have a thread of their own.

Tried beside it on the same machine: a2wsgi and asgiref stamp too, and carry a third as much.
"""

import asyncio
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope  # type: ignore[attr-defined]

from marketplace.engine import clock

ARRIVED_AT = "marketplace.arrived_at"
"""In the environ: when the request came, as a moment of the machine's own clock."""
PATIENCE = timedelta(seconds=10)
"""Who is not done after this arrived with the last byte, not with the first."""
SLOWEST = 8_000
"""Bytes a second; who stays below for longer than our patience is sent away."""
_FROM_ONE_ADDRESS = 30
_READERS_WAITING = 500
_IN_MEMORY = 512 * 1024
_CHUNK = 256 * 1024
_SUBMISSION = re.compile(r"/bids/[^/]+/(submit|withdraw)")
_BY_PROXY = re.compile(r"t=([0-9]{10})\.?([0-9]{3})[0-9]*")

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
Headers = list[tuple[str, str]]


class _SentAway(Exception):
    """A request that no thread sees, with its status and the sentence for whoever sent it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(slots=True)
class _Answer:
    body: IO[bytes]
    status: int = 500
    headers: Headers = field(default_factory=list)


class Front:
    """The door of one web process; ``Front(app)`` is what granian is given.

    ``in_hand`` are the submissions that came and are not answered yet; ``mark`` is told
    about every second before which moment nothing is in hand any more.
    """

    def __init__(
        self,
        application: Application,
        *,
        largest: int,
        trusted_proxies: int = 0,
        threads: int = 2,
        patience: timedelta = PATIENCE,
        mark: Callable[[datetime], None] = lambda moment: None,
    ) -> None:
        self._application = application
        self._largest = largest
        self._trusted_proxies = trusted_proxies
        self._patience = patience
        self._readers = ThreadPoolExecutor(threads, "page")
        self._submitters = ThreadPoolExecutor(1, "submission")
        self._waiting = 0
        self._sending: Counter[str] = Counter()
        self._in_hand: dict[object, datetime] = {}
        self._mark = mark

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Granian starts the process."""
        self._mark(clock.real())  # before the first request is taken
        self._marking = loop.create_task(self._keep_marking())

    async def __rsgi__(self, scope: Scope, proto: HTTPProtocol) -> None:
        """One request, from its header to the last byte of its answer."""
        arrived_at = self._stamp(scope)
        try:
            if _SUBMISSION.fullmatch(scope.path) and scope.method == "POST":
                answer = await self._submission(scope, proto, arrived_at)
            else:
                answer = await self._page(scope, proto, arrived_at)
            await _send(proto, answer)
        except _SentAway as no:
            proto.response_str(no.status, [("content-type", "text/plain; charset=utf-8")], str(no))
        except (ProtocolClosed, TimeoutError):
            return  # whoever asked has gone, or reads nothing

    async def _submission(self, scope: Scope, proto: HTTPProtocol, at: datetime) -> _Answer:
        """In hand from its header on; while it is slow it is not, since it has not arrived."""
        with self._held(at) as held:
            body, size = await self._whole(scope, proto, lambda: self._in_hand.pop(held, None))
            if held not in self._in_hand:
                self._in_hand[held] = at = clock.real()
            with self._few_of(self._address(scope)):
                return await self._run(self._submitters, self._environ(scope, body, size, at))

    async def _page(self, scope: Scope, proto: HTTPProtocol, at: datetime) -> _Answer:
        body, size = await self._whole(scope, proto, lambda: None)
        if clock.real() - at > self._patience:
            at = clock.real()
        if self._waiting >= _READERS_WAITING:
            raise _SentAway(503, "Too many people ask at once. Try again in a minute.")
        self._waiting += 1
        try:
            return await self._run(self._readers, self._environ(scope, body, size, at))
        finally:
            self._waiting -= 1

    async def _run(self, lane: ThreadPoolExecutor, environ: dict[str, Any]) -> _Answer:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(lane, _ask, self._application, environ)

    @contextmanager
    def _held(self, at: datetime) -> Iterator[object]:
        key = object()
        self._in_hand[key] = at
        try:
            yield key
        finally:
            self._in_hand.pop(key, None)

    async def _keep_marking(self) -> None:
        """Say before which moment everything is answered, about every second."""
        while True:
            until = min(self._in_hand.values(), default=clock.real())
            await asyncio.to_thread(self._mark, until)
            await asyncio.sleep(0.5)

    def _stamp(self, scope: Scope) -> datetime:
        """Now; where a proxy of our own says when the request came to it, that moment.

        A proxy is not longer about it than our patience; such a word is a sender's own.
        """
        now = clock.real()
        told = scope.headers.get("x-request-start") if self._trusted_proxies else None
        match = _BY_PROXY.fullmatch(told or "")
        if match is None:
            return now
        moment = datetime.fromtimestamp(int(match[1] + match[2]) / 1000, UTC)
        return moment if now - self._patience <= moment <= now else now

    async def _whole(
        self, scope: Scope, proto: HTTPProtocol, when_slow: Callable[[], object]
    ) -> tuple[IO[bytes], int]:
        """The body to its last byte and its size; one that is too large is not read on.

        Only the size that was told before shows that nothing is missing at the end.
        """
        if "transfer-encoding" in scope.headers:
            raise _SentAway(411, "Say with Content-Length how much you send.")
        body: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 closed by its thread
        claimed = int(scope.headers.get("content-length") or 0)
        if not 0 < claimed <= self._largest:
            return body, claimed
        with self._few_of(self._address(scope)):
            try:
                await _read(proto, body, claimed, self._patience, when_slow)
            except BaseException:
                body.close()
                raise
        body.seek(0)
        return body, claimed

    @contextmanager
    def _few_of(self, address: str) -> Iterator[None]:
        """What one address sends at once, or has waiting in the lane of submissions, is little."""
        if self._sending[address] >= _FROM_ONE_ADDRESS:
            raise _SentAway(429, "Too much is sent at once from your address. Try again soon.")
        self._sending[address] += 1
        try:
            yield
        finally:
            self._sending -= Counter([address])  # nothing is kept of who sends no more

    def _address(self, scope: Scope) -> str:
        """Whose limit counts: the address, or its /64 of IPv6."""
        told = scope.client.rpartition(":")[0].strip("[]")
        if self._trusted_proxies:
            hops = (scope.headers.get("x-forwarded-for") or told).split(",")
            told = hops[-min(self._trusted_proxies, len(hops))].strip()
        try:
            address = ip_address(told)
        except ValueError:
            return told
        return str(ip_network((address, 64), strict=False)) if address.version == 6 else told

    def _environ(
        self, scope: Scope, body: IO[bytes], size: int, arrived_at: datetime
    ) -> dict[str, Any]:
        """The request as PEP 3333 says it.

        A name with an underscore would pass for the one with a dash, and is left out.
        """
        host, _, port = scope.server.rpartition(":")
        environ = {
            "REQUEST_METHOD": scope.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": scope.path.encode().decode("latin-1"),
            "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
            "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
            "SERVER_NAME": host,
            "SERVER_PORT": port,
            "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": scope.scheme,
            "wsgi.input": body,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        for name, told in scope.headers.items():
            if "_" in name:
                continue
            key = "HTTP_" + name.upper().replace("-", "_")
            between = ";" if name == "cookie" else ","
            environ[key] = f"{environ[key]}{between}{told}" if key in environ else told
        environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
        environ.pop("HTTP_CONTENT_LENGTH", None)
        if scope.authority:
            environ.setdefault("HTTP_HOST", scope.authority)
        return {**environ, "CONTENT_LENGTH": str(size), ARRIVED_AT: arrived_at}


async def _read(
    proto: HTTPProtocol,
    body: IO[bytes],
    claimed: int,
    patience: timedelta,
    when_slow: Callable[[], object],
) -> None:
    """Receive a body at no less than the slowest speed; one that breaks off reaches no thread."""
    loop = asyncio.get_running_loop()
    size, until = 0, loop.time() + patience.total_seconds()
    slow = loop.call_at(until, when_slow)
    try:
        async with asyncio.timeout_at(until) as limit:
            async for chunk in proto:
                size += len(chunk)
                body.write(chunk)
                limit.reschedule(until + size / SLOWEST)
    except TimeoutError:
        raise _SentAway(
            408, "What you sent did not arrive in time. Check your connection and try again."
        ) from None
    finally:
        slow.cancel()
    if size != claimed:
        raise _SentAway(400, "What you sent broke off before its end. Try again.")


def _ask(application: Application, environ: dict[str, Any]) -> _Answer:
    """In a thread: the whole answer, which then needs no thread to be sent."""
    answer = _Answer(SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 closed once it is sent

    def start(status: str, headers: Headers, _: object = None) -> None:
        answer.status = int(status[:3])
        answer.headers = [(name.lower(), value) for name, value in headers]

    parts = application(environ, start)
    try:
        for part in parts:
            answer.body.write(part)
    finally:
        if hasattr(parts, "close"):
            parts.close()
        environ["wsgi.input"].close()
    answer.body.seek(0)
    return answer


async def _send(proto: HTTPProtocol, answer: _Answer) -> None:
    """Small answers at once; large ones as fast as they are read, and no slower than allowed."""
    with answer.body as body:
        first = body.read(_CHUNK)
        if len(first) < _CHUNK:
            proto.response_bytes(answer.status, answer.headers, first)
            return
        transport = proto.response_stream(answer.status, answer.headers)
        while first:
            async with asyncio.timeout(_CHUNK / SLOWEST):
                await transport.send_bytes(first)
            first = body.read(_CHUNK)
