"""`python -m tests.controls [WORD …]`: take each control away in a copy and see its test go red.

Exits 1 when a test stays green, which means that nothing guards that control; with WORDs only the
controls whose name holds one of them. Writes the table of a full run to docs/controls.md.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tqdm import tqdm

from tests.controls.listing import ROOT, Control, controls

TABLE = ROOT / "docs" / "controls.md"
LIMIT = 600  # seconds for one test
FAILED = 1  # pytest's exit code for: tests ran and some failed
OPTIONS = ["-p", "tests.plugin_services", "-p", "no:cacheprovider", "-q", "-x"]
HEAD = """# Controls and the tests that guard them

Each control below was taken out of a copy of the code, one at a time, and the test beside it was
run. "Red" is as it must be: the test noticed. Written by `python -m tests.controls`; the list is
`tests/controls/controls.toml`.

| control | code | test | without it |
|---|---|---|---|
"""


def main(words: list[str]) -> int:
    chosen = [c for c in controls() if not words or any(word in c.name for word in words)]
    rows, survivors = [], []
    with tempfile.TemporaryDirectory(prefix="controls-") as folder:
        copy = Path(folder) / "copy"
        copy_tree(copy)
        for control in tqdm(chosen, unit="control"):
            code, said = run_without(control, copy)
            ending = {FAILED: "red", 0: "**GREEN**"}.get(code, f"**broke ({code})**")
            test = control.test.partition("::")[2]
            rows.append(f"| {control.name} | `{control.file}` | `{test}` | {ending} |")
            if code != FAILED:
                survivors.append(f"{control.name}: {ending}\n{said[-2000:]}")
    if not words:
        TABLE.write_text(HEAD + "\n".join(rows) + "\n")
    sys.stdout.write("\n\n".join(survivors) + "\n" if survivors else "")
    sys.stdout.write(f"{len(chosen) - len(survivors)} of {len(chosen)} controls are guarded\n")
    return int(bool(survivors))


def copy_tree(copy: Path) -> None:
    """The files that git knows or would take, as they are now."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)


def run_without(control: Control, copy: Path) -> tuple[int, str]:
    """pytest's exit code, and what it said, for the control's test in a copy that lacks it."""
    place = copy / control.file
    place.write_text(control.without())
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *OPTIONS, control.test],
            cwd=copy,
            env=os.environ | {"DECORUM_VENV": sys.prefix, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        return -1, f"not within {LIMIT} s"
    finally:
        shutil.copy2(ROOT / control.file, place)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
