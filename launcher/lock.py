"""One running Decorum per state folder."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from launcher.places import VAR, make_state_folder
from launcher.terminal import Problem, say

LAST_RUN_LIMIT = 30  # seconds the processes of a killed launcher may take to end


@contextmanager
def alone(address: str) -> Iterator[int]:
    """Hold the lock while the block runs. Raises Problem if another start holds it.

    Gives a descriptor for the children to hold: after a kill -9 of the launcher its children still
    need a moment to end, and the next start must not meet them at the port or in Valkey's files.
    The locks are the kernel's, so a file left behind means nothing.
    """
    make_state_folder()
    with (VAR / "run.lock").open("a+") as own, (VAR / "children.lock").open("a+") as shared:
        if not _taken(own):
            raise Problem(_who_runs(own))
        own.truncate(0)
        own.write(json.dumps({"pid": os.getpid(), "address": address}) + "\n")
        own.flush()
        if not _taken(shared):
            say("The last run was killed; waiting for its processes to end.")
            _wait_for(shared)
        yield shared.fileno()


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for(shared: IO[str]) -> None:
    deadline = time.monotonic() + LAST_RUN_LIMIT
    while not _taken(shared):
        if time.monotonic() > deadline:
            raise Problem("Processes of the last run do not end. Look for them with: ps -ef")
        time.sleep(0.1)


def _who_runs(own: IO[str]) -> str:
    own.seek(0)
    try:
        holder = json.loads(own.read())
        return (
            f"Decorum is already running at {holder['address']} (process {holder['pid']}).\n"
            f"To stop it: kill {holder['pid']}"
        )
    except (ValueError, KeyError):
        return "Decorum is already being started."
