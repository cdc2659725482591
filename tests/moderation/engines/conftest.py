"""A real HTTP service on this machine that answers, or fails, as a test tells it to."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from moderation import engines

CIVIL = "I disagree with the council."
RUDE = "You are a stupid moron."
TEXTS = [CIVIL, RUDE]
KEY = "key-nobody-may-see"


@pytest.fixture(autouse=True)
def fresh_engine():
    """No engine, and so no breaker, of an earlier test."""
    engines.engine_for.cache_clear()
    yield
    engines.engine_for.cache_clear()


class Service(ThreadingHTTPServer):
    """``requests`` keeps what came in; ``answer`` writes what goes out to a handler."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, dict, dict]] = []
        self.answer: Callable[[Handler, dict], None] = lambda handler, body: None
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/analyze"

    def handle_error(self, request, client_address):
        """Callers hang up on purpose here."""


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self):  # http.server calls it so.
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"null")
        self.server.requests.append((self.path, dict(self.headers), body))
        self.server.answer(self, body)

    do_GET = do_POST  # noqa: N815  # A followed redirect would come as one.

    def send(self, body: bytes, status: int = 200, **headers: str):
        self.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Keeps the tests' output clean."""


@pytest.fixture
def service():
    server = Service()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.ended.set()
    server.shutdown()
    thread.join()
    server.server_close()
