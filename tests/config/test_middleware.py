"""What wraps every request."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import reverse

from comments.models import Article
from config.middleware import HeadMiddleware


@pytest.mark.parametrize(("method", "body"), [("head", b""), ("get", b"words")])
def test_head_has_the_headers_of_get_and_no_body(rf, method, body):
    answer = HeadMiddleware(lambda request: HttpResponse("words", headers={"Content-Length": "5"}))

    response = answer(getattr(rf, method)("/"))

    assert (response.content, response["Content-Length"]) == (body, "5")


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
