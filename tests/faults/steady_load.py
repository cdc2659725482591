"""Minutes of posting at a steady rate, open loop: nobody waits for an answer before the next post.

Three parts in one run: the broker as it should be (three fifths of the time), frozen, and dead.
Not among the usual tests, by its name: `run.py test --faults` runs it.
"""

import os
import random
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from statistics import median

import pytest
from django.db.models import F, Min
from tqdm import tqdm

from comments.models import Comment
from moderation.models import WorkerHeartbeat
from tests.factories import ArticleFactory, UserFactory
from tests.faults.oracle import LIMIT, all_judged, assert_nothing_lost
from tests.faults.servers import own_valkey
from tests.faults.sites import site
from tests.faults.visitors import CutOff, Visitor
from tests.processes import running, start_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

HANDS = 24  # posts on their way at once, at most
READERS = 40
ARTICLES = 10


@dataclass
class Part:
    """What came of the posts due in a part of the run. Times in milliseconds."""

    name: str
    share: float  # of the time asked for
    seconds: float = 0  # it took
    accepted: list[int] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)  # from when a post was due to its answer
    errors: list[object] = field(default_factory=list)

    def row(self) -> str:
        judged = list(
            Comment.objects.filter(pk__in=self.accepted)
            .annotate(judged_at=Min("decisions__decided_at"))
            .values_list(F("judged_at") - F("posted_at"), flat=True)
        )
        delays = [delay.total_seconds() * 1000 for delay in judged]
        figures = [*spread(self.waits), *spread(delays)]
        cells = [self.name, f"{self.seconds:.0f} s", str(len(self.accepted))]
        cells += [f"{figure:.0f}" for figure in figures] + [str(len(self.errors))]
        return f"| {' | '.join(cells)} |"


HEAD = (
    "| broker | time | accepted | posting: median | p99 | most | judged after: median | p99 | most "
    "| errors |\n|---|---|---|---|---|---|---|---|---|---|"
)


def spread(times: list[float]) -> tuple[float, float, float]:
    """Median, 99th percentile, most."""
    in_order = sorted(times)
    return (
        median(in_order),
        in_order[min(int(len(in_order) * 0.99), len(in_order) - 1)],
        in_order[-1],
    )


def arrivals(dice: random.Random, rate: float, seconds: float) -> list[float]:
    """Seconds from the start, fixed before it: exponential gaps, as of people who know nothing of
    each other."""
    times, at = [], 0.0
    while (at := at + dice.expovariate(rate)) < seconds:
        times.append(at)
    return times


def post_all(part: Part, due: list[float], visitors: list[Visitor], articles, bar) -> None:
    """Each post at its time, whatever became of those before. One that found no free hand is late,
    and the wait counts from when it was due."""
    start, turn, lock = time.monotonic() + 0.5, count(), threading.Lock()

    def work() -> None:
        while (number := next(turn)) < len(due):
            time.sleep(max(0.0, start + due[number] - time.monotonic()))
            visitor = visitors[number % len(visitors)]
            article = articles[number % len(articles)]
            try:
                answer = visitor.post(article, f"A civil word in the part {part.name}, {number}.")
            except (CutOff, TimeoutError) as error:
                answer = error
            waited = (time.monotonic() - start - due[number]) * 1000
            with lock:
                bar.update()
                part.waits.append(waited)
                stored = None if isinstance(answer, Exception) else answer.comment_id
                (part.errors if stored is None else part.accepted).append(stored or answer)

    hands = [threading.Thread(target=work) for _ in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()


def test_steady_load_is_judged_at_once_with_and_without_a_broker(
    transactional_db, tmp_path, switches, pytestconfig
):
    seconds, rate = 60 * pytestconfig.getoption("minutes"), pytestconfig.getoption("rate")
    dice = random.Random(pytestconfig.getoption("seed"))
    articles = ArticleFactory.create_batch(ARTICLES)
    parts = [Part(*each) for each in (("there", 0.6), ("frozen", 0.2), ("dead", 0.2))]
    with (
        own_valkey(tmp_path) as broker,
        # As in production: with DEBUG each statement is kept, and costs.
        site(tmp_path, switches, workers=2, REDIS_URL=broker.url, DEBUG="False") as port,
        running(start_worker(tmp_path, REDIS_URL=broker.url, DEBUG="False")),
    ):
        wait_until(WorkerHeartbeat.objects.exists, timeout=60, what="the worker")
        visitors = [Visitor(port, UserFactory()) for _ in range(READERS)]
        before = {"there": lambda: None, "frozen": broker.freeze, "dead": broker.end}
        plans = [arrivals(dice, rate, part.share * seconds) for part in parts]
        with tqdm(total=sum(map(len, plans)), unit="post", desc="steady load") as bar:
            for part, due in zip(parts, plans, strict=True):
                before[part.name]()
                began = time.monotonic()
                post_all(part, due, visitors, articles, bar)
                part.seconds = time.monotonic() - began
                wait_until(all_judged, timeout=LIMIT, what="verdicts")
        accepted = [pk for part in parts for pk in part.accepted]
        assert_nothing_lost(accepted)
    load = f"load average {os.getloadavg()[0]:.1f}"
    table = "\n".join([HEAD, *(part.row() for part in parts)])
    print(f"\n{rate:g} posts/s, times in ms, {load}\n{table}")  # noqa: T201
    assert [part.errors for part in parts] == [[], [], []]
    assert len(set(accepted)) == len(accepted) == bar.total
