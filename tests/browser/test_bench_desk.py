"""The desk's measurement runs, and what it says was decided was decided."""

import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from tests.processes import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.any_database]


def test_the_desk_is_measured_by_keys_alone(tmp_path):
    file = tmp_path / "desk.json"
    sizes = ["--open-items", "40", "--decisions", "6", "--contexts", "2"]

    # In a process of its own: Playwright runs in this one already.
    done = subprocess.run(
        [sys.executable, "manage.py", "bench", "desk", *sizes, "--json", str(file)],
        cwd=ROOT,
        env=os.environ | {"DEBUG": "True"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )

    found = json.loads(file.read_text())
    assert {name: found[name] for name in ("open_items", "decisions", "contexts")} == {
        "open_items": 40,
        "decisions": 6,
        "contexts": 2,
    }
    for name in ("next_painted", "context_shown", "bare_page"):
        assert 0 < found[name]["median"] <= found[name]["max"]
    assert "key to next comment painted" in done.stdout


@pytest.mark.parametrize("sizes", [("5", "6", "2"), ("40", "6", "7"), ("40", "6", "0")])
def test_sizes_that_cannot_be_are_refused(sizes):
    items, decisions, contexts = sizes

    with pytest.raises(CommandError, match="At least one context"):
        call_command(
            "bench", "desk", "--open-items", items, "--decisions", decisions, "--contexts", contexts
        )
