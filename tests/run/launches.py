"""Starts run.py and watches what becomes of it."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import termios
import time
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# What a caller of pytest may have set; run.py must begin without.
OURS = ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "HTTPS", "REDIS_URL", "DATABASE_URL", "SITE_URL")
PATIENCE = 90  # seconds; a slow machine is no failure


def until(condition, *, seconds=PATIENCE):
    """Wait for ``condition()`` and return what it gave. Fails the test after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_terminal_our_own():
    """So that closing it hangs up, as closing a window does."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@dataclass(frozen=True)
class Seen:
    """A process: its parent's id, when it started (in ticks), its arguments and environment."""

    parent: int
    started: int
    command: str
    environment: list[bytes]


def process_table():
    """``{process id: Seen}`` of all processes but zombies."""
    table = {}
    for folder in Path("/proc").glob("[0-9]*"):
        # Some end while we look.
        with suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if fields[0] != "Z":
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environment = (folder / "environ").read_bytes().split(b"\0")
                table[int(folder.name)] = Seen(
                    int(fields[1]), int(fields[19]), command, environment
                )
    return table


class Launch:
    """One start of run.py. All its processes carry a mark of their own in their environment."""

    def __init__(self, *arguments, folder=ROOT, env, terminal=None):
        self.mark = f"DECORUM_LAUNCH={uuid.uuid4()}"
        name, value = self.mark.split("=")
        inherited = {key: text for key, text in os.environ.items() if key not in OURS}
        self.process = subprocess.Popen(
            [sys.executable, "run.py", *arguments],
            cwd=folder,
            env=inherited | env | {name: value},
            stdin=subprocess.DEVNULL if terminal is None else terminal,
            stdout=subprocess.PIPE if terminal is None else terminal,
            stderr=subprocess.STDOUT if terminal is None else terminal,
            start_new_session=True,
            preexec_fn=None if terminal is None else make_terminal_our_own,
        )
        self.output = ""
        self.seen = set()
        if terminal is None:
            os.set_blocking(self.process.stdout.fileno(), False)

    def said(self):
        """Everything it has printed so far."""
        with suppress(BlockingIOError):
            while chunk := os.read(self.process.stdout.fileno(), 65536):
                self.output += chunk.decode()
        return self.output

    def wait_for(self, text):
        until(lambda: text in self.said() or self.process.poll() is not None)
        assert text in self.said()
        self.processes()

    def finish(self):
        """Wait for its end and return ``(exit code, all it said)``."""
        until(lambda: self.said() is not None and self.process.poll() is not None)
        return self.process.returncode, self.said()

    def processes(self):
        """``{process id: command line}`` of all that is alive of it, whoever the parent is now.

        Known by the mark in their environment, or as descendants seen at an earlier look: Valkey
        writes its title over its environment.
        """
        table = process_table()
        family = {self.process.pid}
        while more := {pid for pid, one in table.items() if one.parent in family} - family:
            family |= more
        for pid in family & set(table):
            self.seen.add((pid, table[pid].started))
        return {
            pid: one.command
            for pid, one in table.items()
            if (pid, one.started) in self.seen or self.mark.encode() in one.environment
        }

    def find(self, word):
        """The process ids of its programs with ``word`` in the command line; the oldest first."""
        return sorted(
            pid
            for pid, command in self.processes().items()
            if word in command and "keeper.py" not in command and "run.py" not in command
        )

    def keeper_of(self, word):
        return next(
            pid
            for pid, command in self.processes().items()
            if "keeper.py" in command and word in command
        )

    def kill_all(self):
        """For the end of a test, whatever happened in it."""
        self.process.kill()
        # The rest should go by itself, and tidy up.
        deadline = time.monotonic() + 20
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        while left := self.processes():
            for pid in left:
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def launching():
    """Gives a function that starts run.py. At the end whatever is left of it is killed."""
    launches = []

    def launch(*arguments, **options):
        launches.append(Launch(*arguments, **options))
        return launches[-1]

    try:
        yield launch
    finally:
        for each in launches:
            each.kill_all()


def small_project(folder, files):
    """Copy run.py and its launcher to ``folder`` and write ``{path: text}`` beside them."""
    shutil.copytree(ROOT / "launcher", folder / "launcher")
    shutil.copy(ROOT / "run.py", folder)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder
