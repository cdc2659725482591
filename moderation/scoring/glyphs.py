"""Characters that stand in for letters: look-alikes, digits, symbols, marks, invisible ones."""

import unicodedata
from functools import lru_cache

# Letters of other alphabets that look like a Latin one. Full width, mathematical, circled and
# accented letters need no entry: Unicode's compatibility decomposition names their base letter.
_LOOK_ALIKES = {
    "a": "аαɑᴀⱥꭺᎪ∂ª",
    "b": "ьвβƀɓЬʙᏏ฿",
    "c": "сϲᴄⅽ¢ƈςℂСᏟ",
    "d": "ԁđɖɗᴅⅾðᎠ",
    "e": "еεєҽɛᴇ℮əЕΕԐэ€Ꭼɘ",
    "f": "ƒғꜰϝſ",
    "g": "ɡɢԍցǥᏀ",
    "h": "һнʜհНΗħᎻ",
    "i": "іιɩıɪΙІⅰ¡ӏ",
    "j": "јʝᴊЈϳ",
    "k": "кκᴋҝКΚƙ",
    "l": "ⅼʟłℓƚᏞɭ£",
    "m": "мᴍⅿМΜ₥",
    "n": "ոпηɴиΝŋɲ",
    "o": "оοσøᴏօООΟ○●ӨөQ0",
    "p": "рρᴘþРΡƿ",
    "q": "ԛգɋ",
    "r": "гᴦʀяɍ®ЯᎡ",
    "s": "ѕꜱʂЅᏚ§",
    "t": "тτᴛŧТΤ†",
    "u": "υսᴜцμυʊµ",
    "v": "νᴠѵⅴ∨",
    "w": "ԝωᴡшѡɯ₩щ",
    "x": "хχⅹ×ХΧж",
    "y": "уγʏүƴУΥ¥ч",
    "z": "ᴢʐżΖȥ",
}
LOOK_ALIKE = {
    variant: letter
    for letter, variants in _LOOK_ALIKES.items()
    for variant in variants
    if not variant.isascii()
}

# What a digit or symbol may be read as; the first is the usual reading.
LEET = {
    "0": "o",
    "1": "il",
    "2": "z",
    "3": "e",
    "4": "a",
    "5": "s",
    "6": "bg",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    "$": "s",
    "!": "il",
    "|": "il",
    "+": "t",
    "(": "c",
    "<": "c",
}

MASKS = frozenset("*#%_-~^•·×?✱∗＊.&")  # One stands for one hidden letter ("f*ck", "sh#t").


@lru_cache(maxsize=8192)
def base(char: str) -> str:
    """Return the letters ``char`` stands for without marks, in lower case; "" for an invisible one.

    Keeps the alphabet: a Cyrillic letter stays one. May return several letters (ß -> ss).
    """
    if unicodedata.category(char) in ("Cf", "Mn", "Me", "Cc"):
        return ""
    lowered = unicodedata.normalize("NFKD", char).casefold()
    return "".join(c for c in lowered if unicodedata.category(c) not in ("Mn", "Me", "Cf"))


@lru_cache(maxsize=8192)
def latin(char: str) -> str:
    """Like ``base``, and look-alikes of Latin letters become that letter."""
    if char in LOOK_ALIKE:
        return LOOK_ALIKE[char]
    return "".join(LOOK_ALIKE.get(c, c) for c in base(char))
