"""A pytest plugin: each of several test processes talks to a Valkey of its own.

Named by PYTEST_PLUGINS and not by -p, because pytest-django reads the settings before pytest-xdist
hands -p on to its processes.
"""

import os

from launcher.testing import VALKEYS

lane = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
os.environ["REDIS_URL"] = os.environ[VALKEYS].split()[int(lane)]
