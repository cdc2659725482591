"""How fast comments that wait are judged, beside the scorer alone and the database's part alone."""

from collections.abc import Sequence
from time import perf_counter
from unittest.mock import patch

from moderation import engines
from moderation.bench.crowd import leave_waiting, tell
from moderation.pipeline import drain


def measure(rounds: int, size: int) -> None:
    """Write the comments per second of each, round by round; ``size`` comments a turn."""
    engines.load()
    drain.BATCH_LIMIT = 60  # On a machine so busy that a batch takes long, this process must go on.
    found: dict[str, list[float]] = {"scorer": [], "database": [], "both": []}
    for number in range(rounds + 1):
        turn = {
            "scorer": score_alone(size, seed=3 * number),
            "database": store_alone(size, seed=3 * number + 1),
            "both": judge(size, seed=3 * number + 2),
        }
        for name, seconds in turn.items():
            if number:  # In the first round things are loaded.
                found[name].append(size / seconds)
    tell(found)


def score_alone(size: int, *, seed: int) -> float:
    bodies = leave_waiting(size, seed=seed)
    start = perf_counter()
    for at in range(0, size, drain.BATCH):
        engines.score(bodies[at : at + drain.BATCH])
    seconds = perf_counter() - start
    judge_all()  # Nothing is left for the next one's turn.
    return seconds


def store_alone(size: int, *, seed: int) -> float:
    """Claiming, the policy and all that is written, of scores that are known already."""
    bodies = leave_waiting(size, seed=seed)
    known = dict(zip(bodies, engines.score(bodies), strict=True))

    def recall(texts: Sequence[str], *_known, **_options) -> list:
        return [known[text] for text in texts]

    with patch.object(drain.engines, "score", recall):
        start = perf_counter()
        judge_all()
        return perf_counter() - start


def judge(size: int, *, seed: int) -> float:
    leave_waiting(size, seed=seed)
    start = perf_counter()
    judge_all()
    return perf_counter() - start


def judge_all() -> None:
    """What a worker does, without lingering for more at the end. Raises RuntimeError where a batch
    gets no verdict."""
    while True:
        token, comments = drain.claim(drain.BATCH, retry_turn=False)
        if token is None:
            return
        if drain.judge(token, comments) != len(comments):
            raise RuntimeError("A batch got no verdict, so its time says nothing.")
