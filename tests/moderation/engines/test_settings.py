"""Which settings of the scorer start Decorum, and which stop it."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from moderation.pipeline import drain

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).parents[3]
GOOD_URL = "https://scores.example/v1"


@pytest.fixture
def read(monkeypatch):
    def read(**variables):
        monkeypatch.setenv("DEBUG", "True")
        for name in ("ENGINE", "URL", "API_KEY", "TIMEOUT"):
            monkeypatch.delenv(f"SCORER_{name}", raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(f"SCORER_{name}", value)
        found = runpy.run_path(str(ROOT / "config" / "settings.py"))
        return tuple(found[f"SCORER_{name}"] for name in ("ENGINE", "URL", "API_KEY", "TIMEOUT"))

    return read


def test_unset_the_local_scorer_is_used(read):
    assert read() == ("local", "", "", 2.0)


@pytest.mark.parametrize(
    "variables",
    [
        {"ENGINE": "openai", "URL": GOOD_URL, "API_KEY": "sk-1"},
        {"ENGINE": "openai:text-moderation-007", "URL": "http://localhost:9000/v1"},
        {"ENGINE": "perspective", "URL": "http://127.0.0.1:9000/v1", "TIMEOUT": "0.5"},
        {"ENGINE": "perspective", "URL": "http://[::1]:9000/v1", "TIMEOUT": "3"},
        {"ENGINE": "our_site.scores:score"},
        {"ENGINE": "semantic"},
        {"ENGINE": "scores:score"},
    ],
)
def test_good_values_are_taken(read, variables):
    expected = {"ENGINE": "local", "URL": "", "API_KEY": "", "TIMEOUT": "2"} | variables
    *words, timeout = expected.values()

    assert read(**variables) == (*words, float(timeout))


@pytest.mark.parametrize(
    "variables",
    [
        {"ENGINE": ""},
        {"ENGINE": "Local"},
        {"ENGINE": "gpt"},
        {"ENGINE": "openai:", "URL": GOOD_URL},
        {"ENGINE": "openai:a b", "URL": GOOD_URL},
        {"ENGINE": "openai:" + "m" * 54, "URL": GOOD_URL},
        {"ENGINE": "package.module"},
        {"ENGINE": "package/module:score"},
        {"ENGINE": "package.module:score()"},
        {"ENGINE": "openai"},
        {"ENGINE": "perspective", "URL": "http://scores.example/v1"},
        {"ENGINE": "perspective", "URL": "http://localhost.scores.example/v1"},
        {"ENGINE": "perspective", "URL": "file:///etc/passwd"},
        {"ENGINE": "perspective", "URL": "ftp://localhost/x"},
        {"ENGINE": "perspective", "URL": "https:///v1"},
        {"ENGINE": "perspective", "URL": "https://user:word@scores.example/v1"},
        {"ENGINE": "perspective", "URL": "https://scores.example:port/v1"},
        {"ENGINE": "perspective", "URL": "https://scores.example/v1\r\nX: y"},
        {"ENGINE": "perspective", "URL": "https://[scores.example/v1"},
        {"API_KEY": "two words"},
        {"API_KEY": "line\nbreak"},
        {"API_KEY": "schlüssel"},
        {"TIMEOUT": "0"},
        {"TIMEOUT": "-1"},
        {"TIMEOUT": "3.1"},
        {"TIMEOUT": "nan"},
        {"TIMEOUT": "soon"},
    ],
)
def test_a_wrong_value_stops_the_start(read, variables):
    with pytest.raises(ImproperlyConfigured, match="SCORER_") as refused:
        read(**variables)

    for secret in ("word@", "two words", "schlüssel"):
        assert secret not in str(refused.value)


def test_the_longest_time_leaves_the_batch_time_to_be_judged(read):
    assert read(TIMEOUT="3")[-1] + 1 < drain.BATCH_LIMIT


def test_engines_need_no_models():
    """Imported before Django has loaded any app, which models could not be."""
    code = "import sys, moderation.engines; print([m for m in sys.modules if '.models' in m])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"DEBUG": "True", "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    names = [name for name in eval(done.stdout) if name.startswith(("comments", "moderation"))]
    assert names == []
