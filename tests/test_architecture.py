"""The rules of this code base, checked: who may import whom, sizes, and what is never done."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("comments", "moderation", "config", "launcher")
OURS = ("comments", "moderation", "config", "launcher", "tests")
SOURCES = [
    file
    for package in PACKAGES
    for file in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in file.parts
] + [ROOT / "manage.py", ROOT / "run.py"]

# A file or folder -> what it must not import, and what of that it may all the same. Lower layers
# never import higher ones, and the pure core knows no framework.
PURE = ("django", "celery", "redis", *OURS)
FORBIDDEN = {
    "comments": (("moderation", "config", "launcher", "tests"), ()),
    "moderation": (("config", "launcher", "tests"), ()),
    "config": (("launcher", "tests"), ()),
    "launcher": (("django", "celery", "comments", "moderation", "config", "tests"), ()),
    "run.py": (("django", "comments", "moderation", "config", "tests"), ()),
    "moderation/insight/intervals.py": (PURE, ()),
    "moderation/insight/durations.py": (PURE, ()),
    "moderation/insight/plots.py": (PURE, ("moderation.insight.intervals",)),
    "moderation/lab/tally.py": (PURE, ("moderation.policy",)),
    "moderation/lab/sweep.py": (
        PURE,
        ("moderation.policy", "moderation.lab.tally", "moderation.wordlist"),
    ),
    "moderation/lab/goals.py": (PURE, ("moderation.lab.sweep",)),
    "comments/ids.py": (PURE, ()),
    "comments/paths.py": (PURE, ()),
    "comments/ranking.py": (PURE, ()),
    "comments/text.py": (PURE, ()),
    "moderation/policy.py": (PURE, ("moderation.wordlist",)),
    "moderation/wordlist.py": (PURE, ("moderation.disguises", "moderation.patterns")),
    "moderation/disguises.py": (PURE, ("moderation.scoring.glyphs",)),
    "moderation/patterns.py": (PURE, ()),
    "moderation/spreadsheets.py": (PURE, ()),
    "moderation/priority.py": (PURE, ()),
    "moderation/likeness.py": (PURE, ()),
    "moderation/histogram.py": (PURE, ()),
    "moderation/chain/canonical.py": (PURE, ()),
    "moderation/chain/digests.py": (PURE, ("moderation.chain.canonical",)),
    "moderation/links.py": (PURE, ()),
    "moderation/explanations.py": (PURE, ("moderation.policy",)),
    "moderation/scoring": (PURE, ("moderation.scoring",)),
    "moderation/learning": (PURE, ("moderation.learning", "moderation.scoring")),
    "comments/models": (("comments.services", "comments.views", "comments.tasks"), ()),
    "moderation/models": (("moderation.services", "moderation.views", "moderation.tasks"), ()),
    "comments/services": (("comments.views", "comments.tasks", "comments.forms", "celery"), ()),
    "moderation/services": (
        ("moderation.views", "moderation.tasks", "moderation.forms", "moderation.admin", "celery"),
        (),
    ),
}
# Templates or modules that may mark text as safe HTML, each with the reason.
MARKS_SAFE: dict[str, str] = {}


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def imported_names(file: Path) -> Iterator[str]:
    """Every module or name a file imports, absolute; ``from a import b`` gives a.b."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = file.relative_to(ROOT).parts[: -node.level]
                base = ".".join((*package, *filter(None, [node.module])))
            yield from (f"{base}.{alias.name}" for alias in node.names)


def is_below(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


@pytest.mark.parametrize("where", FORBIDDEN)
def test_imports_point_downwards(where):
    banned, allowed = FORBIDDEN[where]
    target = ROOT / where
    files = [target] if target.is_file() else sorted(target.rglob("*.py"))

    found = {
        (name_of(file), name)
        for file in files
        for name in imported_names(file)
        if is_below(name, banned) and not is_below(name, allowed)
    }

    assert files
    assert found == set()


def test_the_import_check_sees_every_way_to_import(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    file = tmp_path / "comments" / "views" / "thread.py"
    file.parent.mkdir(parents=True)
    file.write_text(
        "import moderation.policy as p, os\n"
        "from moderation import services\n"
        "from .. import text\n"
        "from ..services.status import change_status\n"
        "def late():\n    from config import settings\n"
    )

    assert list(imported_names(file)) == [
        "moderation.policy",
        "os",
        "moderation.services",
        "comments.text",
        "comments.services.status.change_status",
        "config.settings",
    ]


def environment_reads(file: Path) -> list[int]:
    """Lines that read a variable. Django's own setdefault of its settings module is no read."""
    lines = []
    tree = ast.parse(file.read_text())
    allowed = {
        id(node.func.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "setdefault"
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value == "DJANGO_SETTINGS_MODULE"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and id(node) not in allowed:
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            if name in ("environ", "environb", "getenv", "getenvb"):
                lines.append(node.lineno)
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            lines += [node.lineno for alias in node.names if alias.name in ("environ", "getenv")]
    return lines


def test_only_the_settings_read_the_environment():
    """The launcher, which starts everything before there are settings, excepted."""
    readers = {
        name_of(file)
        for file in SOURCES
        if "launcher" not in file.parts and file.name != "run.py" and environment_reads(file)
    }

    assert readers == {"config/settings.py"}


def test_no_module_has_more_than_300_lines():
    long = {
        name_of(file): count
        for file in SOURCES
        if (count := len(file.read_text().splitlines())) > 300
    }

    assert len(SOURCES) > 80
    assert long == {}


def test_no_function_has_more_than_40_lines():
    """Without the docstring, which may take the room it needs."""
    long = {}
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                has_words = ast.get_docstring(node) is not None
                words = (first.end_lineno or 0) - first.lineno + 1 if has_words else 0
                count = (node.end_lineno or 0) - node.lineno + 1 - words
                if count > 40:
                    long[f"{name_of(file)}:{node.name}"] = count

    assert long == {}


def test_every_module_says_what_it_is_for():
    silent = {
        name_of(file)
        for file in SOURCES
        if ast.parse(file.read_text()).body and not ast.get_docstring(ast.parse(file.read_text()))
    }

    assert silent == set()


def test_no_module_is_a_junk_drawer():
    junk = {"utils", "helpers", "common", "misc", "base", "managers"}

    assert {name_of(file) for file in SOURCES if junk & {file.stem, file.parent.name}} == set()


def trusts_text(file: Path) -> bool:
    """Whether a file declares anything but its own literals to be safe HTML."""
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in ("mark_safe", "SafeString", "SafeText", "html_safe"):
            parts = {type(part) for argument in node.args for part in ast.walk(argument)}
            if ast.Constant not in parts or parts & {ast.JoinedStr, ast.Call, ast.BinOp}:
                return True
    return False


def test_nothing_marks_text_as_safe_html():
    in_template = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|{%\s*autoescape\s+off")
    templates = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]

    found = {name_of(file) for file in SOURCES if trusts_text(file)}
    found |= {name_of(file) for file in templates if in_template.search(file.read_text())}

    assert templates
    assert found == set(MARKS_SAFE)


# Scripts that take markup as it comes, each with where it comes from.
TAKES_MARKUP = {
    "static/js/desk_focus.js": "box.innerHTML = await answer.text();",  # This site's own fragment.
    "static/js/desk_panels.js": "inside.innerHTML = markup;",  # The same.
}
RUNS_TEXT = re.compile(
    r"\.(?:inner|outer)HTML\s*\+?=|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment"
    r"|DOMParser|document\.write|\beval\s*\(|\bFunction\s*\(|set(?:Timeout|Interval)\(\s*[\"'`]"
    r"|setAttribute\(\s*[\"']on|javascript:"
)


def test_scripts_make_markup_of_nothing_but_this_sites_fragments():
    scripts = sorted((ROOT / "static").rglob("*.js"))

    found = {
        (name_of(file), line.strip())
        for file in scripts
        for line in file.read_text().splitlines()
        if RUNS_TEXT.search(line)
    }

    assert scripts
    assert found == set(TAKES_MARKUP.items())


def formats_text(file: Path) -> list[int]:
    """Lines on which markup with gaps is not written out but comes from elsewhere, as a value."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", ""))
        in ("format_html", "format_html_join")
        and any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in ast.walk(node.args[0]))
    ]


def test_markup_with_gaps_is_written_out():
    """format_html escapes what goes into the gaps, and not what the gaps are in."""
    assert {name_of(file): lines for file in SOURCES if (lines := formats_text(file))} == {}


INLINE = re.compile(
    r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>|<style\b|\sstyle=|\son[a-z]+=|hx-on|javascript:"
)


def test_templates_hold_no_script_and_no_style():
    templates = sorted((ROOT / "templates").rglob("*.html"))

    found = {
        (name_of(file), match.group())
        for file in templates
        for match in INLINE.finditer(file.read_text())
    }

    assert found == set()


def test_services_write_and_tell_nobody():
    """No request, no message, no response: services take the acting user and raise refusals."""
    web = ("django.http", "django.shortcuts", "django.contrib.messages", "django.template")

    found = {
        (name_of(file), name)
        for app in ("comments", "moderation")
        for file in (ROOT / app / "services").rglob("*.py")
        for name in imported_names(file)
        if is_below(name, web)
    }

    assert found == set()


def test_status_is_written_by_the_status_service_alone():
    """Nobody else updates or assigns a comment's status, so counts and logs cannot drift."""
    assigns = re.compile(
        r"\.status\s*(?:,[^=\n]*)?=[^=]|\.update\([^)]*\bstatus=|[\"']status[\"']\s*:\s*(?:new_|own\()"
    )
    writers = {
        name_of(file)
        for file in SOURCES
        if "launcher" not in file.parts and assigns.search(file.read_text())
    }

    assert writers == {"comments/services/status.py"}
