"""Brokers that fail: real sockets that refuse, never answer, or fall silent in the middle."""

import contextlib
import socket
import threading
from collections.abc import Iterator

from tests.processes import free_port


class SilentBroker:
    """Accepts every connection; answers OK up to and with the first SET, or nothing at all.

    ``asked`` is the number of connections on which something was asked.
    """

    def __init__(self, *, until_set: bool):
        self.until_set = until_set
        self.asked = 0
        self.fell_silent = not until_set
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.connections: list[socket.socket] = []
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.listener.getsockname()[1]}/0"

    def accept(self) -> None:
        with contextlib.suppress(OSError):  # Closed by the test.
            while True:
                connection, _address = self.listener.accept()
                self.connections.append(connection)
                threading.Thread(target=self.hear, args=[connection], daemon=True).start()

    def hear(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            first = True
            while words := connection.recv(65536):
                self.asked += first
                first = False
                if self.fell_silent:
                    continue
                # One answer per command of what arrived together.
                connection.sendall(b"+OK\r\n" * words.count(b"\r\n*") + b"+OK\r\n")
                self.fell_silent = b"\r\nSET\r\n" in words

    def close(self) -> None:
        for each in (self.listener, *self.connections):
            each.close()


@contextlib.contextmanager
def silent_broker(*, until_set: bool = False) -> Iterator[SilentBroker]:
    broker = SilentBroker(until_set=until_set)
    try:
        yield broker
    finally:
        broker.close()


def refused_url() -> str:
    """Where nobody listens."""
    return f"redis://127.0.0.1:{free_port()}/0"
