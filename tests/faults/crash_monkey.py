"""The monkey: kill -9 of random processes while people post, vote, edit, report and decide.

Not among the usual tests, by its name: `run.py test --faults` runs it. A run is known by its seed.
"""

import os
import random
import signal
import time

import pytest
from django.utils import timezone
from tqdm import tqdm

from launcher import keeper
from moderation.models import WorkerHeartbeat
from tests.factories import ArticleFactory, UserFactory, make_staff
from tests.faults.oracle import assert_nothing_lost
from tests.faults.servers import own_valkey
from tests.faults.sites import start_site, wait_for_answers
from tests.faults.town import Town
from tests.faults.visitors import Visitor
from tests.processes import free_port, start_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

LONGEST_REST = 2.0  # seconds between two kills
RECOVERS = 0.75  # how often the site serves people again before the next kill
LONGEST_ABSENCE = 1.0  # seconds before what was killed is started again


class Monkey:
    """Kills a process of the site at a time, and sees that each is started again."""

    def __init__(self, folder, switches, broker, dice):
        self.folder, self.switches, self.broker, self.dice = folder, switches, broker, dice
        self.port = free_port()
        self.web, self.worker = self.start_web(), self.start_worker()
        self.kills = dict.fromkeys(self.WAYS, 0)

    def start_web(self):
        return start_site(self.folder, self.switches, self.port, REDIS_URL=self.broker.url)

    def start_worker(self):
        return start_worker(self.folder, REDIS_URL=self.broker.url)

    def strike(self) -> None:
        name = self.dice.choice(sorted(self.WAYS))
        self.WAYS[name](self)
        self.kills[name] += 1

    def kill_web(self) -> None:
        self.web.signal_group(signal.SIGKILL)
        self.web.stop()
        self.be_absent()
        self.web = self.start_web()

    def kill_worker(self) -> None:
        self.worker.signal_group(signal.SIGKILL)
        self.worker.stop()
        self.be_absent()
        self.worker = self.start_worker()

    def kill_broker(self) -> None:
        self.broker.end()
        self.be_absent()
        self.broker.start()

    def kill_child_of_web(self) -> None:
        self.kill_child(self.web)

    def kill_child_of_worker(self) -> None:
        self.kill_child(self.worker)

    def kill_child(self, parent) -> None:
        """One that its parent replaces. None yet, when the parent was started a moment ago."""
        children = sorted(keeper.descendants(parent.popen.pid))
        if children:
            os.kill(self.dice.choice(children), signal.SIGKILL)

    def be_absent(self) -> None:
        time.sleep(self.dice.uniform(0, LONGEST_ABSENCE))

    def wait_until_all_live(self) -> None:
        """The end of the last fault: what was killed answers again."""
        since = timezone.now()
        wait_for_answers(self.web, self.port)
        alive = WorkerHeartbeat.objects.filter(seen_at__gt=since)
        wait_until(alive.exists, timeout=90, what="a sign of life of the worker")

    WAYS = {
        "web server": kill_web,
        "its child": kill_child_of_web,
        "worker": kill_worker,
        "child of the worker": kill_child_of_worker,
        "Valkey": kill_broker,
    }


def test_kills_at_random_lose_nothing(transactional_db, tmp_path, switches, pytestconfig):
    rounds, seed = pytestconfig.getoption("rounds"), pytestconfig.getoption("seed")
    dice = random.Random(seed)
    article = ArticleFactory()
    began = time.monotonic()
    with own_valkey(tmp_path) as broker:
        monkey = Monkey(tmp_path, switches, broker, dice)
        try:
            wait_for_answers(monkey.web, monkey.port)
            readers = [Visitor(monkey.port, UserFactory()) for _ in range(3)]
            desk = Visitor(monkey.port, make_staff())
            with Town(article, readers, desk, seed=seed) as town:
                for _ in tqdm(range(rounds), unit="kill", desc=f"monkey, seed {seed}"):
                    if dice.random() < RECOVERS:
                        town.wait_for_more(3)
                    time.sleep(dice.uniform(0, LONGEST_REST))
                    monkey.strike()
                monkey.wait_until_all_live()
            seconds = time.monotonic() - began
            assert_nothing_lost(town.accepted)
        finally:
            monkey.web.stop()
            monkey.worker.stop()
    print(f"\n{rounds} kills in {seconds:.0f} s, seed {seed}: {monkey.kills}")  # noqa: T201
    print(f"kept: {town.figures()}; load average {os.getloadavg()[0]:.1f}")  # noqa: T201
    assert town.broken_promises() == []
    assert town.failures == []
    assert len(town.accepted) > rounds / 2  # Or there was no load to speak of.
