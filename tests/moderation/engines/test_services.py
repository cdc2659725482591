"""The contract with services over HTTP, good and bad, against a real one on this machine."""

import json
import logging
import socket
import threading
import time

import pytest

from moderation import engines, scoring
from moderation.scoring import ScoreResult
from tests.moderation.engines.conftest import CIVIL, KEY, RUDE, TEXTS
from tests.moderation.engines.failures import EVERY_WAY, dribbling, slow

pytestmark = pytest.mark.any_database

TIMEOUT = 0.4  # seconds


def openai_answer(body, value=None) -> bytes:
    """The good answer, or one with ``value`` for a score."""
    rows = [
        {
            "flagged": "moron" in text,
            "category_scores": {
                "harassment": value if value is not None else 0.75 if "moron" in text else 0.125,
                "harassment/threatening": 0.0625,
                "hate": 0.125 if "moron" in text else 0.03125,
                "hate/threatening": 0.0,
                "sexual": 0.5,
                "sexual/minors": 0.0,
                "violence": 0.875,
            },
        }
        for text in body["input"]
    ]
    said = {"id": "modr-1", "model": "omni-moderation-2024-09-26", "results": rows}
    return json.dumps(said).encode()


def perspective_answer(body, value=None) -> bytes:
    rude = "moron" in body["comment"]["text"]
    scores = {
        "TOXICITY": value if value is not None else 0.75 if rude else 0.125,
        "INSULT": 0.875 if rude else 0.0625,
        "PROFANITY": 0.25,
        "THREAT": 0.03125,
        "IDENTITY_ATTACK": 0.0,
    }
    said = {
        "attributeScores": {
            name: {"summaryScore": {"value": score, "type": "PROBABILITY"}}
            for name, score in scores.items()
        },
        "languages": ["en"],
    }
    return json.dumps(said).encode()


GOOD = {"openai": openai_answer, "perspective": perspective_answer}


@pytest.fixture(params=GOOD)
def engine(request, service, settings):
    """The engine's name, with a service that answers as it should."""
    use(service, settings, request.param)
    return request.param


def use(service, settings, name):
    settings.SCORER_ENGINE = name
    settings.SCORER_URL = service.url
    settings.SCORER_API_KEY = KEY
    settings.SCORER_TIMEOUT = TIMEOUT
    service.answer = lambda handler, body: handler.send(GOOD[name](body))


def scorers(results):
    return [result.scorer for result in results]


def test_openai_style_scores_replace_the_local_ones_and_local_marks_stay(service, settings):
    use(service, settings, "openai")
    local = scoring.score(TEXTS)

    results = engines.score(TEXTS)

    assert len(local[1].spans) > 0
    name = "openai:omni-moderation-2024-09-26"
    civil = {"insult": 0.125, "identity_attack": 0.03125, "threat": 0.0625, "sexual": 0.5}
    rude = {"insult": 0.75, "identity_attack": 0.125, "threat": 0.0625, "sexual": 0.5}
    assert results == [
        ScoreResult(0.125, civil, [], name),
        ScoreResult(0.75, rude, local[1].spans, name),
    ]
    [(path, headers, body)] = service.requests
    assert path == "/analyze"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert body == {"model": "omni-moderation-latest", "input": TEXTS}


def test_perspective_style_scores_replace_the_local_ones_and_local_marks_stay(service, settings):
    use(service, settings, "perspective")
    local = scoring.score(TEXTS)

    results = engines.score(TEXTS)

    name = "perspective@v1alpha1"
    civil = {"insult": 0.0625, "profanity": 0.25, "threat": 0.03125, "identity_attack": 0.0}
    assert results == [
        ScoreResult(0.125, civil, [], name),
        ScoreResult(0.75, civil | {"insult": 0.875}, local[1].spans, name),
    ]
    asked = {path: body for path, _, body in service.requests if body["comment"]["text"] == RUDE}
    assert asked == {
        f"/analyze?key={KEY}": {
            "comment": {"text": RUDE},
            "requestedAttributes": {
                "TOXICITY": {},
                "INSULT": {},
                "PROFANITY": {},
                "THREAT": {},
                "IDENTITY_ATTACK": {},
            },
            "doNotStore": True,
        }
    }
    assert len(service.requests) == 2


def test_words_of_a_text_that_the_service_finds_civil_are_not_marked(engine, service):
    service.answer = lambda handler, body: handler.send(GOOD[engine](body, 0.125))

    [result] = engines.score([RUDE])

    assert (result.rudeness, result.spans) == (0.125, [])


@pytest.mark.parametrize("fail", EVERY_WAY, ids=lambda fail: fail.__name__)
def test_a_failing_service_leaves_the_local_results_and_is_then_left_alone(
    engine, service, fail, caplog
):
    service.answer = lambda handler, body: fail(handler, body, body and GOOD[engine](body))
    local = scoring.score(TEXTS)
    start = time.monotonic()

    results = engines.score(TEXTS)

    assert time.monotonic() - start < TIMEOUT + 0.5
    assert results == local
    asked = len(service.requests)
    assert 1 <= asked <= len(TEXTS)  # A redirect that is followed would be one more.
    assert engines.score(TEXTS) == local
    assert len(service.requests) == asked
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    for secret in (KEY, CIVIL, RUDE, "Traceback"):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 1.0001, -0.1, True, "0.5", [], 10**400],
    ids=["nan", "inf", "above", "below", "true", "text", "list", "huge"],
)
def test_a_score_that_is_no_probability_never_becomes_a_verdict(engine, service, value):
    service.answer = lambda handler, body: handler.send(GOOD[engine](body, value))

    assert engines.score(TEXTS) == scoring.score(TEXTS)
    assert len(service.requests) >= 1


def test_a_single_bad_score_among_good_ones_costs_the_whole_batch(engine, service):
    def answer(handler, body):
        good = GOOD[engine](body)
        handler.send(good.replace(b"0.75", b"NaN"))

    service.answer = answer

    assert engines.score(TEXTS) == scoring.score(TEXTS)


@pytest.mark.parametrize(
    ("name", "score"), [("openai", b'"harassment": '), ("perspective", b'"TOXICITY": ')]
)
def test_an_answer_without_the_score_we_live_by_is_not_used(service, settings, name, score):
    use(service, settings, name)
    service.answer = lambda handler, body: handler.send(GOOD[name](body).replace(score, b'"x": '))

    assert engines.score(TEXTS) == scoring.score(TEXTS)


@pytest.mark.parametrize("texts_answered", [[], [RUDE], [RUDE, CIVIL, RUDE]])
def test_a_wrong_number_of_results_is_not_used(service, settings, texts_answered):
    use(service, settings, "openai")
    service.answer = lambda handler, body: handler.send(openai_answer({"input": texts_answered}))

    assert engines.score(TEXTS) == scoring.score(TEXTS)


@pytest.mark.parametrize("model", ["", "a b", "x" * 60, 7, None, "<b>"])
def test_a_model_without_a_proper_name_is_not_used(service, settings, model):
    use(service, settings, "openai")
    service.answer = lambda handler, body: handler.send(
        json.dumps(json.loads(openai_answer(body)) | {"model": model}).encode()
    )

    assert engines.score(TEXTS) == scoring.score(TEXTS)


def test_the_model_that_was_asked_for_names_an_answer_that_names_none(service, settings):
    use(service, settings, "openai")
    settings.SCORER_ENGINE = "openai:own-model"

    def answer(handler, body):
        said = json.loads(openai_answer(body))
        del said["model"]
        handler.send(json.dumps(said).encode())

    service.answer = answer

    assert scorers(engines.score(TEXTS)) == ["openai:own-model"] * 2
    assert service.requests[0][2]["model"] == "own-model"


def test_nobody_listening_leaves_the_local_results_and_the_log_says_so(
    engine, service, settings, caplog
):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    settings.SCORER_URL = f"http://127.0.0.1:{port}/"

    assert engines.score(TEXTS) == scoring.score(TEXTS)
    assert [record.getMessage() for record in caplog.records] == [
        f"{engine} not used, the local scorer is: ConnectionRefusedError"
    ]


def test_the_breaker_shuts_for_30_seconds_and_one_good_answer_opens_it(engine, service):
    service.answer = lambda handler, body: handler.send(b"", 503)
    engines.score([RUDE])
    breaker = engines.configured().breaker
    away = breaker.shut_until - time.monotonic()
    service.answer = lambda handler, body: handler.send(GOOD[engine](body))

    shut = engines.score([RUDE])
    breaker.shut_until = time.monotonic() - 1
    opened = [engines.score([RUDE])[0].rudeness for _ in range(2)]

    assert 29 < away <= 30
    assert shut == scoring.score([RUDE])
    assert opened == [0.75, 0.75]
    assert len(service.requests) == 3


def test_a_probe_that_fails_shuts_the_breaker_again(engine, service):
    service.answer = lambda handler, body: handler.send(b"", 503)
    engines.score([RUDE])
    engines.configured().breaker.shut_until = time.monotonic() - 1

    engines.score([RUDE])
    engines.score([RUDE])

    assert len(service.requests) == 2
    assert engines.configured().breaker.shut_until > time.monotonic() + 29


def test_a_full_batch_comes_back_in_order(engine, service, settings):
    settings.SCORER_TIMEOUT = 3.0
    texts = [RUDE if index % 3 == 0 else f"{CIVIL} {index}" for index in range(64)]

    results = engines.score(texts)

    assert [result.rudeness for result in results] == [
        0.75 if index % 3 == 0 else 0.125 for index in range(64)
    ]
    assert len(service.requests) == {"openai": 2, "perspective": 64}[engine]


def test_the_time_is_for_the_batch_and_not_for_each_request(service, settings):
    use(service, settings, "perspective")

    def answer(handler, body):
        time.sleep(0.2)
        handler.send(perspective_answer(body))

    service.answer = answer
    texts = [RUDE] * 64
    local = scoring.score(texts)
    start = time.monotonic()

    results = engines.score(texts)

    assert time.monotonic() - start < TIMEOUT + 0.5
    assert results == local


def test_any_string_is_sent_and_scored(engine, service):
    texts = ["", "\x00", "\ud800", "🙂" * 500, "שלום", '"}{', RUDE]

    results = engines.score(texts)

    assert [result.rudeness for result in results] == [0.125] * 6 + [0.75]


def test_nothing_to_score_asks_nobody(engine, service):
    assert engines.score([]) == []
    assert service.requests == []


def refusal(error_type: str) -> bytes:
    details = [{"@type": "type.googleapis.com/Error", "errorType": error_type}]
    return json.dumps({"error": {"code": 400, "message": "No.", "details": details}}).encode()


def test_a_text_that_perspective_does_not_take_is_scored_locally_and_breaks_nothing(
    service, settings
):
    use(service, settings, "perspective")

    def answer(handler, body):
        if body["comment"]["text"] == RUDE:
            handler.send(refusal("LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"), 400)
        else:
            handler.send(perspective_answer(body))

    service.answer = answer
    local = scoring.score(TEXTS)

    first, second = engines.score(TEXTS), engines.score(TEXTS)

    assert first == second
    assert first[1] == local[1]
    assert scorers(first) == ["perspective@v1alpha1", local[1].scorer]
    assert len(service.requests) == 4


def test_any_other_400_is_a_failure_of_the_service(service, settings):
    use(service, settings, "perspective")
    service.answer = lambda handler, body: handler.send(refusal("API_KEY_INVALID"), 400)

    assert engines.score([RUDE]) == engines.score([RUDE]) == scoring.score([RUDE])
    assert len(service.requests) == 1


def test_texts_for_this_machine_take_no_way_round_by_a_proxy(engine, service, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)

    assert engines.score([RUDE])[0].rudeness == 0.75


def test_a_caller_that_left_hangs_up_on_a_service_that_dribbles(service, settings):
    use(service, settings, "openai")
    noticed = threading.Event()

    def answer(handler, body):
        try:
            dribbling(handler, body, b"")
        except OSError:
            noticed.set()

    service.answer = answer

    engines.score([RUDE])

    assert noticed.wait(2)


def test_a_key_is_added_to_the_address_and_no_key_leaves_it_alone(service, settings):
    use(service, settings, "perspective")
    settings.SCORER_URL = f"{service.url}?site=a%20b"
    settings.SCORER_API_KEY = "a&b"
    engines.score([RUDE])
    settings.SCORER_API_KEY = ""
    engines.score([RUDE])

    paths = [path for path, _, _ in service.requests]
    assert paths == ["/analyze?site=a+b&key=a%26b", "/analyze?site=a%20b"]


def test_a_slow_service_costs_its_time_once(engine, service):
    service.answer = lambda handler, body: slow(handler, body, b"")
    engines.score(TEXTS)
    start = time.monotonic()

    for _ in range(5):
        engines.score(TEXTS)

    assert time.monotonic() - start < TIMEOUT
