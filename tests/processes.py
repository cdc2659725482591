"""Real processes against the test database: a Celery worker, a web server."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parent.parent


def wait_until(condition, *, timeout: float = 20, every: float = 0.05, what: str = "condition"):
    """The first true answer of ``condition()``. Fails the test when ``timeout`` seconds pass."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if answer := condition():
            return answer
        time.sleep(every)
    raise AssertionError(f"{what}: not within {timeout} s")


def child_environment(**extra: str) -> dict[str, str]:
    """The environment of a process that works on the very database this test sees."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
    return os.environ | {
        "DATABASE_URL": url,
        "REDIS_URL": settings.REDIS_URL,
        "DEBUG": "True",
        "HTTPS": "False",
        "PYTHONPATH": str(ROOT),
        **extra,
    }


class Process:
    """A process in a group of its own, with its output in a file."""

    def __init__(self, arguments: list[str], log: Path, **environment: str):
        self.log = log
        self.output = log.open("ab")
        self.popen = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=child_environment(**environment),
            stdout=self.output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def signal_group(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, number)

    def stop(self, *, timeout: float = 12) -> None:
        """Ask the process to end, then make it."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.popen.wait(timeout)
        self.signal_group(signal.SIGKILL)
        self.popen.wait()
        self.output.close()

    def text(self) -> str:
        return self.log.read_text(errors="replace")


def start_worker(
    folder: Path, *, name: str = "worker", children: int = 1, **environment: str
) -> Process:
    app = environment.pop("APP", "config")
    command = f"celery -A {app} worker --concurrency={children} --loglevel=INFO"
    command += f" --without-gossip --without-mingle --hostname={name}@%h"
    return Process(command.split(), folder / f"{name}.log", **environment)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def start_web(folder: Path, port: int, *, workers: int = 1, **environment: str) -> Process:
    app = environment.pop("APP", "config.wsgi:application")
    command = f"gunicorn {app} --bind=127.0.0.1:{port} --workers={workers} --threads=4"
    command += " --no-control-socket --logger-class=config.logs.gunicorn.PlainLogger"
    return Process(command.split(), folder / "web.log", **environment)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


@contextlib.contextmanager
def running(process: Process) -> Iterator[Process]:
    try:
        yield process
    finally:
        process.stop()
