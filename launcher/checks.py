"""`run.py lint`: everything that can be checked without running the product."""

import os
import secrets
import tempfile
from pathlib import Path

from launcher import environment, processes
from launcher.places import PYTHON
from launcher.processes import Program
from launcher.terminal import say, step

CODE = ("comments", "config", "launcher", "moderation", "manage.py", "run.py")
CHECKS = {
    "ruff check": ["-m", "ruff", "check"],
    "ruff format": ["-m", "ruff", "format", "--check"],
    "bandit": ["-m", "bandit", "-q", "-c", "pyproject.toml", "-r", *CODE],
    "mypy": ["-m", "mypy"],
    "djlint format": ["-m", "djlint", "templates", "--check"],
    "djlint": ["-m", "djlint", "templates", "--lint"],
    "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
    "deployment": ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}


def lint() -> int:
    """Run every check and show what the failed ones say. Returns 1 if any failed, else 0."""
    environment.ensure(environment.DEVELOPMENT)
    failed = {}
    with tempfile.TemporaryDirectory(prefix="decorum-lint-") as folder:
        env = os.environ | {
            "DEBUG": "False",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "example.org",
            "DECORUM_VAR": folder,
        }
        env.pop("DATABASE_URL", None)
        for title, arguments in CHECKS.items():
            output = Path(folder) / f"{title}.log"
            with step(title):
                code = processes.run(Program(title, [str(PYTHON), *arguments], env, log=output))
            if code:
                failed[title] = output.read_text(errors="replace").strip()
    for title, complaint in failed.items():
        say(f"\n{title}:\n{complaint}")
    say(f"\n{len(CHECKS) - len(failed)} checks passed, {len(failed)} failed")
    return int(bool(failed))
