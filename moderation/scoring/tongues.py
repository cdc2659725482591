"""Which language a text is written in, told by its script, its small words and its letters. Pure.

No scorer hangs on it: it is for people who want to read, and to decide, what they can read.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

LISTS = Path(__file__).parent / "lists" / "function_words.txt"
UNKNOWN = "und"  # ISO 639: undetermined
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|[@#]\w+")
LONGEST = 400  # characters of a text that are looked at
LETTER = 0.4  # what a word with a rare letter counts, of a small word's 1
LEAST = 0.5  # of what was found; less is chance
AHEAD = 1.05  # times what was found of the next language
# Where the script alone tells it, or nearly so: its letters -> the language written with it most.
SCRIPTS = {
    "ja": "\u3040-\u30ff",
    "ko": "\u1100-\u11ff\uac00-\ud7af",
    "zh": "\u4e00-\u9fff",
    "el": "\u0370-\u03ff",
    "he": "\u0590-\u05ff",
    "fa": "پچژگکی",
    "ar": "\u0600-\u06ff",
    "hi": "\u0900-\u097f",
    "th": "\u0e00-\u0e7f",
}
BY_SCRIPT = {code: re.compile(f"[{letters}]") for code, letters in SCRIPTS.items()}
OTHER_SCRIPT = re.compile(
    "[\u0370-\u03ff\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u1100-\u11ff"
    "\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)


@cache
def weights() -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """Of small words and of letters: what each speaks for, the less the more languages have it."""
    words, letters = LISTS.read_text(encoding="utf-8").split("[letters]")
    return shared_out(words, 1.0), shared_out(letters, LETTER)


def shared_out(lines: str, weight: float) -> dict[str, dict[str, float]]:
    languages = defaultdict(set)
    for line in lines.splitlines():
        code, colon, listed = line.partition(": ")
        if colon and not line.startswith("#"):
            for each in listed.split():
                languages[each].add(code)
    return {
        each: dict.fromkeys(sorted(codes), weight / len(codes)) for each, codes in languages.items()
    }


def known() -> list[str]:
    """The codes of all languages that can be told."""
    words, _letters = weights()
    return sorted({*SCRIPTS, *(code for codes in words.values() for code in codes)})


def language(text: str) -> str:
    """Its code (ISO 639-1), or UNKNOWN for what is too short, mixed or in none that is known."""
    text = ADDRESS.sub(" ", text[:LONGEST].lower()).replace("’", "'")
    words = WORD.findall(text)
    strange = sum(bool(OTHER_SCRIPT.match(word)) for word in words)
    if 2 * strange > len(words):
        return by_script(text)
    return by_words(words)


def by_script(text: str) -> str:
    found = {code: len(letters.findall(text)) for code, letters in BY_SCRIPT.items()}
    # Japanese mixes its own letters with Chinese ones, Persian adds some to the Arabic ones.
    for own, shared in (("ja", "zh"), ("fa", "ar")):
        if 10 * found[own] > found[shared]:
            return own if found[own] + found[shared] else UNKNOWN
    return max(found, key=lambda code: found[code])


def by_words(words: Iterable[str]) -> str:
    small, rare = weights()
    found: dict[str, float] = defaultdict(float)
    for word in words:
        for code, weight in small.get(word, {}).items():
            found[code] += weight
        if not word.isascii():
            for letter in set(word) & rare.keys():
                for code, weight in rare[letter].items():
                    found[code] += weight
    first, second = sorted([(weight, code) for code, weight in found.items()] + 2 * [(0.0, "")])[
        :-3:-1
    ]
    return first[1] if first[0] >= max(LEAST, AHEAD * second[0]) else UNKNOWN
