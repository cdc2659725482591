"""`run.py lint`: one line per check, and what the failed ones complain about."""

import sys
from pathlib import Path

import pytest

from launcher import checks


@pytest.fixture
def lint(monkeypatch, capsys):
    """Run ``{title: Python code}`` as the checks. Gives the exit code and what was said."""
    monkeypatch.setattr(checks, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(checks.environment, "ensure", lambda requirements: None)

    def lint(**codes):
        monkeypatch.setattr(
            checks, "CHECKS", {title: ["-c", code] for title, code in codes.items()}
        )
        return checks.lint(), capsys.readouterr().out

    return lint


def test_passed_checks_say_nothing_more(lint):
    code, said = lint(style="print('fine')", types="")

    assert code == 0
    assert [line.split()[0] for line in said.splitlines() if line.strip()] == [
        "style",
        "types",
        "2",
    ]
    assert said.endswith("\n2 checks passed, 0 failed\n")


def test_failed_check_shows_its_complaint(lint):
    code, said = lint(style="raise SystemExit('line 1 is crooked')", types="")

    assert code == 1
    assert said.endswith("\nstyle:\nline 1 is crooked\n\n1 checks passed, 1 failed\n")


def test_checks_see_a_production_set_up(lint):
    show = "import os; raise SystemExit(os.environ['DEBUG'] + ' ' + os.environ['ALLOWED_HOSTS'])"

    _, said = lint(settings=show)

    assert "\nsettings:\nFalse example.org\n" in said
