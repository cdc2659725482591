"""A comment cut into pieces that show what moved its score, and what hides in it. Pure.

Spans are [start, end, weight, read_as] in code points. Pieces put together are the text exactly.
Every piece is escaped; a mark never cuts what the eye takes for one sign.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

HEAVY = "heavy"
LIGHT = "light"
HEAVY_FROM = 0.5  # share of the largest weight in the same text
NEAR = 40  # characters in which a cut looks for a blank

BLACK_FLAG = "\U0001f3f4"
TAGS = "".join(map(chr, range(0xE0020, 0xE0080)))
ZWJ = "\u200d"
ZWNJ = "\u200c"
# Shown by name, because they leave no sign of their own on the page.
NAMES = {
    "\u00ad": gettext_lazy("soft hyphen"),
    "\u034f": gettext_lazy("grapheme joiner"),
    "\u061c": gettext_lazy("Arabic letter mark"),
    "\u115f": gettext_lazy("Hangul filler"),
    "\u1160": gettext_lazy("Hangul filler"),
    "\u180e": gettext_lazy("Mongolian separator"),
    "\u200b": gettext_lazy("zero-width space"),
    ZWNJ: gettext_lazy("zero-width non-joiner"),
    ZWJ: gettext_lazy("zero-width joiner"),
    "\u200e": gettext_lazy("left-to-right mark"),
    "\u200f": gettext_lazy("right-to-left mark"),
    "\u202a": gettext_lazy("left-to-right embedding"),
    "\u202b": gettext_lazy("right-to-left embedding"),
    "\u202c": gettext_lazy("end of embedding"),
    "\u202d": gettext_lazy("left-to-right override"),
    "\u202e": gettext_lazy("right-to-left override"),
    "\u2060": gettext_lazy("word joiner"),
    "\u2066": gettext_lazy("left-to-right isolate"),
    "\u2067": gettext_lazy("right-to-left isolate"),
    "\u2068": gettext_lazy("isolate"),
    "\u2069": gettext_lazy("end of isolate"),
    "\u2800": gettext_lazy("empty Braille cell"),
    "\u3164": gettext_lazy("Hangul filler"),
    "\ufeff": gettext_lazy("zero-width no-break space"),
    "\uffa0": gettext_lazy("Hangul filler"),
}
NAMELESS = gettext_lazy("invisible character")
# Variation selectors and Khmer's inherent vowels: no format characters to Unicode, and unseen.
UNSEEN = re.compile("[\ufff9-\ufffb\u17b4\u17b5\ufe00-\ufe0e\U000e0100-\U000e01ef]")


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    mark: str = ""  # HEAVY, LIGHT or "" for plain text
    read_as: str = ""  # the word behind a disguise


def pieces(body: str, spans: Iterable) -> list[Piece]:
    """``body`` in order, marked and plain pieces; the texts joined give ``body``.

    A span that is malformed, empty, out of range or inside an earlier one is ignored.
    """
    good = sorted(filter(None, (checked(span, len(body)) for span in spans)))
    heaviest = max((weight for _, _, weight, _ in good), default=0.0)
    found, at = [], 0
    for start, end, weight, read_as in good:
        start, end = max(at, sign_start(body, start)), sign_end(body, end)
        if start >= end:
            continue
        if at < start:
            found.append(Piece(body[at:start]))
        mark = HEAVY if weight >= HEAVY_FROM * heaviest else LIGHT
        found.append(Piece(body[start:end], mark, read_as))
        at = end
    if at < len(body):
        found.append(Piece(body[at:]))
    return found


def checked(span, length: int) -> tuple[int, int, float, str] | None:
    """The span with its types made sure of, or None for one that says nothing usable."""
    if not isinstance(span, Sequence) or isinstance(span, str) or not 3 <= len(span) <= 4:
        return None
    start, end, weight = span[:3]
    if not (is_index(start) and is_index(end) and 0 <= start < end <= length):
        return None
    if isinstance(weight, bool) or not isinstance(weight, int | float):
        return None
    if not (isfinite(weight) and weight > 0):
        return None
    read_as = span[3] if len(span) == 4 and isinstance(span[3], str) else ""
    return start, end, float(weight), read_as


def is_index(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


# ── Signs: what must not be cut ─────────────────────────────────────────────────────────────────


def sign_start(text: str, at: int) -> int:
    """The beginning of the sign that lies at ``at``."""
    while 0 < at < len(text) and is_inside_sign(text, at):
        at -= 1
    return at


def sign_end(text: str, at: int) -> int:
    """The end of the sign that ends at or goes on past ``at``."""
    while 0 < at < len(text) and is_inside_sign(text, at):
        at += 1
    return at


def is_inside_sign(text: str, at: int) -> bool:
    """Whether a cut before ``text[at]`` would tear a sign apart: the rules of Unicode's extended
    grapheme clusters (UAX 29), as far as comments need them."""
    char, before = text[at], text[at - 1]
    if char < "\u0300":
        return char == "\n" and before == "\r"
    if unicodedata.category(char) in ("Mn", "Mc", "Me") or char in (ZWJ, ZWNJ):
        return before not in "\r\n"
    if "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f":
        return True  # A skin tone, or a letter of a regional flag.
    if before == ZWJ:
        return unicodedata.category(char) == "So"
    if is_flag_half(char) and is_flag_half(before):
        return flag_halves_before(text, at) % 2 == 1
    return is_hangul_joined(before, char)


def is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def flag_halves_before(text: str, at: int) -> int:
    start = at
    while start > 0 and is_flag_half(text[start - 1]):
        start -= 1
    return at - start


def is_hangul_joined(before: str, char: str) -> bool:
    """Whether two Hangul characters form one syllable on the page."""
    vowel = "\u1160" <= char <= "\u11a7"
    trailing = "\u11a8" <= char <= "\u11ff"
    if "\u1100" <= before <= "\u115f":
        return vowel or "\u1100" <= char <= "\u115f" or "\uac00" <= char <= "\ud7a3"
    syllable = "\uac00" <= before <= "\ud7a3"
    if "\u1160" <= before <= "\u11a7" or (syllable and (ord(before) - 0xAC00) % 28 == 0):
        return vowel or trailing
    return trailing and (syllable or "\u11a8" <= before <= "\u11ff")


# ── Hidden characters ───────────────────────────────────────────────────────────────────────────


def hidden(text: str) -> Iterator[tuple[str, str]]:
    """``text`` as (part, name): the name says what hides in the part, "" for what shows itself.

    Joiners that hold an emoji together or shape a letter of another script do their work in sight
    and are left alone.
    """
    start = 0
    for at, char in enumerate(text):
        if at < start or not (name := hidden_name(char)) or is_at_work(text, at):
            continue
        end = sign_end(text, at + 1)
        if start < at:
            yield text[start:at], ""
        yield text[at:end], str(name)
        start = end
    if start < len(text):
        yield text[start:], ""


def hidden_name(char: str) -> str | Promise:
    """What a character that leaves no sign is called; "" for one that does."""
    if char in NAMES:
        return NAMES[char]
    if char < "\u0600":
        return ""
    # Signs of numbers and verses are format characters, too, and are seen.
    is_format = unicodedata.category(char) == "Cf" and unicodedata.bidirectional(char) in ("BN", "")
    return NAMELESS if is_format or UNSEEN.match(char) else ""


def is_at_work(text: str, at: int) -> bool:
    """Whether a joiner stands where writing needs it: between signs, or letters that join."""
    char = text[at]
    if "\U000e0020" <= char <= "\U000e007f":
        return text[:at].rstrip(TAGS).endswith(BLACK_FLAG)  # A region's flag.
    if at and UNSEEN.match(char):  # The form of an emoji, or of a Chinese character in a name.
        return unicodedata.category(text[at - 1]) in ("So", "Lo") and not is_vowel(char)
    if char not in (ZWJ, ZWNJ) or not 0 < at < len(text) - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    if char == ZWJ and unicodedata.category(after) == "So":
        return unicodedata.category(before) in ("So", "Mn", "Sk", "Cf")
    return joins(before) and joins(after)


def is_vowel(char: str) -> bool:
    """Whether it is one of the two of Khmer that nothing shows."""
    return char in "\u17b4\u17b5"


def joins(char: str) -> bool:
    """Whether ``char`` belongs to a script whose letters take shape from their neighbours."""
    return "\u0600" <= char <= "\u109f" or "\u1780" <= char <= "\u18af"


# ── HTML ────────────────────────────────────────────────────────────────────────────────────────


def html(found: Iterable[Piece]) -> SafeString:
    """The pieces as markup. Its text is the text of the pieces and the words "read as …"."""
    return format_html_join("", "{}", ((piece_html(piece),) for piece in found))


def piece_html(piece: Piece) -> SafeString:
    text = format_html_join("", "{}", ((part_html(*part),) for part in hidden(piece.text)))
    if not piece.mark:
        return text
    # Two constants of our own.
    opening = SafeString("<mark>" if piece.mark == HEAVY else '<mark class="light">')  # nosec B703
    if not piece.read_as:
        return format_html("{}{}</mark>", opening, text)
    return format_html(
        '{}{}</mark><span class="read-as"><span class="sr">{} </span><bdi>{}</bdi></span>',
        opening,
        text,
        gettext("read as"),
        piece.read_as,
    )


def part_html(text: str, name: str) -> SafeString | str:
    if not name:
        return text
    # The name comes from the style sheet, so that copying gives the comment and nothing else.
    return format_html('<span class="unseen" data-name="{}">{}</span>', name, text)


def excerpt(found: Sequence[Piece], most: int) -> tuple[list[Piece], int, int]:
    """The beginning of at most about ``most`` characters: (pieces, characters and marks left out).

    Cut at a blank where there is one near, never in a mark or a sign.
    """
    total = sum(len(piece.text) for piece in found)
    if total <= most:
        return list(found), 0, 0
    kept, length = [], 0
    for piece in found:
        room = most - length
        if len(piece.text) > room:
            if not piece.mark:
                kept.append(Piece(beginning(piece.text, room)))
            break
        kept.append(piece)
        length += len(piece.text)
    left = total - sum(len(piece.text) for piece in kept)
    marks_left = sum(bool(piece.mark) for piece in found) - sum(bool(p.mark) for p in kept)
    return kept, left, marks_left


def beginning(text: str, most: int) -> str:
    cut = text[:most]
    blank = cut.rfind(" ")
    return text[: sign_start(text, blank if blank > max(most - NEAR, 0) else most)]
