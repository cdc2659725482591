"""Where a comment stands in its thread, as a string that sorts in reading order.

A path is the ids of all comments from the top down to the comment itself, each as eleven base-36
digits. Sorting paths gives depth-first order with siblings oldest first, in every collation, since
digits and letters of one case are all there is. Nothing is counted, so posting takes no lock.
"""

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
PART = 11  # digits; 36**11 > 2**53
# PostgreSQL's index rows hold at most 2,704 bytes. A reply deeper than this stands as a sibling of
# its ancestor at this level, in order of time; parent and depth stay true.
MAX_PARTS = 100


def encode(number: int) -> str:
    """``number`` as eleven base-36 digits. Raises ValueError when it does not fit."""
    if not 0 <= number < 36**PART:
        raise ValueError(f"{number} does not fit in {PART} base-36 digits")
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits.rjust(PART, "0")


def child_path(parent_path: str, comment_id: int) -> str:
    """The path of a new comment below ``parent_path`` ("" for the top level)."""
    return parent_path[: (MAX_PARTS - 1) * PART] + encode(comment_id)


def ancestor_ids(path: str) -> list[int]:
    """Ids of the comments above the one at ``path``, outermost first."""
    return [int(path[at : at + PART], 36) for at in range(0, len(path) - PART, PART)]


def subtree_end(path: str) -> str:
    """The last string that can begin with ``path``: everything below lies up to it."""
    return path + "z" * PART
