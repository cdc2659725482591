"""The log as it is written: the real handler and formatter, with another stream."""

import io
import json
import logging

import pytest


@pytest.fixture
def log(monkeypatch):
    """Gives the lines written so far, each read as JSON."""
    handlers = [each for each in logging.getLogger().handlers if each.get_name() == "stderr"]
    assert len(handlers) == 1
    stream = io.StringIO()
    monkeypatch.setattr(handlers[0], "stream", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
