"""The page about the desk keeps its word: tests that exist, the keys that are, bytes that count."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from moderation.keys import KEYS, PLACES, REASONS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/desk.md").read_text()
MOST = 40_000  # bytes of JavaScript over the wire, compressed
LISTED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def section(heading: str) -> str:
    """What stands under ``heading``, up to the next one."""
    return PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_every_test_that_is_named_exists():
    named = LISTED.findall(PAGE)
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists()
        or not re.search(rf"^def {name}\(", (ROOT / path).read_text(), re.MULTILINE)
    ]

    assert named
    assert missing == []


def test_each_of_the_28_pitfalls_has_a_test():
    pitfalls = re.split(r"^\d+\. ", section("Pitfalls"), flags=re.MULTILINE)[1:]

    assert len(pitfalls) == 28
    assert [one for one in pitfalls if not LISTED.search(one)] == []


def test_tables_of_keys_are_those_of_the_desk():
    for heading, keys in (
        ("does", [(str(key.does), key) for key in KEYS]),
        ("place", [(key.deed, key) for key in PLACES]),
    ):
        lines = [f"| {heading} | both hands | left hand | right hand |", "|---|---|---|---|"]
        lines += [f"| {what} | `{key.both}` | `{key.left}` | `{key.right}` |" for what, key in keys]
        assert "\n".join(lines) + "\n" in section("Keys")
    assert "`{both}` with both hands, `{left}` with the left, `{right}` with the right".format(
        **REASONS
    ) in section("Keys")


def scripts(html: str) -> set[str]:
    """The script files that a page loads."""
    return set(re.findall(r'<script src="/static/([^"]+)"', html))


def compressed(path: str) -> int:
    """Bytes of a static file as the web server sends it."""
    found = finders.find(path)
    assert isinstance(found, str), path
    return len(gzip.compress(Path(found).read_bytes(), 9))


@pytest.mark.django_db
def test_all_javascript_of_the_desk_is_small(moderator_client):
    addresses = ("", "queue/", "focus/", "batch/", "search/", "decisions/", "settings/", "insight/")
    loaded = [scripts(moderator_client.get(f"/moderation/{address}").text) for address in addresses]
    # Kept by the browser from page to page: whoever sees all pages has loaded each once.
    everything = set().union(*loaded)

    assert {"js/desk_keys.js", "js/desk_focus.js", "django_htmx/htmx-2.min.js"} <= everything
    amount = sum(map(compressed, everything))
    assert amount <= MOST
    # What the page says, in kB, is true to within one.
    [told] = re.findall(r"are (\d+) kB over the wire", PAGE)
    assert abs(int(told) - amount / 1000) <= 1
