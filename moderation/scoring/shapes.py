"""What a chunk looks like, told at a glance: so only unusual texts are read with all care."""

import re

CHUNK_LENGTH = 60  # code points; longer unbroken runs are cut, so that no chunk is slow

# Bits of a shape.
LONG = 1  # to be cut
SINGLE = 2  # one character, perhaps a piece of a spaced-out word
LAST_SINGLE = 4  # may be the last piece of one: the "t" in "i d i o t's"
PIECE = 8  # holds a piece that gives a rude word in two away
CLOSE = 16  # needs a close look

_INVISIBLE = (
    "\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
)
# One character between blanks; perhaps repeated, perhaps with marks.
_ONE = rf"[{_INVISIBLE}\"“”‘(\[#]*([^\s])(?:[{_INVISIBLE}]|\%d)*[.,\-_*!?;:\"“”’')\]…]{{0,4}}"
_END = r"(?![^\s'’/\-])"
SPACED = re.compile(rf"(?<!\S){_ONE % 1}(?:\s{{1,3}}{_ONE % 2}{_END}){{2,}}")
_SINGLE = re.compile(_ONE % 1)
_LAST_SINGLE = re.compile(_ONE % 1 + _END)
# One word or number with ordinary marks around: quickly read.
_AROUND = '.,;:"()“”‘…'
CALM_BEHIND = '.,;:")”…'  # of these what also parts a piece of a word in two from what follows
_CALM = re.compile(r"[^\W\d_]+['’][^\W\d_]+[.,;:!?]*|(?:[^\w@$＠＄]|[\d_])+")
_PIECES = re.compile(r"[^\W\d_]+|\d+")


def shape(run: str, has_piece: bool) -> int:
    """Return the shape of ``run``, which holds no blank, as bits."""
    found = (LONG if len(run) > CHUNK_LENGTH else 0) | (PIECE if has_piece else 0)
    if run.isascii() and run.isalpha():
        return found | (SINGLE | LAST_SINGLE if run == run[0] * len(run) else 0)
    if _SINGLE.fullmatch(run):
        found |= SINGLE
    if _LAST_SINGLE.match(run):
        found |= LAST_SINGLE
    return found if _is_calm(run) else found | CLOSE


def _is_calm(chunk: str) -> bool:
    return chunk.isalpha() or chunk.strip(_AROUND).isalpha() or bool(_CALM.fullmatch(chunk))


def bounded(chunks: list[str], most: int) -> list[str]:
    """Return ``chunks`` with those taken to pieces that need a close look, but the first ``most``.

    What is left of them is cheap to read, so that nobody can make a text slow by design.
    """
    if len(chunks) - sum(map(str.isalpha, chunks)) <= most:
        return chunks
    kept, close = [], 0
    for chunk in chunks:
        if _is_calm(chunk):
            kept.append(chunk)
        elif close < most:
            kept.append(chunk)
            close += 1
        else:
            kept += _PIECES.findall(chunk)
    return kept
