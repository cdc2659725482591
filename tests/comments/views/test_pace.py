"""A reader who is too quick: a calm answer, and nothing typed is lost."""

import uuid

import pytest
from limits import parse_many

from comments.models import Comment, Report, Vote
from tests.factories import ArticleFactory, make_comment

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
CALM = "That was more often than this site allows. Nothing was changed. Try again in"


@pytest.fixture(autouse=True)
def one_an_hour(settings):
    settings.RATES = {deed: parse_many("1/hour") for deed in settings.RATES}


def send(client, article, body, **options):
    return client.post(
        f"/articles/{article.slug}/comments", {"body": body, "key": str(uuid.uuid4())}, **options
    )


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_post_too_many_keeps_the_text_and_says_when(reader_client, headers):
    article = ArticleFactory()
    send(reader_client, article, "First.")

    response = send(reader_client, article, "Second words.", headers=headers)

    assert response.status_code == 429
    assert 3590 < int(response.headers["Retry-After"]) <= 3600
    assert "Second words." in response.text
    assert f"{CALM} 60 minutes. Your text is kept." in response.text
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_vote_too_many_counts_nothing_and_says_when(reader_client, headers):
    first, second = make_comment(), make_comment()
    reader_client.post(f"/comments/{first.pk}/vote", {"value": "1"})

    response = reader_client.post(f"/comments/{second.pk}/vote", {"value": "1"}, headers=headers)

    assert response.status_code == 429
    assert CALM in response.text
    assert headers or f"/comments/{second.pk}/#c{second.pk}" in response.text
    assert Vote.objects.count() == 1


def test_a_report_too_many_keeps_the_note(reader_client):
    first, second = make_comment(), make_comment()
    fields = {"category": "spam", "note": "Look at this."}
    reader_client.post(f"/comments/{first.pk}/report", fields)

    response = reader_client.post(f"/comments/{second.pk}/report", fields)

    assert response.status_code == 429
    assert CALM in response.text
    assert "Look at this." in response.text
    assert Report.objects.count() == 1


def test_an_edit_counts_like_a_post(reader_client, reader):
    comment = make_comment(author=reader)
    reader_client.post(f"/comments/{comment.pk}/edit", {"body": "Once."})

    response = reader_client.post(f"/comments/{comment.pk}/edit", {"body": "Twice."})

    comment.refresh_from_db()
    assert (response.status_code, comment.body) == (429, "Once.")
    assert "Twice." in response.text
