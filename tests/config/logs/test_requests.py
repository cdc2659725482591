"""One line per request, and the id that all its lines carry."""

import logging

import pytest
from django.http import HttpResponse

from config import views
from config.logs.requests import RequestLogMiddleware
from tests.factories import ArticleFactory

GIVEN = "edge-7.0a1B2c3D"


@pytest.mark.django_db
def test_request_is_one_line_with_the_page_and_not_its_address(client, log):
    article = ArticleFactory()

    response = client.get(f"/articles/{article.slug}/?q=secret+words", REMOTE_ADDR="203.0.113.7")

    [line] = [each for each in log() if each["event"] == "request"]
    assert line.pop("ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "decorum.request",
        "method": "GET",
        "request_id": response["X-Request-ID"],
        "route": "articles/<slug:slug>/",
        "status": 200,
    }


def test_well_formed_id_of_a_proxy_is_kept_and_given_back(client):
    response = client.get("/healthz", headers={"X-Request-ID": GIVEN})

    assert response["X-Request-ID"] == GIVEN


@pytest.mark.parametrize("given", ["short", "x" * 65, "two words", 'a"b\\cdefgh', "é" * 10, ""])
def test_other_ids_are_replaced(client, given):
    made = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]

    assert made != given
    assert len(made) == 32


def test_every_line_of_a_request_carries_its_id_and_later_lines_do_not(rf, log):
    def answer(request):
        logging.getLogger("moderation").warning("inside")
        return HttpResponse("ok")

    RequestLogMiddleware(answer)(rf.get("/", headers={"X-Request-ID": GIVEN}))
    logging.getLogger("moderation").warning("outside")

    assert [(each["event"], each.get("request_id")) for each in log()] == [
        ("inside", GIVEN),
        ("request", GIVEN),
        ("outside", None),
    ]


def test_monitors_are_logged_only_when_they_fail(client, log, monkeypatch):
    client.get("/healthz")
    assert log() == []

    monkeypatch.setattr(views.health, "check", lambda: 1 / 0)
    client.raise_request_exception = False
    client.get("/readyz", headers={"X-Request-ID": GIVEN})

    assert [(each["event"], each["request_id"]) for each in log()] == [
        ("request failed: GET readyz 500", GIVEN),
        ("request", GIVEN),
    ]
    assert log()[0]["error"] == "ZeroDivisionError: division by zero"


def test_unknown_pages_and_methods_are_not_cited(client, log):
    client.generic("CANARY", "/nothing/CANARY-here")

    [line] = log()
    assert (line["method"], line["route"], line["status"]) == ("other", "unknown", 404)
