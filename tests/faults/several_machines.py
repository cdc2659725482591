"""Several machines: two with a web server, three with a worker, one PostgreSQL and one Valkey.

Each machine is a process tree of its own with a state folder of its own: they share the database
and the broker, and nothing else. Not on SQLite, which is one machine's by nature, and not among the
usual tests, by its name: `run.py test --faults` runs it.
"""

import signal

import pytest
from django.db import connection
from django.utils import timezone

from moderation.models import WorkerHeartbeat
from tests.factories import ArticleFactory, UserFactory, make_staff
from tests.faults.oracle import assert_nothing_lost
from tests.faults.servers import own_valkey
from tests.faults.sites import start_site, wait_for_answers
from tests.faults.town import Town
from tests.faults.visitors import Visitor
from tests.processes import free_port, start_worker, wait_until

pytestmark = [
    pytest.mark.worker,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is one machine's"),
]


class Site:
    """``ports`` of the machines with a web server; ``workers`` of the others."""

    def __init__(self, folder, switches, broker):
        self.folder, self.switches, self.broker = folder, switches, broker
        self.ports = [free_port(), free_port()]
        self.webs = [self.start_web(number) for number in range(2)]
        self.workers = [self.start_worker(number) for number in range(3)]

    def machine(self, name):
        """A state folder of its own, for logs and whatever a process keeps there."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder, {"REDIS_URL": self.broker.url, "DECORUM_VAR": str(folder)}

    def start_web(self, number):
        folder, environment = self.machine(f"web-{number}")
        return start_site(folder, self.switches, self.ports[number], **environment)

    def start_worker(self, number):
        folder, environment = self.machine(f"worker-{number}")
        return start_worker(folder, name=f"worker-{number}", **environment)

    def wait_until_all_live(self):
        since = timezone.now()
        for web, port in zip(self.webs, self.ports, strict=True):
            wait_for_answers(web, port)
        alive = WorkerHeartbeat.objects.filter(seen_at__gt=since)
        wait_until(lambda: alive.count() == 3, timeout=90, what="signs of life of three workers")

    def kill(self, process):
        process.signal_group(signal.SIGKILL)
        process.stop()

    def stop(self):
        for process in self.webs + self.workers:
            process.stop()


def test_a_web_and_a_worker_machine_that_die_under_load_lose_nothing(
    transactional_db, tmp_path, switches
):
    article = ArticleFactory()
    with own_valkey(tmp_path) as broker:
        site = Site(tmp_path, switches, broker)
        try:
            site.wait_until_all_live()
            readers = [Visitor(port, UserFactory()) for port in site.ports for _ in range(2)]
            desk = Visitor(site.ports[1], make_staff())
            with Town(article, readers, desk, seed=6) as town:
                town.wait_for_more(8)
                site.kill(site.workers[0])
                site.kill(site.webs[0])
                # As a load balancer would: nobody is sent to a machine that does not answer.
                for reader in readers[:2]:
                    reader.port = site.ports[1]
                town.wait_for_more(8)
                site.webs[0] = site.start_web(0)
                wait_for_answers(site.webs[0], site.ports[0])
                for reader in readers[:2]:
                    reader.port = site.ports[0]
                town.wait_for_more(8)
            assert_nothing_lost(town.accepted)
        finally:
            site.stop()

    assert (town.broken_promises(), town.failures) == ([], [])
    # Nothing that a machine keeps.
    assert [file.name for file in (tmp_path / "web-0").iterdir()] == ["web.log"]
    print(f"\ntwo webs, three workers, two kills: {town.figures()}")  # noqa: T201
