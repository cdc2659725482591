"""`run.py test` and the plugin: real servers for a small project's tests, and a truthful count."""

import os
import signal
import subprocess
import sys

import pytest

from launcher import faults
from tests.run.launches import PATIENCE, ROOT, small_project, until

ENV = {"DECORUM_VENV": sys.prefix, "DECORUM_VAR": "", "PYTHONDONTWRITEBYTECODE": "1"}
TESTS = """
import os

import psycopg
import pytest
import redis


def test_valkey_answers_and_refuses_when_full():
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    client.close()


def test_postgresql_is_there_when_named():
    if "DATABASE_URL" not in os.environ:
        pytest.skip("SQLite")
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT lower('ÄÖ')").fetchone() == ("äö",)


@pytest.mark.skipif(os.environ.get("FAIL") is None, reason="not asked to")
def test_fails_when_asked():
    assert os.environ["FAIL"] == "no"


def test_set_up_of_production():
    assert os.environ["DEBUG"] == "False"
    assert len(os.environ["SECRET_KEY"]) > 50
    assert os.path.isdir(os.environ["DECORUM_VAR"])
"""
OPTIONS = """
def pytest_addoption(parser):
    for name in ("rounds", "minutes", "rate", "seed"):
        parser.addoption(f"--{name}")
    parser.addoption("--every", action="store_true")
"""
LONG = """
import time

def test_long():
    time.sleep(600)
"""


@pytest.fixture
def project(tmp_path):
    return small_project(
        tmp_path,
        {"pytest.ini": "[pytest]\naddopts = -p no:django\n", "test_small.py": TESTS},
    )


def test_both_databases_are_tested_and_counted(launch, project):
    run = launch("test", folder=project, env=ENV)

    code, said = run.finish()

    assert code == 0
    assert said.endswith(
        "\nSQLite: 2 passed, 0 failed, 2 skipped\n"
        "PostgreSQL: 3 passed, 0 failed, 1 skipped\n"
        "5 passed, 0 failed, 3 skipped\n"
    )
    assert run.processes() == {}


def test_failure_is_counted_and_arguments_reach_pytest(launch, project):
    run = launch(
        "test", "--only", "sqlite", "-k", "valkey or fails", folder=project, env=ENV | {"FAIL": "y"}
    )

    code, said = run.finish()

    assert code == 1
    assert "2 deselected" in said
    assert said.endswith("\nSQLite: 1 passed, 1 failed, 0 skipped\n1 passed, 1 failed, 0 skipped\n")


def test_long_tests_of_faults_run_alone_with_what_was_asked_for(launch, project):
    (project / "test_small.py").write_text("")
    test = "def test_long(pytestconfig, capsys):\n    assert pytestconfig.getoption('every')\n"
    test += "    with capsys.disabled():\n        print()\n"
    for option in ("rounds", "minutes", "rate", "seed"):
        test += f"        print({option!r}, pytestconfig.getoption({option!r}))\n"
    for path in faults.LONG:
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(test)
    (project / "tests/faults/conftest.py").write_text(OPTIONS)
    arguments = ["--faults", "--only", "sqlite", "--rounds", "7", "--minutes", "0.5"]

    code, said = launch("test", *arguments, "--seed", "3", folder=project, env=ENV).finish()

    assert code == 0
    assert said.count("rounds 7\nminutes 0.5\nrate 50\nseed 3\n") == len(faults.LONG)
    assert said.endswith("\nSQLite: 6 passed, 0 failed, 0 skipped\n6 passed, 0 failed, 0 skipped\n")


def test_ctrl_c_lets_pytest_say_where_it_was(launch, project):
    (project / "test_small.py").write_text(LONG)
    run = launch("test", "--only", "sqlite", "-v", folder=project, env=ENV)
    run.wait_for("test_long")

    run.process.send_signal(signal.SIGINT)

    code, said = run.finish()
    assert code == 130
    assert "KeyboardInterrupt" in said
    assert "Traceback" not in said
    assert run.processes() == {}


def test_killed_test_run_leaves_nothing_behind(launch, project):
    (project / "test_small.py").write_text(LONG)
    run = launch("test", "--only", "postgres", "-v", folder=project, env=ENV)
    run.wait_for("test_long")
    assert run.find("postgres")
    assert run.find("valkey-server")

    run.process.kill()

    until(lambda: run.processes() == {})


def test_plugin_starts_valkey_for_a_direct_pytest(project):
    (project / "tests").mkdir()
    plugin = (ROOT / "tests" / "plugin_services.py").read_text()
    (project / "tests" / "plugin_services.py").write_text(plugin)
    env = {name: text for name, text in os.environ.items() if name != "REDIS_URL"}

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.plugin_services", "-k", "valkey"],
        cwd=project,
        env=env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert "1 passed, 3 deselected" in done.stdout
    assert done.returncode == 0
