"""Posting: what is stored, what is refused, and that typed words are never lost."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.forms import PostForm
from comments.models import Article, Comment, Commenting, ModerationMode, Standing, Status
from tests.factories import ArticleFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "thread"}


def send(client, article, body="My words.", *, htmx=False, **fields):
    fields = {"body": body, "key": str(uuid.uuid4())} | fields
    url = reverse("comments:post", args=[article.slug])
    return client.post(url, fields, headers=HTMX if htmx else {})


def typed(response) -> str:
    """What stands in the form of the page."""
    return response.context["form"]["body"].value()


def test_post_stores_the_comment_and_leads_to_it(reader_client, reader):
    article = ArticleFactory()

    response = send(reader_client, article, "My words.")

    comment = Comment.objects.get()
    assert (comment.body, comment.author, comment.article, comment.parent) == (
        "My words.",
        reader,
        article,
        None,
    )
    assert response.status_code == 302
    assert response.url == f"/comments/{comment.pk}/#c{comment.pk}"
    assert "Being checked, this takes a second." in reader_client.get(response.url).text


def test_post_with_htmx_gives_the_row_and_an_empty_form(reader_client):
    response = send(reader_client, ArticleFactory(), "My words.", htmx=True)

    comment = Comment.objects.get()
    assert f'id="row-{comment.pk}"' in response.text
    assert f'hx-get="/comments/{comment.pk}/state"' in response.text
    assert 'hx-swap-oob="true"' in response.text
    assert typed(response) == ""


def test_answer_is_stored_below_its_parent(reader_client):
    parent = make_comment()

    response = send(
        reader_client, parent.article, parent=parent.pk, slot=parent.pk, at=3, htmx=True
    )

    assert Comment.objects.get(parent=parent).depth == 1
    assert "c-d3" in response.text
    assert f'id="slot-{parent.pk}" hx-swap-oob="true"' in " ".join(response.text.split())


def test_double_submit_creates_one_comment(reader_client):
    article = ArticleFactory()
    key = str(uuid.uuid4())

    first, second = (send(reader_client, article, key=key) for _ in range(2))

    assert Comment.objects.count() == 1
    assert first.url == second.url


def test_old_form_with_other_words_is_another_comment(reader_client):
    article = ArticleFactory()
    key = str(uuid.uuid4())

    send(reader_client, article, "First words.", key=key)
    send(reader_client, article, "Other words.", key=key)

    assert Comment.objects.count() == 2


def test_at_once_article_shows_the_comment_to_all(reader_client):
    article = ArticleFactory(moderation_mode=ModerationMode.AT_ONCE)

    response = send(reader_client, article, htmx=True)

    assert Comment.objects.get().status == Status.VISIBLE
    assert "Being checked" not in response.text


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "is empty"),
        ("  \n ", "is empty"),
        ("\u200b\u200d", "is empty"),
        ("x" * 5_001, "has 5,001 characters. The most is 5,000: shorten it by 1."),
        ("a\x00b", "control characters"),
        ("a\x1bb", "control characters"),
        ("a\u202eb", "turn the direction of text round"),
    ],
)
def test_bad_text_comes_back_in_the_form_with_the_reason(reader_client, body, words, htmx):
    article = ArticleFactory()

    response = send(reader_client, article, body, htmx=htmx)

    assert response.status_code == 422
    assert words in response.text
    assert typed(response) == body
    assert Comment.objects.count() == 0


def test_text_of_exactly_the_most_is_stored(reader_client):
    send(reader_client, ArticleFactory(), "ä" * 5_000)

    assert len(Comment.objects.get().body) == 5_000


def test_lone_surrogate_in_the_bytes_of_a_form_is_no_error(reader_client):
    article = ArticleFactory()

    response = reader_client.post(
        reverse("comments:post", args=[article.slug]),
        f"key={uuid.uuid4()}&body=a%ED%A0%80b",
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code in (302, 422)


def test_missing_body_is_an_empty_comment(reader_client):
    article = ArticleFactory()

    response = reader_client.post(
        reverse("comments:post", args=[article.slug]), {"key": str(uuid.uuid4())}
    )

    assert response.status_code == 422
    assert "Your comment is empty." in response.text


@pytest.mark.parametrize("key", ["", "x", "\x00", "1" * 5_000])
def test_forged_key_keeps_the_words_and_brings_a_sound_key(reader_client, key):
    article = ArticleFactory()

    response = send(reader_client, article, key=key)

    assert response.status_code == 422
    assert str(PostForm.OUT_OF_DATE) in response.text
    assert typed(response) == "My words."
    assert uuid.UUID(response.context["form"].next_key)
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("parent", ["1", "x", "-1", "0", "9" * 30, "\x00", "１", "1\r\nX: y"])
def test_unknown_parent_keeps_the_words(reader_client, parent, htmx):
    response = send(reader_client, ArticleFactory(), parent=parent, slot=parent, htmx=htmx)

    assert response.status_code == 422
    assert str(PostForm.PARENT_GONE) in response.text
    assert typed(response) == "My words."
    assert 'name="parent"' not in response.text
    assert Comment.objects.count() == 0


def test_parent_under_another_article_keeps_the_words(reader_client):
    parent = make_comment()
    article = ArticleFactory()

    response = send(reader_client, article, parent=parent.pk)

    assert response.status_code == 422
    assert "belongs to another article" in response.text
    assert typed(response) == "My words."
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("status", [Status.HELD, Status.REMOVED, Status.WITHDRAWN])
def test_hidden_parent_keeps_the_words_for_a_comment_of_its_own(reader_client, status):
    parent = make_comment(status=status)

    response = send(reader_client, parent.article, parent=parent.pk)

    assert response.status_code == 422
    assert "You can post yours without it." in response.text
    assert typed(response) == "My words."
    again = send(reader_client, parent.article, typed(response))
    assert again.status_code == 302


@pytest.mark.parametrize("htmx", [False, True])
def test_closed_article_keeps_the_words(reader_client, htmx):
    article = ArticleFactory()
    Article.objects.update(commenting=Commenting.CLOSED)

    response = send(reader_client, article, htmx=htmx)

    assert response.status_code == 422
    assert "Comments on this article are closed. Nothing was posted." in response.text
    assert "My words." in response.text
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("standing", "until", "words"),
    [
        (Standing.BANNED, None, "closed this account for commenting"),
        (Standing.SUSPENDED, timedelta(days=2), "You can comment again from"),
    ],
)
def test_barred_author_is_told_and_keeps_the_words(
    reader_client, reader, standing, until, words, htmx
):
    reader.standing = standing
    reader.standing_until = timezone.now() + until if until else None
    reader.save()

    response = send(reader_client, ArticleFactory(), htmx=htmx)

    assert response.status_code == 422
    assert words in response.text
    assert "My words." in response.text
    assert Comment.objects.count() == 0


def test_barred_author_sees_no_form_on_the_page(reader_client, reader):
    reader.standing = Standing.BANNED
    reader.save()
    article = ArticleFactory()

    text = reader_client.get(article.get_absolute_url()).text

    assert "A moderator has closed this account for commenting." in text
    assert "<textarea" not in text


def test_unknown_article_is_404(reader_client):
    response = reader_client.post(reverse("comments:post", args=["none"]), {"body": "x"})

    assert response.status_code == 404


def test_body_beyond_all_measure_is_refused_by_the_site(reader_client):
    response = send(reader_client, ArticleFactory(), "x" * 300_000)

    assert response.status_code == 400
    assert Comment.objects.count() == 0


def test_anonymous_words_wait_in_the_session_for_the_log_in(client):
    article = ArticleFactory()
    reader = UserFactory()

    response = send(client, article, "Kept words.")

    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next=/articles/{article.slug}/%23say"
    client.post(
        response.url,
        {"login": reader.username, "password": "correct horse battery"},
    )
    page = client.get(article.get_absolute_url())
    assert page.context["user"] == reader
    assert typed(page) == "Kept words."
    assert Comment.objects.count() == 0
    send(client, article, "Kept words.")
    assert typed(client.get(article.get_absolute_url())) == ""


def test_anonymous_answer_is_kept_on_the_page_of_its_parent(client, reader):
    parent = make_comment()

    response = send(client, parent.article, "Kept answer.", parent=parent.pk)
    client.force_login(reader)

    assert response.url == f"/accounts/login/?next=/comments/{parent.pk}/reply"
    assert typed(client.get(f"/comments/{parent.pk}/reply")) == "Kept answer."
    assert typed(client.get(parent.article.get_absolute_url())) == ""


def test_kept_answer_moves_under_the_article_when_its_parent_went(client, reader):
    parent = make_comment()
    send(client, parent.article, "Kept answer.", parent=parent.pk)
    client.force_login(reader)
    Comment.objects.filter(pk=parent.pk).update(status=Status.REMOVED)

    response = client.get(f"/comments/{parent.pk}/reply", follow=True)

    assert response.redirect_chain == [(f"/articles/{parent.article.slug}/#say", 302)]
    assert str(PostForm.PARENT_GONE) in response.text
    assert typed(response) == "Kept answer."


def test_htmx_after_the_session_ended_goes_to_the_log_in_with_the_words(client):
    article = ArticleFactory()

    response = send(client, article, "Kept words.", htmx=True)

    assert response.headers["HX-Redirect"].startswith("/accounts/login/?next=")
    assert client.session["comment_draft"]["body"] == "Kept words."


def test_reply_page_quotes_the_comment_and_posts_without_javascript(reader_client):
    parent = make_comment("Words to answer.")

    text = reader_client.get(f"/comments/{parent.pk}/reply").text

    assert "Words to answer." in text
    assert f'name="parent" value="{parent.pk}"' in text
    assert "hx-post" not in text


def test_reply_form_with_htmx_is_the_form_alone(reader_client):
    parent = make_comment()

    response = reader_client.get(f"/comments/{parent.pk}/reply?at=2", headers=HTMX)

    assert response.text.count("<form") == 1
    assert "<html" not in response.text
    assert 'name="at" value="3"' in response.text


@pytest.mark.parametrize("at", ["x", "-1", "\x00", "9" * 40, "²"])
def test_reply_form_at_a_senseless_level_is_no_error(reader_client, at):
    parent = make_comment()

    assert reader_client.get(f"/comments/{parent.pk}/reply", {"at": at}).status_code == 200


@pytest.mark.parametrize("status", [Status.HELD, Status.REMOVED, Status.PENDING])
def test_reply_to_a_hidden_comment_is_404(reader_client, status):
    parent = make_comment(status=status)

    assert reader_client.get(f"/comments/{parent.pk}/reply").status_code == 404


def test_refused_answer_comes_back_into_its_place(reader_client):
    parent = make_comment()

    response = send(
        reader_client, parent.article, "", parent=parent.pk, slot=parent.pk, at=1, htmx=True
    )

    assert response.status_code == 422
    assert response.headers["HX-Retarget"] == f"#slot-{parent.pk}"
    assert response.headers["HX-Reswap"] == "innerHTML"
    assert f'name="parent" value="{parent.pk}"' in response.text


def test_refused_answer_without_javascript_comes_back_on_its_page(reader_client):
    parent = make_comment("Words to answer.")

    response = send(reader_client, parent.article, "\x07", parent=parent.pk)

    assert response.status_code == 422
    assert "Words to answer." in response.text
    assert typed(response) == "\x07"


def test_post_without_csrf_token_is_refused_with_advice(reader):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reader)

    response = send(strict, ArticleFactory())

    assert response.status_code == 403
    assert "Copy what you wrote first." in response.text
    assert Comment.objects.count() == 0
