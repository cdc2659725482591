"""Words of a list written with digits, signs and look-alike letters. Pure.

The scorer knows the words it looks for and may guess; a list holds anything, so this only reads
what can hardly be meant otherwise: signs among letters, as many letters as signs at least.
"""

import re
import unicodedata

from moderation.scoring.glyphs import LOOK_ALIKE

SIGNS = str.maketrans("@$", "as")
STAND_INS = {**dict(zip("01345789!|", "oieastbgii", strict=True)), "@": "a", "$": "s"}
# What has none of this needs no second look.
WORTH_A_LOOK = re.compile(r"[^\x00-\x7f]|[^\W\d_][0-9@$!|]|[0-9@$!|][^\W\d_]")
CHUNK = re.compile(r"\S+")
# "80th" and "anna1990" count something.
COUNTED = re.compile(r"\W*(?:\d+[a-z]{1,2}|[a-z]+\d+|.*\d{3}.*)\W*")
SHORT = 3  # letters; shorter words are spelled by too many numbers: the A55 is a road


def with_letters_for_signs(folded: str) -> str:
    """ "@" and "$" read as letters, which they hardly ever stand beside otherwise."""
    return folded.translate(SIGNS)


def seen_through(folded: str) -> str:
    """``folded`` with look-alikes, digits and signs as the letters they stand for. The same text
    when nothing in it is worth a look."""
    if not WORTH_A_LOOK.search(folded):
        return folded
    return CHUNK.sub(lambda chunk: plain(chunk[0]), folded)


def plain(chunk: str) -> str:
    if not WORTH_A_LOOK.search(chunk):
        return chunk
    letters = "".join(map(look_alike, chunk))
    able = sum(char in STAND_INS for char in letters)
    if not 0 < able <= sum(char.isalpha() for char in letters) or COUNTED.fullmatch(letters):
        return letters
    return "".join(STAND_INS.get(char, char) for char in letters)


def look_alike(char: str) -> str:
    """The Latin letter that ``char`` passes for; "" for a mark of its own or what is invisible."""
    if char.isascii():
        return char
    if unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return ""
    return LOOK_ALIKE.get(char, char)
