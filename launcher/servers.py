"""`run.py servers`: a Valkey and a PostgreSQL to measure or try things on, until the input ends."""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from launcher import environment, postgres, valkey
from launcher.places import LOGS, make_state_folder
from launcher.processes import Program
from launcher.terminal import say
from launcher.testing import DATABASES, wait_for

NAMES = ("valkey", *(name for name in DATABASES if name != "sqlite"))


def serve(only: str | None, keep: Path | None) -> int:
    """Tell on standard output where each server is, READY, and run them until the input ends.

    With ``keep`` PostgreSQL's data stays in that folder, and what it has committed is on the disk.
    """
    environment.ensure(environment.DEVELOPMENT)
    make_state_folder()
    with ExitStack() as stack:
        for name in [only] if only else NAMES:
            say(_start(name, keep, stack))
        say("READY")
        sys.stdin.read()
    return 0


def _start(name: str, keep: Path | None, stack: ExitStack) -> str:
    """Start a server that ends with the ``stack``. Returns the variable that leads there."""
    log = LOGS / f"servers-{name}.log"
    if name == "valkey":
        cache = valkey.prepare(env=os.environ, log=log)
        _run(cache.program, cache.answers, stack)
        return f"REDIS_URL={cache.url}"
    database = postgres.prepare(env=os.environ, log=log, keep=keep and keep.absolute() / name)
    _run(database.program, database.answers, stack)
    return f"DATABASE_URL={database.url}"


def _run(program: Program, answers: Callable[[], bool], stack: ExitStack) -> None:
    stack.callback(program.stop)
    program.start()
    wait_for(program, answers)
