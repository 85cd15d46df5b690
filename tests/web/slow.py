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
}
"""What each kind begins with; header and body then drip, an answer is read as slowly."""
DRIPS = {"header", "body"}


@dataclass
class Slow:
    """A crowd of slow connections to one port, an equal part of each kind."""

    port: int
    count: int = 200
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
        kinds = list(KINDS)
        for number in range(self.count):
            self._begin(kinds[number % len(kinds)], number)
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

    @staticmethod
    def _goes_on(connection: socket.socket, kind: str) -> bool:
        """One more byte; whether the server still listens. Any answer to a drip is its end."""
        try:
            if kind in DRIPS:
                connection.send(b"x")
            return bool(connection.recv(1)) and kind == "answer"
        except BlockingIOError:
            return True
        except OSError:
            return False
