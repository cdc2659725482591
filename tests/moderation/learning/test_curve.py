"""The learning curve: measured on rows it has not learnt from, kept, and drawn into its page."""

import csv
import gzip
import json

import pytest
from django.core.management import CommandError, call_command

from moderation.bench import learning
from moderation.learning import curve
from tests.moderation.learning import world


@pytest.fixture
def data(tmp_path):
    with gzip.open(tmp_path / curve.SET, "wt", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "label"])
        # Each text is another, or a word for testing would be one to learn from, too.
        for number, (text, rude) in enumerate(zip(*world.texts(120), strict=True)):
            rows.writerow([f"{text} No {number}", int(rude)])
    return tmp_path


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setattr(learning, "KEPT", tmp_path / "learning.json")
    monkeypatch.setattr(learning, "PAGE", tmp_path / "learning.md")
    monkeypatch.setattr(learning, "PLOT", tmp_path / "learning.svg")
    monkeypatch.setattr(curve, "SIZES", (0, 40))
    (tmp_path / "learning.md").write_text("Before\n<!-- bench learning -->\n<!-- end -->\nafter\n")
    return tmp_path


def test_command_keeps_the_curve_and_writes_its_page(data, kept, capsys):
    call_command("bench", "learning", data=data, verbosity=0)

    found = json.loads((kept / "learning.json").read_text())
    general, some, whole = found["points"]
    tested = sum(curve.held_out(f"{t} No {n}") for n, t in enumerate(world.texts(120)[0]))
    assert (found["labels"], found["tested"]["rows"]) == (120 - tested, tested)
    assert [point["labels"] for point in found["points"]] == [0, 40, 120 - tested]
    assert general["auc"]["value"] < 0.9 < some["auc"]["value"] <= whole["auc"]["value"]
    page = (kept / "learning.md").read_text()
    assert page.startswith("Before\n")
    assert page.endswith("<!-- end -->\nafter\n")
    assert learning.page(found) in page
    assert "<polyline" in (kept / "learning.svg").read_text()
    assert learning.page(found) in capsys.readouterr().out


def test_command_says_what_is_missing(tmp_path, kept):
    with pytest.raises(CommandError, match=curve.SET):
        call_command("bench", "learning", data=tmp_path / "nowhere", verbosity=0)


def test_docs_show_the_kept_figures():
    found = json.loads(learning.KEPT.read_text())

    assert learning.page(found) in learning.PAGE.read_text()
    assert learning.PLOT.read_text() == learning.plot(found)
