"""Any function as an engine."""

import time

import pytest
from django.core import checks

from moderation import engines, scoring
from moderation.scoring import ScoreResult, Span
from tests.moderation.engines import functions
from tests.moderation.engines.conftest import CIVIL, RUDE, TEXTS

pytestmark = pytest.mark.any_database

MODULE = "tests.moderation.engines.functions"


@pytest.fixture
def use(settings):
    def use(name):
        settings.SCORER_ENGINE = f"{MODULE}:{name}"
        settings.SCORER_TIMEOUT = 0.3

    return use


@pytest.mark.parametrize("name", ["numbers", "spoils_its_argument"])
def test_numbers_replace_the_local_scores_under_the_functions_name(use, name):
    use(name)
    local = scoring.score(TEXTS)

    assert engines.score(TEXTS) == [
        ScoreResult(0.0, {}, [], f"{MODULE}:{name}"),
        ScoreResult(0.75, {}, local[1].spans, f"{MODULE}:{name}"),
    ]


def test_results_are_taken_with_their_own_name_and_marks(use):
    use("results")

    marked = ScoreResult(0.5, {"sarcasm": 0.25}, [Span(0, 3, 1.0, None)], "own@2")
    assert engines.score(TEXTS) == [marked, marked]


@pytest.mark.parametrize(
    "name",
    [
        "too_few",
        "out_of_range",
        "nothing",
        "raises",
        "marks_beyond_the_end",
        "marks_that_overlap",
        "without_a_name",
    ],
)
def test_a_function_that_fails_leaves_the_local_results(use, name, caplog):
    use(name)

    assert engines.score(TEXTS) == scoring.score(TEXTS)
    assert len(caplog.records) == 1
    assert CIVIL not in caplog.text
    assert RUDE not in caplog.text


def test_a_function_that_hangs_is_left_behind_once(use):
    use("hangs")
    functions.calls.clear()
    functions.release.clear()
    try:
        start = time.monotonic()
        results = engines.score(TEXTS)
        waited = time.monotonic() - start
        engines.configured().breaker.shut_until = time.monotonic() - 1
        again = engines.score(TEXTS)
    finally:
        functions.release.set()
    engines.configured().engine.thread.join()
    engines.configured().breaker.shut_until = time.monotonic() - 1

    assert results == again == scoring.score(TEXTS)
    assert waited < 0.8
    assert functions.calls == [TEXTS]
    assert [result.rudeness for result in engines.score(TEXTS)] == [0, 0.75]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("no_such_package.x:score", "ModuleNotFoundError"),
        (f"{MODULE}:no_such_function", "AttributeError"),
        (f"{MODULE}:not_a_function", "is no function"),
    ],
)
def test_an_engine_that_is_not_there_stops_the_start_and_the_drain(settings, path, reason):
    settings.SCORER_ENGINE = path

    found = [error for error in checks.run_checks() if error.id == "decorum.E001"]

    assert [reason in error.msg for error in found] == [True]
    with pytest.raises(engines.EngineNotFound, match=reason):
        engines.load()


def test_an_engine_that_is_there_passes_the_checks(use):
    use("numbers")

    assert [error for error in checks.run_checks() if error.id == "decorum.E001"] == []
