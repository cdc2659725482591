"""What a real web server and a real worker write: nothing of the people who use them."""

import socket
import urllib.error
import urllib.request

import pytest

from comments.models import Comment
from tests.factories import make_comment
from tests.processes import answers, free_port, running, start_web, wait_until

CANARY = "Canarywords"
GIVEN = "edge-7.0a1B2c3D"


def garble(port: int) -> None:
    """A request that gunicorn itself refuses, with a line about it."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"GET /{CANARY} HTTP/{CANARY}\r\n\r\n".encode())
        connection.recv(1000)


def visit(port: int) -> None:
    request = urllib.request.Request(  # Our own server.
        f"http://127.0.0.1:{port}/{CANARY}?q={CANARY}",
        headers={"X-Request-ID": GIVEN, "User-Agent": CANARY, "Referer": f"http://{CANARY}/"},
    )
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(request, timeout=10)


def test_logs_of_processes_cite_nobody_and_name_requests_and_tasks(worker, tmp_path):
    port = free_port()
    with running(start_web(tmp_path, port)) as web:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), timeout=30)
        visit(port)
        garble(port)
        make_comment(f"{CANARY} of a reader.", status="pending")
        wait_until(lambda: not Comment.objects.unjudged().exists(), what="the verdict")
        wait_until(lambda: "invalid request" in web.text(), what="gunicorn's line")
        wait_until(lambda: f"request_id={GIVEN}" in web.text(), what="the line of the request")

    assert [log.text().count(CANARY) for log in (web, worker)] == [0, 0]
    assert "127.0.0.1 -" not in web.text()
    assert "route=unknown status=404" in web.text()
    assert "info gunicorn.error Starting gunicorn" in web.text()
    assert "Traceback" not in web.text() + worker.text()
    assert " info celery." in worker.text()
