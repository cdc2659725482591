"""503 and a clear page while the database is away, wherever in a request that shows."""

import sqlite3
from contextlib import closing

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from comments.accounts.sessions import STATE
from comments.models import Article
from config.database_down import LATER, is_full


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "name"), [("get", "article"), ("post", "post")])
def test_a_database_that_is_away_gives_503_with_a_clear_page(client, monkeypatch, method, name):
    def gone():
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Article.objects, "published", gone, raising=False)
    response = getattr(client, method)(reverse(f"comments:{name}", args=["rent-cap"]))

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert b"It cannot reach its database at the moment." in response.content
    assert (b"what you wrote is usually still in it" in response.content) == (method == "post")


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["load", "save"])
def test_session_that_cannot_be_read_or_written_is_503_too(reader, monkeypatch, deed):
    """Raised in a middleware, whose errors no other middleware sees."""

    def gone(store, *args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    client = Client(raise_request_exception=False)
    client.force_login(reader)
    session = client.session
    session[STATE] |= {"seen": 0}  # So that the page notes its use, and saves it.
    session.save()
    monkeypatch.setattr(SessionStore, deed, gone)
    response = client.get("/me/")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert b"It cannot reach its database at the moment." in response.content


@pytest.mark.django_db
def test_other_errors_of_middleware_stay_500(reader, monkeypatch):
    def broken(store):
        raise RuntimeError("a mistake of ours")

    client = Client(raise_request_exception=False)
    client.force_login(reader)
    monkeypatch.setattr(SessionStore, "load", broken)

    assert client.get("/").status_code == 500


@pytest.mark.django_db
def test_full_disk_is_called_that_and_asks_for_more_time(client, monkeypatch, tmp_path):
    def full():
        with closing(sqlite3.connect(tmp_path / "small.sqlite3")) as small:
            small.execute("PRAGMA max_page_count = 2")
            small.execute("CREATE TABLE words (word)")
            try:
                small.execute("INSERT INTO words VALUES (zeroblob(100000))")
            except sqlite3.OperationalError as error:
                raise OperationalError(*error.args) from error

    monkeypatch.setattr(Article.objects, "published", full, raising=False)
    response = client.post(reverse("comments:post", args=["rent-cap"]))

    assert (response.status_code, response["Retry-After"]) == (503, str(LATER))
    assert b"It has no room left to store anything." in response.content


def test_locked_table_is_no_full_disk():
    error = OperationalError("database is locked")
    error.__cause__ = sqlite3.OperationalError("database is locked")

    assert is_full(error) is False
