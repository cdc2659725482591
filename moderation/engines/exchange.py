"""HTTP requests under one deadline, to a service that is not trusted.

urllib's timeout is for one wait on the socket: a server that sends a byte now and then, or a name
server that is silent, could hold the worker for as long as it likes. So threads of their own do
the asking, and whoever waits for them leaves at the deadline and hangs up.
"""

import http.client
import socket
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from contextlib import suppress
from typing import NamedTuple

from moderation.engines.readings import Unusable

LARGEST = 1024 * 1024  # bytes of one answer
WIDTH = 16  # requests at a time


class Answer(NamedTuple):
    status: int
    body: bytes


def post_all(
    url: str, bodies: list[bytes], *, headers: dict[str, str], timeout: float
) -> list[Answer]:
    """Post each JSON body to ``url``; one answer for each, in the same order.

    All of it takes ``timeout`` seconds at most. Raises Unusable when one request got no answer in
    time, a redirect (which would carry the texts to somewhere else) or more than LARGEST bytes.
    """
    exchange = Exchange(url, headers, time.monotonic() + timeout)
    return exchange.run(bodies)


class Exchange:
    """The requests of one batch, the threads that send them and the sockets these opened."""

    def __init__(self, url: str, headers: dict[str, str], deadline: float):
        self.url = url
        self.headers = headers | {"Content-Type": "application/json", "Accept": "application/json"}
        self.deadline = deadline  # on time.monotonic()
        self.todo: deque[tuple[int, bytes]] = deque()
        self.answers: dict[int, Answer] = {}
        self.reason = ""  # why a request failed
        self.over = False
        self.connections: list[http.client.HTTPConnection] = []
        self.opener = self._opener()

    def run(self, bodies: list[bytes]) -> list[Answer]:
        self.todo.extend(enumerate(bodies))
        count = min(WIDTH, len(bodies))
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(0.0, self.deadline - time.monotonic()))
        self.over = True
        late = any(thread.is_alive() for thread in threads)
        if late:
            self._hang_up()
        if self.reason or late:
            raise Unusable(self.reason or "no answer in time")
        return [self.answers[index] for index in range(len(bodies))]

    def _work(self) -> None:
        """Send what is left to send, until a request fails or the time is up."""
        while not (self.over or self.reason):
            try:
                index, body = self.todo.popleft()
            except IndexError:
                return
            try:
                self.answers[index] = self._post(body)
            except Unusable as error:
                self.reason = str(error)
            except Exception as error:  # Of urllib, http.client, ssl, socket: all mean no answer.
                # What urllib wraps says more: refused, unknown host, wrong certificate.
                self.reason = type(getattr(error, "reason", error)).__name__

    def _post(self, body: bytes) -> Answer:
        request = urllib.request.Request(  # noqa: S310  # The settings allow https and localhost.
            self.url, data=body, headers=self.headers, method="POST"
        )
        wait = self.deadline - time.monotonic()
        if wait <= 0:
            raise Unusable("no answer in time")
        try:
            with self.opener.open(request, timeout=wait) as response:
                return Answer(response.status, self._read(response))
        except urllib.error.HTTPError as error:
            with error:
                if 300 <= error.code < 400:
                    raise Unusable("a redirect") from None
                return Answer(error.code, self._read(error))

    def _read(self, response) -> bytes:
        body = response.read(LARGEST + 1)
        if len(body) > LARGEST:
            raise Unusable("an answer that is too large")
        # http.client takes an answer that was cut off for whole when read in pieces.
        length = response.headers.get("Content-Length")
        if length is not None and length.strip() != str(len(body)):
            raise Unusable("an answer that was cut off")
        return body

    def _hang_up(self) -> None:
        """End the waits of threads that nobody waits for any more."""
        for connection in list(self.connections):
            if connection.sock is not None:
                with suppress(OSError):
                    # Not sock.shutdown: that of a TLS socket meddles with what its thread reads.
                    socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    def _opener(self) -> urllib.request.OpenerDirector:
        """An opener for http and https alone that follows no redirect.

        A proxy is used for https only, where it cannot read along.
        """
        exchange = self

        class Plain(urllib.request.HTTPHandler):
            def http_open(self, req):
                return self.do_open(exchange.connection, req)

        class Secure(urllib.request.HTTPSHandler):
            def https_open(self, req):
                return self.do_open(exchange.secure_connection, req)

        proxies = urllib.request.getproxies()
        opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler({k: v for k, v in proxies.items() if k == "https"}),
            Plain(),
            Secure(),
            urllib.request.HTTPErrorProcessor(),
            urllib.request.HTTPDefaultErrorHandler(),
        ):
            opener.add_handler(handler)
        return opener

    def connection(self, host, **options) -> http.client.HTTPConnection:
        return self._keep(http.client.HTTPConnection(host, **options))

    def secure_connection(self, host, **options) -> http.client.HTTPConnection:
        return self._keep(http.client.HTTPSConnection(host, **options))

    def _keep(self, connection: http.client.HTTPConnection) -> http.client.HTTPConnection:
        self.connections.append(connection)
        return connection
