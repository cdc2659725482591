"""PostgreSQL that ends at once: 503 with a clear page, never 500, and all is as before once it is
back, in the same processes."""

import contextlib
import os
import signal
import subprocess
import sys

import dj_database_url
import pytest
from django.db import connection, connections

from config.database_down import SOON
from moderation.models import WorkerHeartbeat
from tests.factories import ArticleFactory, UserFactory
from tests.faults.oracle import assert_nothing_lost
from tests.faults.servers import own_postgres
from tests.faults.sites import site
from tests.faults.visitors import Visitor
from tests.processes import ROOT, running, start_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@contextlib.contextmanager
def moved_to(url: str):
    """This test's own connection leads to the database at ``url`` while the block runs."""
    given = connection.settings_dict.copy()
    connection.close()
    connection.settings_dict.update(dj_database_url.parse(url))
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict.clear()
        connection.settings_dict.update(given)


def migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "DEBUG": "True"},
        check=True,
    )


def test_database_that_ends_at_once_is_said_and_found_again_by_the_same_processes(
    transactional_db, tmp_path, switches
):
    with own_postgres(tmp_path) as server, moved_to(server.url):
        migrate(server.url)
        article, author = ArticleFactory(), UserFactory()
        there = {"DATABASE_URL": server.url}
        with site(tmp_path, switches, **there) as port, running(start_worker(tmp_path, **there)):
            wait_until(WorkerHeartbeat.objects.exists, timeout=90, what="the worker")
            visitor = Visitor(port, author)
            accepted = [visitor.post(article, f"Before {n}.").comment_id for n in range(4)]
            server.end(signal.SIGQUIT)  # As `pg_ctl stop -m immediate`.
            connection.close()
            pages = [visitor.get("/"), visitor.post(article, "Meanwhile.")]
            pages += [visitor.get(article.get_absolute_url()) for _ in range(4)]
            alive = visitor.get("/healthz").status
            server.start()
            accepted += [visitor.post(article, f"After {n}.").comment_id for n in range(4)]

            assert_nothing_lost(accepted)
    assert [(page.status, page.headers["Retry-After"]) for page in pages] == [(503, str(SOON))] * 6
    assert all("It cannot reach its database at the moment." in page.text for page in pages)
    assert alive == 200
    assert len(set(accepted)) == 8
    assert visitor.errors == [503] * 6
