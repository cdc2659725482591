"""The web server with faults on demand, and its worker beside it where a test wants one."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from tests.faults.switches import VARIABLE, Switches
from tests.processes import Process, answers, free_port, running, start_web, wait_until

# Who posts here posts more than people do.
RATES = {f"RATE_{deed}": "1000000/minute" for deed in ("POST", "VOTE", "REPORT")}


@contextlib.contextmanager
def site(
    folder: Path, switches: Switches, *, workers: int = 1, **environment: str
) -> Iterator[int]:
    """A web server while the block runs. Gives its port."""
    port = free_port()
    with running(start_site(folder, switches, port, workers=workers, **environment)) as web:
        wait_for_answers(web, port)
        yield port


def start_site(folder: Path, switches: Switches, port: int, **options) -> Process:
    options = RATES | {VARIABLE: str(switches.folder)} | options
    return start_web(folder, port, APP="tests.faults.web_app:application", **options)


def wait_for_answers(web: Process, port: int) -> None:
    url = f"http://127.0.0.1:{port}/healthz"
    wait_until(
        lambda: answers(url) or web.popen.poll() is not None, timeout=60, what="the web server"
    )
    assert web.popen.poll() is None, web.text()
