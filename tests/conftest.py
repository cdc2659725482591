"""Fixtures for all tests. Services (Valkey, PostgreSQL) are started by `run.py test`."""

import shutil
import uuid
from pathlib import Path

import pytest
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation

from comments.pace import buckets
from moderation import append_only, roles
from moderation.models import WorkerHeartbeat
from tests.factories import UserFactory, make_staff
from tests.processes import running, start_worker, wait_until

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


# What never asks the database: the launcher, and the scorer's pure functions.
ANY_DATABASE = (Path("tests/run"), Path("tests/moderation/scoring"))


def pytest_addoption(parser):
    """For `run.py test --faults`: what takes a share of its cases otherwise takes them all."""
    parser.addoption("--every", action="store_true", help="all cases of tests that take a share")


@pytest.fixture(scope="session")
def every(request) -> bool:
    return request.config.getoption("every")


def pytest_collection_modifyitems(config, items):
    for item in items:
        if any((config.rootpath / folder) in item.path.parents for folder in ANY_DATABASE):
            item.add_marker(pytest.mark.any_database)
    skip = pytest.mark.skip(reason="Chromium is not installed")
    for item in items:
        if item.get_closest_marker("browser") and CHROMIUM is None:
            item.add_marker(skip)


@pytest.fixture(autouse=True, scope="session")
def log_steps_aside_between_tests():
    """Emptying the tables after a transactional test deletes log rows, which triggers forbid.

    They come back, with the first policy version, by the post_migrate signal that emptying sends.
    """
    patch = pytest.MonkeyPatch()
    teardown = TransactionTestCase._fixture_teardown

    def teardown_without_triggers(self):
        for alias in self._databases_names(include_mirrors=False):
            append_only.remove(connections[alias])
        teardown(self)

    patch.setattr(TransactionTestCase, "_fixture_teardown", teardown_without_triggers)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def quick_settings(settings):
    """Passwords that hash fast, static files without a collected manifest, and a cache of its own
    for each test: it counts the tries to log in."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(uuid.uuid4()),
        }
    }
    settings.REQUIRE_SECOND_FACTOR = False  # Its own tests ask for it.
    settings.WHITENOISE_AUTOREFRESH = True
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def fresh_limits(settings, monkeypatch):
    """Full buckets for each test, and forms that may be sent at once."""
    monkeypatch.setattr(buckets, "PREFIX", f"test:{uuid.uuid4()}:")
    buckets.breaker.worked()
    settings.MIN_FORM_SECONDS = 0


@pytest.fixture(autouse=True)
def no_language_left_on():
    """A request in German leaves German on in this thread, as in a server's, where the next request
    sets its own; a test that asks for no page would be answered in German."""
    yield
    translation.deactivate()


@pytest.fixture
def worker(transactional_db, tmp_path):
    """A real Celery worker on this test's database, past its first sign of life."""
    with running(start_worker(tmp_path)) as process:
        wait_until(WorkerHeartbeat.objects.exists, timeout=90, what="the worker's sign of life")
        yield process


@pytest.fixture
def reader(db):
    return UserFactory(username="robin")


@pytest.fixture
def moderator(db):
    return make_staff(roles.MODERATOR, username="mika")


@pytest.fixture
def lead(db):
    return make_staff(roles.LEAD, username="lou")


@pytest.fixture
def reader_client(client, reader):
    client.force_login(reader)
    return client


@pytest.fixture
def moderator_client(client, moderator):
    client.force_login(moderator)
    return client


@pytest.fixture
def lead_client(client, lead):
    client.force_login(lead)
    return client
