"""Bodies, forms and threads of a size nobody means: a clear refusal, or it works."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from comments import paths, thread
from comments.models import Comment, Status
from comments.services import post_comment
from comments.thread import Order
from tests.factories import ArticleFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def address(article) -> str:
    return f"/articles/{article.slug}/comments"


def test_ten_megabytes_are_refused_with_a_page(reader_client):
    response = reader_client.post(
        address(ArticleFactory()), "body=" + "x" * 10_000_000, content_type=FORM
    )

    assert response.status_code == 400
    assert "The site could not read that request" in response.text
    assert Comment.objects.count() == 0


def test_ten_thousand_fields_are_refused_with_a_page(reader_client):
    fields = "&".join(f"f{number}=1" for number in range(10_000))

    response = reader_client.post(address(ArticleFactory()), fields, content_type=FORM)

    assert response.status_code == 400
    assert "The site could not read that request" in response.text


def chain(article, length: int) -> Comment:
    """A chain of answers, each to the last; the rows of the upper ones written at once."""
    now, author = timezone.now() - timedelta(days=1), UserFactory()
    top = make_comment("Top.", article=article, author=author)
    rows, last = [], top
    for number in range(1, length):
        row = Comment(
            id=top.pk + number,
            article=article,
            author=author,
            body=f"Answer {number}.",
            parent=last,
            root_id=top.pk,
            depth=number,
            number=1,
            status=Status.VISIBLE,
            posted_at=now + timedelta(seconds=number),
            published_at=now,
            unjudged_since=None,
            fingerprint=f"{number:032x}",
        )
        row.path = paths.child_path(last.path, row.pk)
        rows.append(row)
        last = row
    Comment.objects.bulk_create(rows, batch_size=500)
    return last


def test_a_chain_of_ten_thousand_answers_is_answered_and_read(reader_client, reader):
    article = ArticleFactory()
    last = chain(article, 10_000)

    answer = post_comment(article=article, author=reader, body="One more.", parent=last)
    Comment.objects.filter(pk=answer.pk).update(status=Status.VISIBLE)
    pages = [
        reader_client.get(url)
        for url in (
            article.get_absolute_url(),
            last.get_absolute_url(),
            answer.get_absolute_url(),
            f"/comments/{last.pk}/reply",
        )
    ]
    sent = reader_client.post(
        address(article), {"body": "And one.", "parent": answer.pk, "key": str(uuid.uuid4())}
    )

    assert (answer.depth, len(answer.path)) == (10_000, paths.MAX_PARTS * paths.PART)
    assert [page.status_code for page in pages] == [200] * 4
    assert sent.status_code == 302
    window = thread.of_article(article, reader, order=Order.OLDEST)
    assert max(row.depth for row in window.rows) < thread.LEVELS
