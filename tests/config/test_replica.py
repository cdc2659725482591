"""Strangers may read a copy that is a moment behind; nobody else does, and nobody writes to it."""

import shutil
import subprocess
import sys

import pytest
from django.db import connection
from django.test import RequestFactory

from comments.models import Comment, Status
from config import replica
from tests.factories import ArticleFactory, UserFactory
from tests.processes import ROOT, child_environment

ASK = """
import django; django.setup()
from django.conf import settings; from django.test import Client; from comments.models import User
from django.contrib.auth.hashers import make_password; from comments.models import Comment
settings.ALLOWED_HOSTS = ["testserver"]
stranger, reader, address = Client(), Client(), "/articles/of-today/"
assert "Later words." not in stranger.get(address).text
reader.force_login(User.objects.get(username="ines"))
assert "Later words." in reader.get(address).text
for name in ("replica", "default"):
    print(name, Comment.objects.using(name).count())
"""


def a_request(method="GET", path="/articles/of-today/", cookies=()):
    request = RequestFactory().generic(method, path)
    request.COOKIES = dict.fromkeys(cookies, "x")
    return request


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("request_", "may"),
    [
        (a_request(), True),
        (a_request("HEAD", "/"), True),
        (a_request(path="/feed.atom", cookies=["theme"]), True),
        (a_request("POST"), False),
        (a_request(cookies=["sessionid"]), False),
        (a_request(path="/accounts/login/"), False),
        (a_request(path="/moderation/"), False),
        (a_request(path="/admin/"), False),
        (a_request(path="/readyz"), False),
        (a_request(path="/metrics"), False),
    ],
)
def test_only_what_strangers_read_may_lag(settings, request_, may):
    settings.SESSION_COOKIE_NAME = "sessionid"

    assert replica.may_lag(request_) is may


@pytest.mark.any_database
def test_the_copy_is_read_during_such_a_request_alone_and_never_migrated():
    router, seen = replica.ReplicaRouter(), []

    def view(request):
        seen.append(router.db_for_read(Comment))

    middleware = replica.ReplicaMiddleware.__new__(replica.ReplicaMiddleware)
    middleware.get_response = view
    for request in (a_request(), a_request("POST")):
        middleware(request)
        seen.append(router.db_for_read(Comment))

    assert seen == ["replica", None, None, None]
    assert not hasattr(router, "db_for_write")  # So writes go to the database itself.
    assert [router.allow_migrate(db, "comments") for db in ("replica", "default")] == [False, None]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a copy is a file here")
def test_a_stranger_reads_the_copy_and_a_reader_the_database(tmp_path):
    article, author = ArticleFactory(slug="of-today"), UserFactory(username="ines")
    Comment.objects.create(
        article=article,
        author=author,
        body="Earlier words.",
        status=Status.VISIBLE,
        path="1",
        number=1,
    )
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = shutil.copy(connection.settings_dict["NAME"], tmp_path / "copy.sqlite3")
    Comment.objects.create(
        article=article,
        author=author,
        body="Later words.",
        status=Status.VISIBLE,
        path="2",
        number=2,
    )

    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=child_environment(
            DATABASE_REPLICA_URL=f"sqlite:///{copy}", DJANGO_SETTINGS_MODULE="config.settings"
        ),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (asked.returncode, asked.stdout) == (0, "replica 1\ndefault 2\n"), asked.stderr
