"""From posted to judged: a web server, a worker and Valkey, under load whose times are fixed.

The scorer is the real one. A wait counts from when a post was due, or from when it was accepted.
"""

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import numpy as np
import redis
from tqdm import tqdm

from moderation.bench import crowd, memory, site
from moderation.bench.databases import SQLITE, Database
from moderation.bench.measuring import Options, circumstances
from moderation.bench.open_loop import Answer, Request, arrivals, post, send_all
from moderation.bench.pipeline_page import page as page
from moderation.bench.rounds import figure
from moderation.scoring.evaluate.restless import Calm, wall_seconds

RATE = 100  # posts a second
BURST = 10  # times that, for
BURST_SECONDS = 10
PEOPLE, ARTICLES = 200, 10
# Limits are looked at as ever, and nobody reaches them: 200 people post like thousands here.
RATES = [f"RATE_{deed}=1000000/minute" for deed in ("POST", "VOTE", "REPORT")]
WORKER = "-m celery -A config worker --concurrency=1 --loglevel=WARNING"
WORKER += " --without-gossip --without-mingle"
PATIENCE = 300  # seconds until all is judged
SIZE = 512  # comments a turn
ROUNDS = 7


@dataclass(frozen=True)
class Site:
    """A running site: its settings, port and people; and how long its first page took, seconds."""

    settings: list[str]
    port: int
    people: dict[str, list[str]]
    worker: int  # process id
    web: int
    redis_url: str
    first_page: float


def measure(options: Options) -> dict:
    """Raises NotMeasured, RestlessMachine."""
    calm = Calm(wall_seconds, anyway=options.anyway)
    found = []
    for kind in options.databases.kinds:
        if options.databases.serves(kind):
            database = options.databases.fresh(kind, "pipeline")
            calm.look()
            found.append({"database": kind} | measure_on(database, options, calm))
            calm.look()
    calm.check()
    return circumstances(calm, options) | {"sites": found}


def measure_on(database: Database, options: Options, calm: Calm) -> dict:
    seconds = options.sizes["seconds"]
    settings = [*database.settings, *RATES]
    people = json.loads(site.call(settings, "crowd", f"gather({PEOPLE}, {ARTICLES})"))
    rounds = options.rounds or ROUNDS
    alone = json.loads(site.call(settings, "throughput", f"measure({rounds}, {SIZE})"))
    with TemporaryDirectory(prefix="decorum-bench-") as folder:
        with running(database, settings, people, Path(folder)) as there:
            load(there, arrivals(RATE / 5, 5, seed=1), "warming up", options)
            until_judged(there)
            steady = load(there, arrivals(RATE, seconds, seed=2), "steady", options)
            calm.look()
            burst = load(there, arrivals(BURST * RATE, BURST_SECONDS, seed=3), "burst", options)
            megabytes = held(there)
        # What a worker's memory does is its own affair: the other database gets a fifth.
        size = options.sizes["backlog"] // (1 if database.kind == SQLITE else 5)
        backlog = judge_backlog(settings, Path(folder), max(size, 1), options)
    return {
        "seconds": seconds,
        "rate": RATE,
        "burst_rate": BURST * RATE,
        "burst_seconds": BURST_SECONDS,
        "first_page_s": round(there.first_page, 2),
        "steady": steady,
        "burst": burst,
        "megabytes": megabytes,
        "backlog": backlog,
        "throughput": ratios(alone),
    }


@contextmanager
def running(database: Database, settings: list[str], people: dict, folder: Path) -> Iterator[Site]:
    """The site with a worker while the block runs."""
    worker = site.command(settings, *WORKER.split())
    with site.started(worker, log=folder / "worker.log") as process:
        until_ready(settings)
        began = time.monotonic()
        with site.web(settings, log=folder / "web.log") as (address, server):
            site.get(f"{address}/")
            first_page = time.monotonic() - began
            port = int(address.rpartition(":")[2])
            yield Site(settings, port, people, process.pid, server, database.redis_url, first_page)


def until_ready(settings: list[str]) -> None:
    """Until the worker has judged something. Raises NotMeasured."""
    site.call(settings, "crowd", "leave_waiting(1, seed=4095)")
    wait(settings, "A worker did not judge its first comment")


def until_judged(there: Site) -> float:
    """Seconds until nothing waits. Raises NotMeasured."""
    start = time.monotonic()
    wait(there.settings, "Not everything was judged")
    return time.monotonic() - start


def wait(settings: list[str], problem: str) -> None:
    """Asked in one process, which answers when nothing waits any more."""
    words = f"until_judged({PATIENCE})"
    if not json.loads(site.call(settings, "crowd", words)):
        raise site.NotMeasured(f"{problem} within {PATIENCE} s.")


def load(there: Site, times: list[float], name: str, options: Options) -> dict:
    """What became of posts due at ``times``; of the site's own clock and of the client's."""
    bodies = crowd.texts(len(times), seed=len(times))
    places, cookies = there.people["places"], there.people["cookies"]
    requests = [
        Request(
            at,
            post(
                places[number % len(places)],
                urlencode(
                    {
                        "body": f"{body} {number}",
                        "key": uuid.uuid4(),
                        "csrfmiddlewaretoken": crowd.TOKEN,
                    }
                ),
                cookies=cookies[number % len(cookies)],
            ),
        )
        for number, (at, body) in enumerate(zip(times, bodies, strict=True))
    ]
    since = time.time()
    with tqdm(total=len(requests), unit="post", desc=name, disable=options.quiet) as bar:
        answers = send_all(there.port, requests, step=bar.update)
    ended = time.time()
    until_judged(there)
    judged = json.loads(site.call(there.settings, "crowd", f"tell_judged({since})"))
    return outcome(answers, judged, ended=ended)


def outcome(answers: list[Answer], judged: list[list], *, ended: float) -> dict:
    """Milliseconds. ``judged`` is what crowd.tell_judged wrote."""
    rows = {row[0]: row for row in judged}
    accepted = [(answer, rows.get(comment_of(answer))) for answer in answers]
    stored = [(answer, row) for answer, row in accepted if row and row[2]]
    if not stored:
        raise site.NotMeasured(f"No post was accepted; the first got status {answers[0].status}.")
    last = max(row[2] for _answer, row in stored)
    return {
        "posts": len(answers),
        "refused": len(answers) - len(stored),
        "held": sum(row[3] for _answer, row in stored),
        "post_ms": spread([answer.wait for answer, _row in stored]),
        "judged_ms": spread([row[2] - row[1] for _answer, row in stored]),
        "due_to_judged_ms": spread([row[2] - answer.due for answer, row in stored]),
        "drained_s": round(max(0.0, last - max(answer.due for answer in answers)), 2),
        "answered_s": round(ended - answers[0].due, 1),
    }


def comment_of(answer: Answer) -> int | None:
    """The id in /comments/7/, where a post that was stored leads to."""
    parts = answer.location.split("/")
    is_comment = len(parts) > 2 and parts[1] == "comments" and parts[2].isdecimal()
    return int(parts[2]) if is_comment else None


def spread(seconds: list[float]) -> dict[str, float]:
    values = np.array(seconds) * 1000
    return {
        "median": round(float(np.median(values)), 1),
        "p99": round(float(np.percentile(values, 99)), 1),
        "max": round(float(values.max()), 1),
    }


def held(there: Site) -> dict[str, float]:
    """MB of the processes, with the scorer loaded and after the load."""
    info = redis.Redis.from_url(there.redis_url).info("memory")
    found = {
        "web": memory.resident(there.web),
        "worker": memory.resident(there.worker),
        "valkey": info["used_memory_rss"] / 1024 / 1024,  # type: ignore[index]
    }
    return {name: round(value) for name, value in found.items()}


def judge_backlog(settings: list[str], folder: Path, size: int, options: Options) -> dict:
    """A worker alone with ``size`` waiting comments: its rate, and its memory meanwhile."""
    since = time.time()
    site.call(settings, "crowd", f"leave_waiting({size}, seed=4094)")
    megabytes, left = [], size
    with (
        site.started(site.command(settings, *WORKER.split()), log=folder / "worker.log") as worker,
        tqdm(total=size, unit="comment", desc="backlog", disable=options.quiet) as bar,
    ):
        end = time.monotonic() + PATIENCE + size / 50
        while left and time.monotonic() < end:
            time.sleep(2)
            now_left = json.loads(site.call(settings, "crowd", "tell_waiting()"))
            bar.update(left - now_left)
            left = now_left
            megabytes.append((size - left, round(memory.resident(worker.pid))))
    judged = [row[2] for row in json.loads(site.call(settings, "crowd", f"tell_judged({since})"))]
    if left:
        raise site.NotMeasured(f"{left} of {size} comments of the backlog were never judged.")
    return {
        "comments": size,
        "per_second": round((len(judged) - 1) / (max(judged) - min(judged))),
        "megabytes": megabytes,
    }


def ratios(alone: dict[str, list[float]]) -> dict:
    scorer, database, both = (np.array(alone[name]) for name in ("scorer", "database", "both"))
    return {
        "scorer_per_s": figure(scorer),
        "database_per_s": figure(database),
        "both_per_s": figure(both),
        "of_the_slower": figure(both / np.minimum(scorer, database)),
    }
