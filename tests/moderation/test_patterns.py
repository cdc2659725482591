"""Administrators' patterns: RE2 alone runs them, and says where one is wrong."""

import ast
from pathlib import Path

import pytest

from moderation import patterns
from moderation.patterns import LONGEST, BadPattern, is_pattern, parse

ROOT = Path(__file__).parents[2]
HOSTILE = ["(a+)+$", "(.*a){25}", "(a|aa)+$", "(x+x+)+y", "(a*)*b", "(.*)(.*)(.*)(.*)(.*)[^a]"]


@pytest.mark.parametrize("source", HOSTILE)
@pytest.mark.parametrize("text", ["a" * 10_000 + "!", "ab" * 5_000, "x" * 10_000])
def test_hostile_patterns_come_to_an_end(source, text):
    """A backtracking engine does not: each of these takes it longer than the age of the world."""
    assert parse(source).occurs_in(text) in (True, False)


def test_the_engine_is_re2():
    assert type(parse("a").compiled).__module__.partition(".")[0] in ("re2", "_re2")
    tree = ast.parse((ROOT / "moderation/patterns.py").read_text())
    imported = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert imported == {"re2"}


@pytest.mark.parametrize(
    ("source", "at", "why"),
    [
        ("ab(", 1, "missing ): ab("),
        ("a[z-a]", 3, "invalid character class range: z-a"),
        ("ab(?=c)", 3, "invalid perl operator: (?="),
        (r"(a)\1", 4, r"invalid escape sequence: \1"),
        ("a**", 2, "bad repetition operator: **"),
        ("x" * (LONGEST + 1), LONGEST + 1, "longer than 500 characters"),
        ("((a{100}){100}){100}", 4, "invalid repetition size: {100}"),
    ],
)
def test_a_bad_pattern_is_refused_with_its_place(source, at, why):
    with pytest.raises(BadPattern) as caught:
        parse(source)

    assert (caught.value.at, caught.value.why) == (at, why)


def test_case_makes_no_difference():
    assert parse("b[iy]tch").occurs_in("BYTCH")


def test_a_pattern_stands_between_slashes():
    assert [is_pattern(line) for line in ("/a/", "//", "/", "a/b", "/a", "and/or")] == [
        True,
        *[False] * 5,
    ]


def test_a_compiled_pattern_is_bound_in_memory():
    assert patterns.options().max_mem == 1024 * 1024
