"""Which hashed features a document has: character n-grams of its words, words, word pairs.

A document is a sequence of tokens. Everything is additive over its distinct tokens and pairs, so
that each token's share in the score is known exactly and can be remembered between documents.
"""

from typing import NamedTuple
from zlib import crc32

import numpy as np

CHAR_BITS = 18  # buckets of character n-grams: 2**18
WORD_BITS = 17  # buckets of words and word pairs: 2**17
ORDERS = (3, 4, 5)  # code points in a character n-gram

_U = np.uint32
_BLANK = 32


def mix(keys: np.ndarray, bits: int) -> np.ndarray:
    """Return a bucket in [0, 2**bits) for each 32-bit key; every input bit counts."""
    keys = keys ^ (keys >> _U(15))
    keys *= _U(0x2C1B3C6D)
    keys ^= keys >> _U(12)
    keys *= _U(0x297A2D39)
    return keys >> _U(32 - bits)


def token_hash(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def word_buckets(hashes: np.ndarray) -> np.ndarray:
    return mix(hashes + _U(0x51ED270B), WORD_BITS)


def pair_buckets(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return mix(left * _U(0x85EBCA77) + right, WORD_BITS)


def char_buckets(tokens: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return (index of the token, bucket) of every n-gram of " token ", with repeats."""
    text = "".join(f" {token} " for token in tokens)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(_U)
    lengths = np.fromiter(map(len, tokens), np.int64, len(tokens)) + 2
    owner = np.repeat(np.arange(len(tokens)), lengths)
    owners, buckets = [], []
    rolling = codes * _U(0x01000193)
    for order in range(2, ORDERS[-1] + 1):
        if len(codes) < order:
            break
        rolling = rolling[:-1] * _U(0x01000193) if order > 2 else rolling[:-1]
        rolling = rolling + codes[order - 1 :]
        if order in ORDERS:
            at = np.flatnonzero(owner[: len(rolling)] == owner[order - 1 :])
            owners.append(owner[at])
            buckets.append(mix(rolling[at] + _U(order * 0x85EBCA6B & 0xFFFFFFFF), CHAR_BITS))
    if not owners:
        return np.zeros(0, np.int64), np.zeros(0, _U)
    return np.concatenate(owners), np.concatenate(buckets)


class Layout(NamedTuple):
    """The distinct tokens and neighbouring pairs of a batch of documents.

    ``token`` and ``pair_*`` hold token ids; ``doc`` and ``pair_doc`` the document of each.
    ``pair_left`` and ``pair_right`` index ``token``. ``place`` gives, for every token in reading
    order, its index in ``token``.
    """

    doc: np.ndarray
    token: np.ndarray
    place: np.ndarray
    pair_doc: np.ndarray
    pair_left: np.ndarray
    pair_right: np.ndarray


def lay_out(ids: np.ndarray, lengths: np.ndarray) -> Layout:
    """Return the layout of documents given as one run of token ids and their lengths."""
    doc = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    said = doc << 32 | ids
    order = np.argsort(said)
    said = said[order]
    first = firsts(said)
    place = np.empty_like(said)
    place[order] = np.cumsum(first) - 1
    keys = said[first]
    same = np.flatnonzero(doc[1:] == doc[:-1])
    pairs = np.sort(place[same] << 32 | place[same + 1])
    pairs = pairs[firsts(pairs)]
    left, right = pairs >> 32, pairs & 0xFFFFFFFF
    token_doc = keys >> 32
    return Layout(token_doc, keys & 0xFFFFFFFF, place, token_doc[left], left, right)


def firsts(ordered: np.ndarray) -> np.ndarray:
    """Return whether each of the ``ordered`` numbers is the first of its value."""
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first
