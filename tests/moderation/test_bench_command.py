"""manage.py bench score: it runs, says what is missing, and will not report from a busy machine."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from moderation.bench import parts, score
from moderation.scoring import scorer_name
from moderation.scoring.evaluate import bench
from moderation.scoring.evaluate.restless import Calm

FIGURE = {"value", "low", "high"}


@pytest.fixture
def calm(monkeypatch):
    monkeypatch.setattr(parts, "cpu_seconds", lambda: 0.01)


def run(*options):
    out = StringIO()
    call_command("bench", "score", "--texts", "8", "--rounds", "3", *options, stdout=out)
    return out.getvalue()


def test_bench_writes_its_figures_as_json(calm, monkeypatch, tmp_path):
    monkeypatch.setattr(score, "rival", lambda: lambda texts: [0.5] * len(texts))

    run("--json", str(tmp_path / "bench.json"))

    found = json.loads((tmp_path / "bench.json").read_text())
    names = [engine.pop("name") for engine in found["engines"]]
    assert names == [scorer_name(), "alt-profanity-check", "only hashing"]
    for engine in found.pop("engines"):
        assert {name: set(figure) for name, figure in engine.items()} == {
            "comments_per_second": FIGURE,
            "alone_ms": FIGURE,
            "ratio": FIGURE,
        }
    assert 180 <= found.pop("characters") <= 220
    assert found.pop("python")
    assert found.pop("numpy")
    assert found == {
        "texts": 8,
        "seed": 0,
        "batch": 64,
        "rounds": 3,
        "calibration_spread": 0.0,
        "not_installed": [],
    }


def test_bench_says_that_the_rival_is_not_installed(calm, monkeypatch):
    monkeypatch.setattr(score, "rival", lambda: None)

    assert run().endswith("alt-profanity-check is not installed here.\n")


def test_bench_on_a_restless_machine_refuses_to_report(monkeypatch, tmp_path):
    times = iter([1.0, 1.1, 1.26])
    monkeypatch.setattr(parts, "cpu_seconds", lambda: next(times))

    with pytest.raises(CommandError, match="differ by 26%, more than 25%"):
        run("--json", str(tmp_path / "bench.json"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [["--texts", "0"], ["--rounds", "0"]])
def test_bench_of_nothing_is_refused(options):
    with pytest.raises(CommandError, match="must be at least 1"):
        run(*options)


def test_comments_are_the_same_for_a_seed_and_as_long_as_comments_usually_are():
    written = ["One sentence. And one more!", "What is it? No stop"]

    made = bench.comments(written, 50, seed=1)

    assert made == bench.comments(written, 50, seed=1) != bench.comments(written, 50, seed=2)
    assert {180 <= len(text) <= 220 for text in made} == {True}
    for sentence in ("One sentence.", "And one more!", "What is it?", "No stop"):
        assert any(sentence in text for text in made)


def test_each_engine_is_compared_with_the_first():
    engines = {"ours": lambda texts: sum(range(20_000)), "same": lambda texts: sum(range(20_000))}

    measured = bench.measure(engines, ["x"] * 8, rounds=3, calm=Calm(lambda: 0.01))

    assert [timing.name for timing in measured.timings] == ["ours", "same"]
    assert measured.timings[0].ratio == (1.0, 1.0, 1.0)
    assert measured.timings[1].ratio.value > 0
