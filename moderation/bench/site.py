"""A whole site to measure, in processes of its own: its settings, commands and web server."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENV = "/usr/bin/env"
ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60  # seconds


class NotMeasured(Exception):
    """Something could not be started, or did not do what it was told. Says what."""


def environment(folder: Path, *, redis_url: str, database_url: str = "") -> list[str]:
    """The settings of a measured site, as arguments of env(1); SQLite in ``folder`` by default."""
    return [
        # Not DEBUG: it keeps every statement, and that costs.
        "DEBUG=False",
        "SECRET_KEY=of-a-site-that-is-only-measured-and-then-thrown-away-0123456789",
        "ALLOWED_HOSTS=127.0.0.1,localhost,testserver",
        "HTTPS=False",
        f"DECORUM_VAR={folder}",
        f"DATABASE_URL={database_url or sqlite(folder / 'bench.sqlite3')}",
        f"REDIS_URL={redis_url}",
    ]


def sqlite(file: Path) -> str:
    return f"sqlite:///{file}"


def command(settings: list[str], *arguments: str) -> list[str]:
    """This Python with ``arguments``, under a site's settings."""
    return [ENV, *settings, sys.executable, *arguments]


def run(settings: list[str], *arguments: str, show: bool = False) -> str:
    """What `manage.py` with ``arguments`` says. Raises NotMeasured when it fails.

    ``show`` lets its progress be seen.
    """
    done = subprocess.run(  # noqa: S603  # Our own commands.
        command(settings, "manage.py", *arguments),
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=None if show else subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise NotMeasured(
            f"manage.py {arguments[0]} failed.\n{(done.stderr or '')[-1500:]}".strip()
        )
    return done.stdout.strip()


def code(module: str, words: str) -> list[str]:
    """Arguments of `manage.py` that run a function of moderation.bench on the site's database."""
    name = module.rpartition(".")[2]
    return ["shell", "--no-imports", "-c", f"from moderation.bench import {name}; {name}.{words}"]


def call(settings: list[str], module: str, words: str) -> str:
    """What the function writes to standard output. Raises NotMeasured."""
    return run(settings, *code(module, words))


@contextmanager
def started(arguments: list[str], *, log: Path | None = None) -> Iterator[subprocess.Popen]:
    """A process while the block runs, its output in ``log``."""
    with (log or Path("/dev/null")).open("ab") as output:
        process = subprocess.Popen(  # noqa: S603  # Our own commands.
            arguments, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def web(
    settings: list[str], *, log: Path | None = None, application: str = "config.wsgi:application"
) -> Iterator[tuple[str, int]]:
    """Address and process id of the site's server, started as by run.py: 2 processes, 4 threads."""
    port = free_port()
    words = f"-m gunicorn {application} --bind=127.0.0.1:{port} --workers=2 --threads=4"
    plain = "--no-control-socket --logger-class=config.logs.gunicorn.PlainLogger"
    arguments = command(settings, *words.split(), *plain.split(), "--log-level=warning")
    with started(arguments, log=log) as server:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/healthz", server, log)
        yield address, server.pid


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def get(address: str) -> bytes:
    """What the site answers there. Raises OSError."""
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310  # Our own.
        return bytes(answer.read())


def wait_for(address: str, server: subprocess.Popen, log: Path | None) -> None:
    """Until the site answers. Raises NotMeasured when it ends, or takes more than PATIENCE."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            get(address)
            return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.02)
    words = log.read_text(errors="replace")[-1500:] if log else ""
    raise NotMeasured(f"{address} did not answer within {PATIENCE} s.\n{words}".strip())
