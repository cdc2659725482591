"""`run.py up` is ended, one way or the other: nothing of it is ever left behind."""

import fcntl
import os
import pty
import signal
from pathlib import Path

import pytest

from tests.run.launches import free_port, until


@pytest.fixture
def running(launch, state):
    """The product, READY."""
    run = launch("--port", str(free_port()), env=state)
    run.wait_for("Ctrl-C stops everything.\n")
    return run


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_everything_in_order(running, number):
    running.process.send_signal(number)

    code, said = running.finish()
    assert code == 0
    assert said.endswith("\nCtrl-C stops everything.\n\nStopping …\nStopped.\n")
    assert running.processes() == {}


def test_closed_terminal_ends_everything(launch, state):
    ours, theirs = pty.openpty()
    run = launch("--port", str(free_port()), env=state, terminal=theirs)
    os.close(theirs)
    seen = b""
    while b"Ctrl-C stops everything." not in seen:
        seen += os.read(ours, 1024)

    assert run.find("valkey-server")
    os.close(ours)

    until(lambda: run.process.poll() is not None)
    assert run.process.returncode == 0
    assert run.processes() == {}


def test_kill_9_leaves_nothing_behind_and_the_next_start_works(running, launch, state):
    running.process.kill()
    running.process.wait()

    following = launch("--port", str(free_port()), env=state)
    following.wait_for("READY")

    assert running.processes() == {}


def test_start_waits_for_what_is_left_of_a_killed_run(launch, state):
    folder = Path(state["DECORUM_VAR"])
    folder.mkdir(exist_ok=True)
    with (folder / "children.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # As the keepers of a killed run do.
        run = launch("--port", str(free_port()), env=state)
        run.wait_for("The last run was killed; waiting for its processes to end.\n")
        assert "Decorum starts" not in run.said()
    run.wait_for("Decorum starts")

    run.process.terminate()

    code, said = run.finish()
    assert code == 128 + signal.SIGTERM
    assert "READY" not in said
    assert run.processes() == {}
