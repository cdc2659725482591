"""What may stand in a comment, and when two comments say the same."""

import hashlib
import re
import unicodedata

MAX_BODY = 5_000  # characters
# Controls that reorder text far beyond themselves (Unicode TR9): overrides and embeddings. Marks
# and isolates of right-to-left writing stay.
BIDI_OVERRIDES = re.compile("[\u202a-\u202e]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
SURROGATES = re.compile("[\ud800-\udfff]")
# Hangul fillers and the empty Braille cell: letters and signs to Unicode, blank on the page.
FILLERS = "\u115f\u1160\u2800\u3164\uffa0"


def gettext_noop(words: str) -> str:
    """Marks a sentence for translators. This module knows no language: see services/refusals."""
    return words


# The subject of what is said of a text.
SUBJECTS = {
    "comment": gettext_noop("Your comment"),
    "note": gettext_noop("Your note"),
    "name": gettext_noop("Your name"),
}
BROKEN = gettext_noop("%(text)s holds a broken character. Delete it and type it again.")
CONTROL = gettext_noop("%(text)s holds control characters that cannot be stored. Remove them.")
TURNING = gettext_noop(
    "%(text)s holds invisible characters that turn the direction of text round. Remove them."
)
EMPTY = gettext_noop("%(text)s is empty. Write something first.")
LONG = gettext_noop(
    "%(text)s has %(length)s characters. The most is %(most)s: shorten it by %(excess)s."
)


class BadText(ValueError):
    """The text cannot be stored; says why, for the person who typed it.

    ``sentence`` is filled with ``values``; "text" among them is a subject to translate, too.
    """

    def __init__(self, sentence: str, **values: str):
        super().__init__(sentence % values)
        self.sentence = sentence
        self.values = values


def clean(raw: str, *, most: int = MAX_BODY, what: str = "comment") -> str:
    """``raw`` as it is stored: NFC, Unix line ends, no blank edges.

    Raises BadText when it is empty, longer than ``most`` characters, or holds characters that
    could not be shown safely.
    """
    subject = SUBJECTS[what]
    if SURROGATES.search(raw):
        raise BadText(BROKEN, text=subject)
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if CONTROLS.search(text):
        raise BadText(CONTROL, text=subject)
    if BIDI_OVERRIDES.search(text):
        raise BadText(TURNING, text=subject)
    if not strip_invisible(text):
        raise BadText(EMPTY, text=subject)
    if len(text) > most:
        sizes = {"length": len(text), "most": most, "excess": len(text) - most}
        raise BadText(LONG, text=subject, **{name: f"{size:,}" for name, size in sizes.items()})
    return text


def strip_invisible(text: str) -> str:
    """``text`` without blanks and characters that leave no mark on the page."""
    return "".join(
        char
        for char in text
        if not char.isspace()
        and char not in FILLERS
        and unicodedata.category(char) not in ("Cf", "Mn")
    )


def fingerprint(text: str) -> str:
    """32 hexadecimal digits, the same for texts that differ only in case, blanks and signs."""
    letters = (char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())
    # A text of signs alone has no letters: it is then only the same as itself.
    material = "".join(letters) or text
    return hashlib.blake2b(material.encode(), digest_size=16).hexdigest()
