"""Rows that are kept: what their template gives, and never a word that is not to be read."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import timezone, translation

from comments import faces, services, thread
from comments.faces import TOKEN, html_of
from comments.models import NEXT_STATUS, Comment, Status, User
from comments.rows import row_of
from tests.factories import ArticleFactory, UserFactory, make_comment

NOBODY = AnonymousUser()
pytestmark = pytest.mark.django_db


def shown(html: str) -> list[str]:
    return html.replace(TOKEN, "the-token").split()


@pytest.mark.parametrize("language", ["en-gb", "de"])
@pytest.mark.parametrize("status", Status)
def test_kept_row_is_what_its_template_gives(status, language):
    dice = random.Random(f"{status}")
    author = UserFactory(display_name="A <b> {name} %s", is_writer=dice.random() < 0.5)
    comment = make_comment('{text} %(text)s {{ 7 }} "<i>" \u05d0', author=author, status=status)
    comment.edited_at = timezone.now() if dice.random() < 0.5 else None
    comment.ups, comment.downs = dice.randrange(4), dice.randrange(4)
    for vote in (-1, 0, 1):
        row = row_of(comment, NOBODY, depth=dice.randrange(5), vote=vote)
        row.below = dice.randrange(3)
        can_reply = dice.random() < 0.5
        with translation.override(language):
            context = {"row": row, "can_reply": can_reply, "csrf_token": "the-token"}
            plain = render_to_string("comments/_row.html", context)
            kept = html_of(row.face(can_reply=can_reply))

        assert shown(kept) == shown(plain)


def test_own_and_fresh_rows_are_never_kept():
    comment = make_comment()
    fresh = row_of(comment, NOBODY)
    fresh.is_fresh = True

    assert row_of(comment, comment.author).face(can_reply=True) is None
    assert fresh.face(can_reply=True) is None


@pytest.mark.parametrize("gone", sorted(set(Status) - {Status.VISIBLE}))
def test_face_of_what_is_not_to_be_read_has_neither_words_nor_name(gone):
    comment = make_comment("S3cret words", author=UserFactory(display_name="Dora Quill"))
    comment.status = gone

    face = row_of(comment, NOBODY).face(can_reply=True)

    assert "S3cret" not in repr(face)
    assert "Dora" not in repr(face)


@pytest.mark.parametrize("seed", range(4))
def test_page_never_shows_more_than_the_rows_allow(client, seed):
    """A thread is read, moved at random, and read again, with every row kept from before."""
    dice = random.Random(seed)
    article = ArticleFactory()
    made = [make_comment("word-0", article=article)]
    for number in range(1, 12):
        parent = dice.choice([None, *made])
        made.append(make_comment(f"word-{number}", article=article, parent=parent))
    for _ in range(12):
        one = dice.choice(made)
        moves = sorted(NEXT_STATUS[Status(Comment.objects.get(pk=one.pk).status)])
        if moves:
            now = timezone.now()
            Comment.objects.filter(pk=one.pk).update(
                status=dice.choice(moves), unjudged_since=now, gone_at=now
            )
        html = client.get(article.get_absolute_url()).text
        for comment in Comment.objects.filter(article=article):
            is_read = f">{comment.body}</p>" in html
            assert is_read == (comment.status == Status.VISIBLE), comment.body


def test_new_words_votes_and_names_are_shown_at_once(client):
    comment = make_comment("old words", author=UserFactory(display_name="Old Name"))
    client.get(comment.article.get_absolute_url())

    services.vote(comment, user=UserFactory(), value=1)
    Comment.objects.update(body="new words", edited_at=comment.posted_at + timedelta(minutes=1))
    User.objects.filter(pk=comment.author_id).update(display_name="New Name")
    text = client.get(comment.article.get_absolute_url()).text

    assert "old words" not in text
    assert "Old Name" not in text
    assert "new words" in text
    assert "New Name" in text
    assert "</span>+1</span>" in text


def test_kept_rows_hold_no_token_of_anybody(client, reader_client):
    comment = make_comment()

    pages = [each.get(comment.article.get_absolute_url()).text for each in (client, reader_client)]

    assert all(TOKEN not in text for text in pages)
    row = thread.of_article(comment.article, NOBODY, order=thread.Order.BEST).rows[0]
    assert html_of(row.face(can_reply=True)).count(TOKEN) == 1


def test_a_second_look_renders_nothing_anew(client):
    comment = make_comment()
    client.get(comment.article.get_absolute_url())
    before = faces.html_of.cache_info()

    client.get(comment.article.get_absolute_url())

    after = faces.html_of.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 0)


def test_page_of_a_long_thread_of_long_comments_stays_small(client):
    article, author = ArticleFactory(), UserFactory()
    for _ in range(thread.WINDOW + 1):
        make_comment("&'" * 600, article=article, author=author)

    response = client.get(article.get_absolute_url())
    window = response.context["window"]
    rest = client.get(article.get_absolute_url(), {"after": window.after}).context["window"]

    assert len(response.content) < 250_000
    assert 1 < len(window.rows) < thread.WINDOW
    assert not {row.pk for row in window.rows} & {row.pk for row in rest.rows}


def test_page_of_a_full_window_stays_small(reader_client):
    article, author = ArticleFactory(), UserFactory()
    for _ in range(thread.WINDOW + 1):
        make_comment("Two hundred characters. " * 9, article=article, author=author)

    response = reader_client.get(article.get_absolute_url())

    assert len(response.context["window"].rows) == thread.WINDOW
    assert len(response.content) < 250_000
