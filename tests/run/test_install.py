"""The first start: it installs, or says why it cannot; an interrupted one is done again."""

import os
import signal

import pytest

from tests.run.launches import PATIENCE, free_port, small_project
from tests.run.package_index import serving

AGAIN = "The last installation was interrupted, so it is made anew."
# Whatever this machine's pip is told, it shall ask the test's index alone.
NO_PIP_SETTINGS = {name: "" for name in os.environ if name.startswith("PIP_")} | {
    "PIP_CONFIG_FILE": os.devnull,
    "DECORUM_VENV": "",
    "DECORUM_VAR": "",
}


@pytest.fixture
def index():
    with serving() as index:
        yield index


@pytest.fixture
def start(launch, tmp_path, index):
    """Start a copy that installs one small package, and then ends for want of Valkey."""
    small_project(tmp_path, {"requirements.txt": index.requirements()})

    def start(**env):
        return launch("--port", str(free_port()), folder=tmp_path, env=NO_PIP_SETTINGS | env)

    return start


def test_interrupted_install_is_done_again(start, index, tmp_path):
    killed = start()
    assert index.asked.wait(PATIENCE)
    killed.process.kill()
    killed_code, _ = killed.finish()
    stopped = start()
    stopped.wait_for("Making .venv")
    stopped.process.send_signal(signal.SIGINT)
    stopped_code, stopped_said = stopped.finish()
    index.answering.set()
    _, complete_said = start().finish()
    _, following_said = start().finish()

    assert (killed_code, stopped_code) == (-signal.SIGKILL, 130)
    assert killed.processes() == {}
    assert stopped.processes() == {}
    assert stopped_said.endswith("  Stopped while installing. The next start does it again.\n")
    assert "Traceback" not in stopped_said
    assert AGAIN in stopped_said
    assert AGAIN in complete_said
    assert list(tmp_path.glob(".venv/lib/python3*/site-packages/decorum_probe.py"))
    assert "Installing" not in following_said
    assert "no Valkey server for this machine" in following_said

    (tmp_path / "requirements.txt").write_text(index.requirements() + "# One line more.\n")
    _, changed_said = start().finish()

    assert "Installing 1 package " in changed_said
    assert "Making .venv" not in changed_said


def test_missing_venv_module_is_named(start, tmp_path):
    # As on Debian without python3-venv.
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")

    code, said = start(PYTHONPATH=str(tmp_path)).finish()

    assert code == 1
    assert said.endswith(
        "This Python lacks the module ensurepip, which makes the virtual environment.\n"
        "On Debian and Ubuntu: apt install python3-venv\n"
    )
    assert not (tmp_path / ".venv").exists()
