"""Two hundred who are slow: they say nothing, stop in the middle, or drip and read byte by byte."""

import socket
import threading
import time
from dataclasses import dataclass, field

KINDS = {
    "silent": b"",
    "one letter": b"P",
    "header": b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ",
    "body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n",
    "answer": b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n",
    "large body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n",
}
"""What each kind begins with; an answer is then read byte by byte."""
DRIPS = {"header": b"x", "body": b"x", "large body": b"x" * 5_000}
"""What is sent each time; a large body just quickly enough."""
TOO_SLOW = ("silent", "one letter", "header", "body", "answer")


@dataclass
class Slow:
    """A crowd of slow connections to one port, an equal part of each kind."""

    port: int
    kinds: tuple[str, ...] = TOO_SLOW
    count: int = 200
    begins_again: bool = False
    """Whether another comes for each that is ended."""
    large: str = "/large"
    """What is large enough to be read slowly."""
    every: float = 0.5
    """Seconds from one byte to the next."""
    open: dict[socket.socket, str] = field(default_factory=dict)
    ended: list[tuple[str, float]] = field(default_factory=list)
    """The kind of each connection that the server ended, and after how many seconds."""

    def __enter__(self) -> "Slow":
        self.began = time.monotonic()
        self.is_over = threading.Event()
        for number in range(self.count):
            self._begin(self.kinds[number % len(self.kinds)], number)
        self._thread = threading.Thread(target=self._drip, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self._thread.join()
        for connection in self.open:
            connection.close()

    def _begin(self, kind: str, number: int) -> None:
        """From an address of its own for each twenty, so that no limit of an address helps."""
        connection = socket.socket()
        if kind == "answer":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.bind((f"127.0.1.{1 + number // 20}", 0))
        connection.settimeout(20)
        connection.connect(("127.0.0.1", self.port))
        first = KINDS[kind]
        connection.sendall(first % self.large.encode() if kind == "answer" else first)
        connection.setblocking(False)
        self.open[connection] = kind

    def _drip(self) -> None:
        while not self.is_over.wait(self.every):
            for connection, kind in list(self.open.items()):
                if not self._goes_on(connection, kind):
                    del self.open[connection]
                    connection.close()
                    self.ended.append((kind, time.monotonic() - self.began))
                    if self.begins_again:
                        self._begin(kind, len(self.ended) % self.count)

    @staticmethod
    def _goes_on(connection: socket.socket, kind: str) -> bool:
        """One more byte; whether the server still listens. Any answer to a drip is its end."""
        try:
            if kind in DRIPS:
                connection.send(DRIPS[kind])
            return bool(connection.recv(1)) and kind == "answer"
        except BlockingIOError:
            return True
        except OSError:
            return False
