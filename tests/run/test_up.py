"""`run.py up` while it runs: what it says and serves, and what it restarts."""

import os
import signal
import socket
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.run.launches import free_port, launching, until


@pytest.fixture(scope="module")
def port():
    return free_port()


@pytest.fixture(scope="module")
def running(state, port):
    """The product, READY. These tests leave it running."""
    with launching() as launch:
        run = launch("--port", str(port), env=state)
        run.wait_for("Ctrl-C stops everything.\n")
        yield run


def test_up_says_where_it_is_and_serves_articles(running, port, state):
    address = f"http://127.0.0.1:{port}"

    said = running.said()

    assert f"READY  {address}\n" in said
    assert f"{address}/moderation/" in said
    assert f"{address}/admin/" in said
    assert "reader/reader, moderator/moderator, lead/lead or admin/admin" in said
    with urlopen(f"{address}/") as answer:
        assert answer.status == 200
    assert (Path(state["DECORUM_VAR"]) / "secret_key").stat().st_mode & 0o777 == 0o600


def test_second_start_says_where_the_first_is(running, launch, state, port):
    second = launch("--port", str(free_port()), env=state)

    code, said = second.finish()

    assert code == 1
    assert said == (
        f"Decorum is already running at http://127.0.0.1:{port} "
        f"(process {running.process.pid}).\nTo stop it: kill {running.process.pid}\n"
    )


def test_port_in_use_is_said_before_anything_starts(launch, state, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = launch("up", "--port", str(port), env=state | {"DECORUM_VAR": str(tmp_path)})
        code, said = run.finish()

    assert code == 1
    assert said == (
        f"Port {port} cannot be used: Address already in use.\n"
        f"Choose another with: python3 run.py --port {port + 1}\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["children.lock", "log", "run.lock"]


def test_killed_web_server_is_restarted(running, port):
    os.kill(running.find("gunicorn")[0], signal.SIGKILL)

    running.wait_for("Web server ended (killed by SIGKILL). Starting it again in 1 s.\n")
    running.wait_for("Web server works again.\n")
    with urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.status == 200


def test_killed_keeper_takes_its_program_along(running):
    """Nothing can keep the keeper from being killed; then the launcher does its work."""
    old = set(running.find("celery"))

    os.kill(running.keeper_of("celery"), signal.SIGKILL)

    running.wait_for("Worker ended (killed by SIGKILL). Starting it again in 1 s.\n")
    assert old & set(running.processes()) == set()
    running.wait_for("Worker works again.\n")
    until(lambda: len(running.find("celery")) == len(old))
