"""Whether two texts say nearly the same. Pure.

A text is the set of its runs of SHINGLE letters, without regard to case, blanks and signs. How
alike two texts are is the share of runs that they have in common (Jaccard). To find the likely
ones among many without comparing all, each text gets BANDS numbers (MinHash): texts as alike as
ENOUGH share one of them in nine cases of ten, unrelated ones hardly ever.
"""

import unicodedata

import numpy as np

SHINGLE = 5  # letters
# Below that a word more or less changes what is said: "I agree with you", "I agree with her".
FEWEST_LETTERS = 24
ENOUGH = 0.6
BANDS, ROWS = 16, 4
AT_ONCE = 16_384  # hashes worked on together

# Constants of splitmix64. Fixed for ever: the bands of stored items were made with them.
STEP = np.uint64(0x9E3779B97F4A7C15)
MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
SEEDS = np.arange(1, BANDS * ROWS + 1, dtype=np.uint64) * STEP
POWERS = np.cumprod(np.full(SHINGLE, 0x100000001B3, dtype=np.uint64))


def mixed(numbers: np.ndarray) -> np.ndarray:
    """Each number as another one, its bits scattered; the same on every machine."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * MIX[0]
    numbers = (numbers ^ (numbers >> np.uint64(27))) * MIX[1]
    return numbers ^ (numbers >> np.uint64(31))


def shingles(text: str) -> np.ndarray:
    """The runs of letters of ``text`` as sorted 64-bit hashes; none of a text that is too short to
    be like another."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(char for char in folded if char.isalnum())
    if len(letters) < FEWEST_LETTERS:
        return np.empty(0, dtype=np.uint64)
    codes = np.frombuffer(letters.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    runs = np.lib.stride_tricks.sliding_window_view(codes, SHINGLE)
    return np.unique(mixed((runs * POWERS).sum(axis=1, dtype=np.uint64)))


def bands(runs: np.ndarray) -> list[int]:
    """BANDS signed 64-bit numbers for what `shingles` gives; [] for none."""
    if not len(runs):
        return []
    lowest = np.empty(len(SEEDS), dtype=np.uint64)
    # All seeds in one operation for the usual comment; a long one in parts that fit the cache.
    step = max(1, AT_ONCE // len(runs))
    for first in range(0, len(SEEDS), step):
        seeds = SEEDS[first : first + step, np.newaxis]
        lowest[first : first + step] = mixed(runs + seeds).min(axis=1)
    keys = np.arange(1, BANDS + 1, dtype=np.uint64) * STEP
    for row in lowest.reshape(BANDS, ROWS).T:
        keys = mixed(keys ^ row)
    return keys.view(np.int64).tolist()


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """How alike two sets of runs are, in [0, 1]; 0 where one is empty."""
    if not len(one) or not len(other):
        return 0.0
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)
