"""`run.py test`: all tests on each database, with real servers. And the screenshots."""

import os
import secrets
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from launcher import environment, postgres, processes, valkey
from launcher.places import LOGS, PYTHON, ROOT, make_state_folder
from launcher.processes import Program
from launcher.terminal import Problem, Stopped, say, step

DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
START_LIMIT = 30  # seconds a server gets to answer
LANES = 2  # Test processes at a time. Each test waits for a browser or a database half of its time.
VALKEYS = "DECORUM_TEST_VALKEYS"  # For launcher/lanes.py: a URL per lane, with a space between.
LAST_WORDS = 15  # seconds pytest gets for its summary after Ctrl-C


@dataclass(frozen=True, slots=True)
class Count:
    """How many tests ended how. A test whose set-up or clean-up broke counts as failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def test(only: str | None, arguments: list[str]) -> int:
    """Run pytest once per database. Returns 1 if any run failed, else 0.

    All tests run in several processes; chosen ones in one, where --pdb and -s work.
    """
    environment.ensure(environment.DEVELOPMENT)
    if not any(map(shutil.which, BROWSERS)):
        say("No Chromium here, so the browser tests are skipped. On Debian: apt install chromium")
    codes: list[int] = []
    counts: dict[str, Count | None] = {}
    with _lanes(1 if arguments else LANES) as (env, side_by_side):
        for database in [only] if only else DATABASES:
            say(f"\nTests on {DATABASES[database]}")
            report = Path(env["DECORUM_VAR"]) / f"{database}.xml"
            with _database(database, env) as url:
                options = [f"--junit-xml={report}", *side_by_side]
                if codes:
                    # What no database can change was tested in the first round.
                    options += ["-m", "not any_database"]
                codes.append(_pytest([*options, *arguments], env | url))
            counts[database] = _count(report)
    say()
    for database, count in counts.items():
        say(f"{DATABASES[database]}: {count or 'pytest did not get as far as counting'}")
    # Alone on the last line, for programs that read it.
    say(str(sum(filter(None, counts.values()), Count())))
    return int(any(codes))


def screenshots() -> int:
    """Make docs/screenshots/ anew. Returns the script's exit code."""
    environment.ensure(environment.DEVELOPMENT)
    script = str(ROOT / "docs" / "make_screenshots.py")
    return processes.run(Program("make_screenshots.py", [str(PYTHON), script], os.environ))


@contextmanager
def _lanes(count: int) -> Iterator[tuple[dict[str, str], list[str]]]:
    """The variables and pytest's options for ``count`` test processes, each with its Valkey."""
    with ExitStack() as stack:
        given = [stack.enter_context(services()) for _ in range(count)]
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        env |= given[0]
        if count == 1:
            yield env, []
            return
        env[VALKEYS] = " ".join(each["REDIS_URL"] for each in given)
        yield env | {"PYTEST_PLUGINS": "launcher.lanes"}, [f"-n{count}", "--dist=worksteal"]


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """A Valkey and an empty state folder while the block runs. Gives the variables for tests."""
    make_state_folder()
    server = valkey.prepare(env=os.environ, log=LOGS / "test-valkey.log")
    # In the server's own folder, which goes when the server goes, also after a kill -9.
    state = server.folder / "var"
    state.mkdir()
    server.program.start()
    try:
        wait_for(server.program, server.answers)
        yield {
            "DEBUG": "False",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
            "HTTPS": "False",
            "DECORUM_VAR": str(state),
            "REDIS_URL": server.url,
            # Nothing is drawn by lot unless a test asks for it.
            "AUDIT_SHARE": "0",
            "SECOND_SHARE": "0",
        }
    finally:
        server.program.stop()


@contextmanager
def _database(name: str, env: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The database ``name`` while the block runs. Gives the variable that leads there."""
    if name == "sqlite":
        yield {}
        return
    with step("Starting PostgreSQL"):
        server = postgres.prepare(env=env, log=LOGS / "test-postgres.log")
        server.program.start()
        try:
            wait_for(server.program, server.answers)
        except BaseException:
            server.program.stop()
            raise
    try:
        yield {"DATABASE_URL": server.url}
    finally:
        server.program.stop()


def wait_for(server: Program, answers: Callable[[], bool]) -> None:
    """Until ``server`` answers. Raises Problem when it ends or takes too long."""
    deadline = time.monotonic() + START_LIMIT
    while not answers():
        code = server.ended()
        if code is not None:
            raise Problem(processes.failure(server, code))
        if time.monotonic() > deadline:
            raise Problem(f"{server.name} does not answer after {START_LIMIT} s.")
        time.sleep(0.02)


def _pytest(arguments: list[str], env: Mapping[str, str]) -> int:
    """Run pytest in this terminal. On Ctrl-C it gets the time to say what failed so far."""
    pytest = Program("pytest", [str(PYTHON), "-m", "pytest", *arguments], env)
    pytest.start()
    try:
        return pytest.wait()
    except Stopped:
        pytest.signal(signal.SIGINT)
        deadline = time.monotonic() + LAST_WORDS
        while pytest.ended() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        raise
    finally:
        pytest.stop()


def _count(report: Path) -> Count | None:
    """The figures of pytest's JUnit ``report``, None if it was never written."""
    if not report.exists():
        return None
    # Our own pytest wrote it a moment ago.
    suite = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314  # Written by our pytest.
    if suite is None:
        return None
    figures = [int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")]
    tests, failures, errors, skipped = figures
    # A test that fails and then breaks in its clean-up is in both figures.
    return Count(max(tests - failures - errors - skipped, 0), failures + errors, skipped)
