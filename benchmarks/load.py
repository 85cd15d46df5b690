"""How many answers a second does a server give over so many connections that are kept open?

One process and one ``select`` for all of them, so that the measuring takes little of the machine.
"""

import selectors
import socket
import time
from dataclasses import dataclass


@dataclass
class _Connection:
    socket: socket.socket
    got: bytes = b""
    whole: int = 0
    """Bytes of the answer, once its head is here."""


def answers_a_second(port: int, path: str, connections: int, seconds: float) -> float:
    """GET of one path again and again; fails at the first answer that is no 200."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    ready = selectors.DefaultSelector()
    for _ in range(connections):
        connection = _Connection(socket.create_connection(("127.0.0.1", port), 60))
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ready.register(connection.socket, selectors.EVENT_READ, connection)
        connection.socket.sendall(request)
    answers, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < seconds:
        for key, _ in ready.select(1):
            if _is_whole(key.data):
                answers += 1
                key.data.socket.sendall(request)
    for key in list(ready.get_map().values()):
        key.data.socket.close()
    ready.close()
    return answers / took


def _is_whole(connection: _Connection) -> bool:
    """Read what is there; whether that ends the answer."""
    part = connection.socket.recv(1 << 18)
    assert part, "The server has closed the connection."
    connection.got += part
    if not connection.whole:
        head, end, _ = connection.got.partition(b"\r\n\r\n")
        if not end:
            return False
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        connection.whole = len(head) + 4 + int(length)
    if len(connection.got) < connection.whole:
        return False
    connection.got, connection.whole = b"", 0
    return True
