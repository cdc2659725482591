"""A way to start run.py, and one state folder for all starts of the product."""

import os
import sys
import uuid

import psycopg
import pytest

from tests.run.launches import launching


@pytest.fixture(scope="session")
def state(tmp_path_factory):
    """The variables for a start of the product: this environment, a state of its own.

    Shared by all tests, one after the other, as on a machine that is used: only the first start
    has to fill the database.
    """
    env = {
        "DECORUM_VENV": sys.prefix,
        "DECORUM_VAR": str(tmp_path_factory.mktemp("run") / "var"),
    }
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield env
        return
    # A database of its own: the one in the URL may be somebody's.
    name = f"decorum_run_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield env | {"DATABASE_URL": f"{server.rpartition('/')[0]}/{name}"}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def launch():
    """Start run.py with arguments; whatever is left of it afterwards is killed."""
    with launching() as start:
        yield start
