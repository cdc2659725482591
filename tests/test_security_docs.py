"""The pages about security keep their word: tests that exist, headers as they are served."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).parent.parent
PAGES = ("docs/security.md", "docs/asvs.md")
ITEM = re.compile(
    r"^\| (\d+)\.(\d+)\.(\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE
)
STATUSES = ["met", "operator", "not met", "not applicable"]
# Items of levels 1 and 2 in each chapter of ASVS 5.0.0.
ITEMS = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13}
ITEMS |= {14: 9, 15: 13, 16: 16, 17: 7}
LEVELS = {"1": 70, "2": 183}
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
LINKED = re.compile(r"\]\((?!https?://)([^)#]*)(?:#([\w-]+))?\)")
CODE = re.compile(r"`((?:comments|config|moderation|launcher)/[\w/]+(?:\.py)?)`")

pytestmark = pytest.mark.any_database


def page(path: str) -> str:
    return (ROOT / path).read_text()


def section(text: str, heading: str) -> str:
    """What stands under ``heading``, up to the next one."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@cache
def names_in(path: str) -> set[str]:
    """The names of the test functions of a file; none where there is no such file."""
    if not (ROOT / path).exists():
        return set()
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def anchors(path: Path) -> set[str]:
    """What a link to a heading of the page may name."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES)
def test_every_test_that_is_named_exists(path):
    named = NAMED.findall(page(path))
    missing = [f"{file}::{name}" for file, name in named if name not in names_in(file)]

    assert named
    assert missing == []


@pytest.mark.parametrize("path", PAGES)
def test_every_page_and_heading_that_is_linked_is_there(path):
    here = ROOT / path
    missing = []
    for target, anchor in LINKED.findall(here.read_text()):
        there = (here.parent / target).resolve() if target else here
        if not there.exists() or (anchor and anchor not in anchors(there)):
            missing.append(f"{target}#{anchor}")

    assert missing == []


@pytest.mark.parametrize("path", PAGES)
def test_every_piece_of_code_that_is_named_is_there(path):
    assert [name for name in CODE.findall(page(path)) if not (ROOT / name).exists()] == []


def test_every_threat_has_a_test():
    rows = section(page("docs/security.md"), "Threats").strip().splitlines()[2:]

    assert len(rows) >= 25
    assert [row for row in rows if row.count("|") != 4 or not NAMED.search(row)] == []


@pytest.mark.django_db
def test_headers_on_the_page_are_those_that_are_served(settings):
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    block = section(page("docs/security.md"), "Headers as served").split("```")[1]
    told = dict(line.split(": ", 1) for line in block.strip().splitlines())

    served = Client().get("/", secure=True).headers

    # The directives of a policy are served in any order.
    assert {name: sorted(value.split("; ")) for name, value in told.items()} == {
        name: sorted(served.get(name, "").split("; ")) for name in told
    }
    assert {"Content-Security-Policy", "Strict-Transport-Security"} <= set(told)


def test_every_item_of_asvs_is_there_once_in_its_order():
    rows = [line for line in page("docs/asvs.md").splitlines() if re.match(r"\| \d", line)]
    found = [match.groups() for match in ITEM.finditer(page("docs/asvs.md"))]
    numbers = [tuple(map(int, item[:3])) for item in found]

    assert len(found) == len(rows)
    assert numbers == sorted(set(numbers))
    assert Counter(chapter for chapter, *_ in numbers) == ITEMS
    assert Counter(item[3] for item in found) == LEVELS


def test_the_sums_of_asvs_are_those_of_its_items():
    found = Counter((item[3], item[5]) for item in ITEM.findall(page("docs/asvs.md")))

    assert {status for _level, status in found} <= set(STATUSES)
    for level in LEVELS:
        sums = " | ".join(str(found[level, status]) for status in STATUSES)
        assert f"| level {level} | {sums} |" in page("docs/asvs.md")
