"""What the tests of faults share."""

from contextlib import nullcontext

import pytest
import redis
from django.conf import settings
from django.db import connection

from comments.breaker import Breaker
from moderation.pipeline import bell
from tests.faults.switches import Switches

# Faults that only one of the two can have.
OF = {"sqlite": "test_full_disk.py", "postgresql": "test_lost_server.py"}
collect_ignore = [file for vendor, file in OF.items() if vendor != connection.vendor]


def pytest_addoption(parser):
    """For the long tests: see launcher/faults.py."""
    group = parser.getgroup("faults", "long tests of faults")
    group.addoption("--rounds", type=int, default=3)
    group.addoption("--minutes", type=float, default=0.2)
    group.addoption("--rate", type=float, default=20)
    group.addoption("--seed", type=int, default=1)


@pytest.fixture(autouse=True)
def quiet_bell(monkeypatch):
    """Neither a memory nor a breaker of the test before."""
    monkeypatch.setattr(bell, "heard_at", float("-inf"))
    monkeypatch.setattr(bell, "breaker", Breaker())
    redis.Redis.from_url(settings.REDIS_URL).delete(bell.KEY)


@pytest.fixture(autouse=True)
def figures_are_seen_while_they_come(request, capsys):
    """Of the long tests, whose files have names of their own: bars, and what they found."""
    with nullcontext() if request.path.name.startswith("test_") else capsys.disabled():
        yield


@pytest.fixture
def switches(tmp_path):
    folder = tmp_path / "switches"
    folder.mkdir()
    return Switches(folder)
