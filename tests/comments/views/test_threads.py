"""The page of one comment, and the state of one that is being judged."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import thread
from comments.models import Comment, NoticeName, SiteNotice, Status
from comments.rows import PATIENCE
from tests.factories import ArticleFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_permalink_shows_the_branch_and_the_way_up(client):
    top = make_comment("top words")
    middle = make_comment("middle words", parent=top)
    below = make_comment("low words", parent=middle)
    make_comment("words aside", article=top.article)

    response = client.get(middle.get_absolute_url())

    assert [row.pk for row in response.context["window"].rows] == [middle.pk, below.pk]
    assert response.context["above"] == [top]
    assert f'href="{top.get_absolute_url()}"' in response.text
    assert f'href="{top.article.get_absolute_url()}#talk"' in response.text
    assert "words aside" not in response.text


def test_way_up_names_the_nearest_three_and_nobody_who_is_gone(client):
    comment = first = make_comment()
    for _ in range(5):
        comment = make_comment(parent=comment)
    gone = comment.parent
    Comment.objects.filter(pk=gone.pk).update(status=Status.REMOVED)

    response = client.get(comment.get_absolute_url())

    assert [one.depth for one in response.context["above"]] == [2, 3, 4]
    assert gone.author.name not in response.text
    assert first.author.name not in response.text


def test_deep_thread_continues_on_the_page_of_its_last_comment(client):
    comment = top = make_comment("level 0")
    for level in range(1, 8):
        comment = make_comment(f"level {level}", parent=comment)
    last = Comment.objects.get(body="level 4")

    text = " ".join(client.get(top.article.get_absolute_url()).text.split())

    assert "level 4<" in text
    assert "level 5<" not in text
    assert f'href="/comments/{last.pk}/">Continue this thread, 3 more answers' in text
    assert "level 7<" in client.get(last.get_absolute_url()).text


@pytest.mark.parametrize("status", [Status.PENDING, Status.HELD, Status.REMOVED, Status.WITHDRAWN])
def test_permalink_of_a_hidden_comment_without_answers_is_404(client, status):
    comment = make_comment(status=status)

    assert client.get(comment.get_absolute_url()).status_code == 404


def test_permalink_of_a_removed_comment_keeps_its_answers(client):
    gone = make_comment("gone words")
    make_comment("an answer", parent=gone)
    Comment.objects.filter(pk=gone.pk).update(status=Status.REMOVED)

    response = client.get(gone.get_absolute_url())

    assert response.status_code == 200
    assert "an answer" in response.text
    assert "gone words" not in response.text


@pytest.mark.parametrize("address", ["1", "9" * 30, "0"])
@pytest.mark.parametrize("deed", ["", "state", "reply", "edit", "withdraw", "report"])
def test_unknown_comment_is_404_for_every_deed(reader_client, address, deed):
    assert reader_client.get(f"/comments/{address}/{deed}").status_code == 404


@pytest.mark.parametrize("deed", ["edit", "withdraw", "report", "vote"])
def test_unknown_comment_is_404_for_every_post(reader_client, deed):
    assert reader_client.post(f"/comments/12345/{deed}").status_code == 404


def test_comment_of_an_unpublished_article_is_404(client):
    article = ArticleFactory(published_at=timezone.now() + timedelta(days=1))

    assert client.get(make_comment(article=article).get_absolute_url()).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 50])
def test_permalink_query_count_does_not_grow(client, count, django_assert_num_queries):
    top = make_comment()
    parent = make_comment(parent=top)
    for _ in range(count):
        make_comment(parent=parent)

    with django_assert_num_queries(5):  # comment, branch, notices, way up, sections
        response = client.get(parent.get_absolute_url())

    assert len(response.context["window"].rows) == count + 1


def test_permalink_continues_by_keyset(client, monkeypatch):
    monkeypatch.setattr(thread, "WINDOW", 2)
    top = make_comment("top")
    for number in range(3):
        make_comment(f"answer {number}", parent=top)

    after = client.get(top.get_absolute_url()).context["window"].after
    second = client.get(top.get_absolute_url(), {"after": after})
    fragment = client.get(top.get_absolute_url(), {"after": after}, headers=HTMX)

    assert [row.text for row in second.context["window"].rows] == ["answer 1", "answer 2"]
    assert "<html" not in fragment.text
    assert fragment.text.count('<li class="c-row') == 2


@pytest.fixture
def pending(reader):
    return make_comment("my new words", author=reader, status=Status.PENDING)


def state_of(client, comment, **query):
    return client.get(f"/comments/{comment.pk}/state", query, headers=HTMX)


def test_state_is_silent_while_the_comment_is_being_judged(reader_client, pending):
    response = state_of(reader_client, pending)

    assert (response.status_code, response.content) == (204, b"")


def test_state_shows_the_comment_once_visible_and_stops_asking(reader_client, pending):
    Comment.objects.update(status=Status.VISIBLE, unjudged_since=None)

    response = state_of(reader_client, pending)

    assert response.status_code == 200
    assert f'id="c{pending.pk}"' in response.text
    assert "hx-trigger" not in response.text
    assert '<span id="comment-count" hx-swap-oob="true">0</span>' in response.text


def test_state_shows_that_it_is_held_and_stops_asking(reader_client, pending):
    Comment.objects.update(status=Status.HELD, unjudged_since=None, explanation="Because.")

    response = state_of(reader_client, pending)

    assert "Held for a moderator. Only you can see it." in response.text
    assert "Because." in response.text
    assert "hx-trigger" not in response.text


def test_state_stops_asking_when_no_verdict_comes(reader_client, pending):
    Comment.objects.update(unjudged_since=timezone.now() - PATIENCE)

    response = state_of(reader_client, pending)

    assert "Still waiting to be checked." in response.text
    assert "hx-trigger" not in response.text


def test_state_of_somebody_elses_hidden_comment_is_404(client, pending):
    assert state_of(client, pending).status_code == 404
    client.force_login(UserFactory())
    assert state_of(client, pending).status_code == 404


def test_state_without_htmx_leads_to_the_comment(reader_client, pending):
    response = reader_client.get(f"/comments/{pending.pk}/state")

    assert response.url == pending.get_absolute_url()


def test_comment_that_turns_visible_brings_the_note_it_needs(reader_client, pending):
    known = SiteNotice.objects.create(text="The note that stands there.")
    NoticeName.objects.create(notice=known, name="Elsewhere")
    new = SiteNotice.objects.create(text="The new note.")
    NoticeName.objects.create(notice=new, name="words")
    Comment.objects.update(status=Status.VISIBLE, unjudged_since=None)

    fresh = state_of(reader_client, pending, noted=known.pk).text
    again = state_of(reader_client, pending, noted=[known.pk, new.pk]).text
    forged = state_of(reader_client, pending, noted=["x", "9" * 40, "-1", str(new.pk)])

    assert "The note that stands there." in fresh
    assert "The new note." in fresh
    assert "The new note." not in again
    assert forged.status_code == 200
