"""The image and compose.yaml say what run.py says. No engine is needed: the files are read."""

import fnmatch
import json
import re

import pytest
import yaml

from launcher import healthz, up, valkey
from launcher.places import ROOT
from tests.processes import free_port

PARTS = ("setup", "web", "worker", "beat")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


@pytest.fixture(scope="module")
def image():
    """The instructions of the Dockerfile, each in one line."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def argument(image, instruction):
    return [line.split(" ", 1)[1] for line in image if line.startswith(f"{instruction} ")][-1]


def test_the_web_server_is_started_as_run_py_starts_it(image, compose):
    assert json.loads(argument(image, "CMD")) == [*up.WEB[1:], "--bind=0.0.0.0:8000"]
    assert "command" not in compose["services"]["web"]


def test_worker_and_beat_together_are_what_run_py_starts_as_one(compose):
    one = [word for word in up.WORKER[up.WORKER.index("celery") :] if "--schedule=" not in word]
    worker = compose["services"]["worker"]["command"]

    assert [word for word in one if word != "--beat"] == worker
    assert compose["services"]["beat"]["command"][:4] == ["celery", "-A", "config", "beat"]


def test_valkey_keeps_what_it_gets_as_run_py_has_it(tmp_path, compose):
    program = valkey.prepare(env={}, log=tmp_path / "log", data=tmp_path).program
    ours = [str(word) for word in program.command]
    theirs = compose["services"]["valkey"]["command"]
    options = ("--maxmemory-policy", "--appendonly", "--appendfsync", "--save")

    assert [theirs[theirs.index(o) + 1] for o in options] == [
        ours[ours.index(o) + 1] for o in options
    ]


def test_images_are_pinned_and_run_as_nobody_in_particular(image, compose):
    bases = [line.split()[1] for line in image if line.startswith("FROM ")]
    others = [compose["services"][name]["image"] for name in ("database", "valkey")]

    assert len(set(bases)) == 1
    for name in [*bases, *others]:
        assert re.search(r":\d+\.\d+(\.\d+)?-(slim-)?bookworm$", name), name
    assert argument(image, "USER") == "10001:10001"
    assert json.loads(argument(image, "HEALTHCHECK").split("CMD ")[1])[-2] == "launcher.healthz"


def test_every_part_has_the_same_settings_and_may_do_as_little_as_possible(compose):
    parts = [compose["services"][name] for name in PARTS]

    assert all(part["environment"] == parts[0]["environment"] for part in parts)
    assert all(part["read_only"] and part["cap_drop"] == ["ALL"] for part in parts)
    assert all(part["security_opt"] == ["no-new-privileges:true"] for part in parts)


def test_every_variable_is_one_that_the_settings_read(compose):
    read = (ROOT / "config" / "settings.py").read_text()
    names = compose["services"]["web"]["environment"]

    assert [name for name in names if f'"{name}"' not in read] == []
    assert "DEBUG" not in names  # So it is False.


def test_what_has_no_safe_default_must_be_given(compose):
    values = compose["services"]["web"]["environment"].values()
    text = " ".join(map(str, values))

    assert re.findall(r"\$\{(\w+):\?", text) == [
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "SITE_URL",
        "POSTGRES_PASSWORD",
    ]


def test_nothing_starts_before_what_it_needs(compose):
    services = compose["services"]

    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["setup"] == {
            "condition": "service_completed_successfully"
        }
    assert "healthcheck" in services["database"]
    assert "healthcheck" in services["valkey"]


def test_the_image_gets_the_product_and_neither_states_nor_secrets():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    kept = [line[1:] for line in lines if line.startswith("!")]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}

    assert "*" in lines
    assert packages <= set(kept)
    assert [name for name in kept if not (ROOT / name).exists()] == []
    for secret in (".env", "var", ".git", "tests", "docs"):
        assert not any(fnmatch.fnmatch(secret, name) for name in kept)


def test_the_health_check_ends_with_1_where_nobody_answers(capsys):
    code = healthz.main(str(free_port()))

    assert (code, capsys.readouterr().out[:2]) == (1, "0 ")
