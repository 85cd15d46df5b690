"""A web process for the tests of the front: it answers what a thread sees of a request."""

import json
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from marketplace.front import ARRIVED_AT, Front


def told(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """Waits for as many seconds as the query says, then tells."""
    began = datetime.now(UTC)
    query = environ["QUERY_STRING"].encode("latin-1").decode()
    time.sleep(0 if environ["PATH_INFO"] == "/query" else float(query or 0))
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/large":
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"x" * 1_000_000] * 8
    seen = {
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"].encode("latin-1").decode(),
        "query": query,
        "forwarded": environ.get("HTTP_X_FORWARDED_FOR"),
        "cookie": environ.get("HTTP_COOKIE"),
        "client": environ["REMOTE_ADDR"],
        "type": environ["CONTENT_TYPE"],
        "claimed": environ["CONTENT_LENGTH"],
        "read": len(body),
        "arrived_at": environ[ARRIVED_AT].timestamp(),
        "began": began.timestamp(),
    }
    start(
        "200 OK",
        [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")],
    )
    return [json.dumps(seen).encode()]


app = Front(told, largest=1_000_000, threads=1, patience=timedelta(seconds=1))
served = Front(told, largest=1_000_000, threads=1)
behind_a_proxy = Front(told, largest=1_000_000, threads=1, trusted_proxies=1)
