"""For those who call pytest themselves: `python -m pytest -p tests.plugin_services`.

Starts what `run.py test` would have started, unless REDIS_URL says where a server is. A plugin and
not a fixture, because Django reads its settings before any conftest.py. Imports no Django.
"""

import os
import sys
from contextlib import ExitStack

import pytest

# Before the launcher reads it: the servers come from the environment that runs pytest.
os.environ.setdefault("DECORUM_VENV", sys.prefix)

from launcher import testing


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    if "REDIS_URL" not in os.environ:
        stack = ExitStack()
        early_config.add_cleanup(stack.close)
        given = stack.enter_context(testing.services())
        os.environ.update(given | {name: os.environ[name] for name in given if name in os.environ})
    return (yield)
