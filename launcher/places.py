"""Where things are: the sources, the virtual environment and the state folder."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Both may be given, so that several set-ups can share one installation, or one copy of the sources
# can keep several states. A given environment is used as it is and never installed into.
GIVEN_VENV = os.environ.get("DECORUM_VENV", "")
VENV = Path(GIVEN_VENV or ROOT / ".venv").absolute()
VAR = Path(os.environ.get("DECORUM_VAR") or ROOT / "var").absolute()
LOGS = VAR / "log"
PYTHON = VENV / "bin" / "python"


def make_state_folder() -> None:
    """Make var/ and var/log/. Only the owner may look in: keys and people's mails are there."""
    VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    LOGS.mkdir(exist_ok=True)


def shown(path: Path) -> str:
    """``path`` as a person would type it from the sources' folder."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def in_site_packages(pattern: str) -> Path | None:
    """The file or folder of an installed package that matches ``pattern``, if there is one."""
    return next(iter(sorted(VENV.glob(f"lib/python3*/site-packages/{pattern}"))), None)
