"""The virtual environment: made once, renewed when the requirements change."""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import processes
from launcher.places import GIVEN_VENV, LOGS, PYTHON, ROOT, VAR, VENV, make_state_folder, shown
from launcher.processes import Program
from launcher.terminal import Problem, Stopped, say, step

# What is wanted for what: the second holds everything of the first.
PRODUCT = ("requirements.txt",)
DEVELOPMENT = ("requirements.txt", "requirements-dev.txt")

PIP_INSTALL = ["-m", "pip", "install", "--require-hashes", "--no-input", "--progress-bar=off"]
PIP_INSTALL += ["--disable-pip-version-check"]
STAMP = VENV / "installed.sha256"  # Written last: what is named here is completely installed.
MARK = VENV / "installing"  # There while pip works; left behind, nothing in the folder is trusted.


def ensure(requirements: tuple[str, ...]) -> None:
    """Make .venv hold ``requirements``, or see that it does.

    Raises Problem if that cannot be done. Interrupted at any point, the next call does it again.
    """
    if GIVEN_VENV:
        if not PYTHON.exists():
            raise Problem(f"DECORUM_VENV is {VENV}, but there is no {PYTHON}.")
        return
    make_state_folder()
    with _one_at_a_time() as held:
        if not _installed(requirements):
            try:
                _install(requirements, held)
            except Stopped:
                say("  Stopped while installing. The next start does it again.")
                raise


def _wanted(requirements: tuple[str, ...]) -> set[str]:
    """The lines the stamp must have, as sha256sum prints them."""
    return {f"{hashlib.sha256((ROOT / n).read_bytes()).hexdigest()}  {n}" for n in requirements}


def _installed(requirements: tuple[str, ...]) -> bool:
    return (
        not MARK.exists()
        and STAMP.exists()
        and _wanted(requirements) <= set(STAMP.read_text().splitlines())
        and _usable()
    )


def _install(requirements: tuple[str, ...], held: int) -> None:
    STAMP.unlink(missing_ok=True)
    log = LOGS / "install.log"
    log.unlink(missing_ok=True)
    if MARK.exists():
        say("  The last installation was interrupted, so it is made anew.")
    if MARK.exists() or not _usable():
        _make_venv(log, held)
    MARK.touch()
    file = requirements[-1]
    pip = Program(
        "Installing the packages",
        [str(PYTHON), *PIP_INSTALL, "-r", file],
        os.environ,
        log=log,
        grace=2,
        holds=(held,),
    )
    packages = len(re.findall(r"^[a-zA-Z0-9][^#\n]*==", (ROOT / file).read_text(), re.MULTILINE))
    with step(f"Installing {packages} package{'s' * (packages > 1)}"):
        processes.run_or_explain(pip)
    MARK.unlink()
    unfinished = STAMP.with_suffix(".unfinished")
    unfinished.write_text("\n".join(sorted(_wanted(requirements))) + "\n")
    unfinished.replace(STAMP)


def _usable() -> bool:
    """Whether .venv works: it no longer does once the system's Python was replaced."""
    if not PYTHON.exists():
        return False
    check = [str(PYTHON), "-c", "import pip"]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0  # noqa: S603  # Ours.


def _make_venv(log: Path, held: int) -> None:
    missing = [n for n in ("venv", "ensurepip") if importlib.util.find_spec(n) is None]
    if missing:
        raise Problem(
            f"This Python lacks the module {missing[0]}, which makes the virtual environment.\n"
            "On Debian and Ubuntu: apt install python3-venv"
        )
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir(parents=True)
    MARK.touch()
    # Not sys.executable: that may be the environment we have just removed.
    python = getattr(sys, "_base_executable", sys.executable)
    command = [python, "-m", "venv", str(VENV)]
    title = f"Making {shown(VENV)}"
    with step(title):
        processes.run_or_explain(Program(title, command, os.environ, log=log, holds=(held,)))


@contextmanager
def _one_at_a_time() -> Iterator[int]:
    """Wait for other installations, also for what is left of one that was killed.

    Gives a descriptor for the installing programs to hold.
    """
    with (VAR / "install.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  Another start is installing; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()
