"""Who answers whom: sizes of articles with a long tail, and threads that grow as real ones do."""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from random import Random

from comments import paths
from comments.ids import RANDOM_BITS, id_of

COMMENTS_EACH = 60  # of an article, on average
TAIL = 0.8  # exponent of Zipf's law: the n-th article has n ** -TAIL of the first one's comments
LARGEST = 10_000  # comments of the first article at least, where half of all is as much
HOUR = 3_600_000  # milliseconds
FADES = 9 * HOUR  # mean time of a comment after its article came out
TOP_LEVEL = 0.3
NEAR = 8  # of the last comments, most answers answer one
DUEL = 0.002  # chance that two go on and on at each other
LONGEST_DUEL = 60


@dataclass(slots=True)
class Node:
    """A comment's place. Times are milliseconds since 1970; readers see it from ``shown``, which
    is None while nobody may answer it, until ``gone``."""

    pk: int
    parent: "Node | None"
    root: int | None
    path: str
    depth: int
    number: int
    posted: int
    shown: int | None = None
    gone: int | None = None
    answers: int = 0

    def is_seen_at(self, time: int) -> bool:
        return (
            self.shown is not None
            and self.shown <= time
            and (self.gone is None or time < self.gone)
        )


def sizes(comments: int) -> list[int]:
    """How many comments each article has, the most first; ``comments`` in all. Some have none."""
    amount = max(1, comments // COMMENTS_EACH)
    if amount == 1:
        return [comments]
    weights = [place**-TAIL for place in range(1, amount + 1)]
    first = max(round(comments / sum(weights)), min(LARGEST, comments // 2))
    rest, total = comments - first, sum(weights[1:])
    ends = [round(rest * part / total) for part in accumulate(weights[1:])]
    return [first, *(end - begin for begin, end in pairwise([0, *ends]))]


class Thread:
    """Grows one article's thread, comment after comment in the order of time."""

    def __init__(self, dice: Random, *, size: int, begin: int, end: int, taken: set[int]):
        self.dice = dice
        self.times = sorted(self.times_of(size, begin, end))
        self.taken = taken
        self.nodes: list[Node] = []
        self.roots = 0
        self.duel = 0

    def times_of(self, size: int, begin: int, end: int) -> list[int]:
        room = max(end - begin, 1)
        draw = self.dice.expovariate
        return [begin + int(draw(1 / FADES)) % room for _ in range(size)]

    def grow(self, posted: int) -> Node:
        parent = self.answered(posted)
        pk = self.new_id(posted)
        if parent is None:
            self.roots += 1
            node = Node(pk, None, None, paths.child_path("", pk), 0, self.roots, posted)
        else:
            parent.answers += 1
            root = parent.root or parent.pk
            path = paths.child_path(parent.path, pk)
            node = Node(pk, parent, root, path, parent.depth + 1, parent.answers, posted)
        self.nodes.append(node)
        return node

    def new_id(self, posted: int) -> int:
        """As comments/ids.py makes them, but from the dice."""
        while (pk := id_of(posted, self.dice.getrandbits(RANDOM_BITS))) in self.taken:
            pass
        self.taken.add(pk)
        return pk

    def answered(self, time: int) -> Node | None:
        """What the next comment answers; None for the article."""
        if not self.nodes:
            return None
        if self.duel:
            self.duel -= 1
            parent = self.nodes[-1]
        else:
            chance = self.dice.random()
            if chance < TOP_LEVEL:
                return None
            near = min(NEAR, len(self.nodes)) if chance < 0.85 else len(self.nodes)
            parent = self.nodes[-1 - int(self.dice.random() * near)]
            if self.dice.random() < DUEL:
                self.duel = self.dice.randrange(10, LONGEST_DUEL)
        return parent if parent.is_seen_at(time) else None
