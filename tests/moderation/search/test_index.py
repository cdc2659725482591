"""The index says of a comment what its row says now, however the row came to say it."""

import pytest
from django.db import connection

from comments.models import Comment
from moderation.search import index
from moderation.search.language import read
from moderation.search.matches import Matches
from moderation.search.question import Asked
from tests.factories import UserFactory, make_comment

pytestmark = pytest.mark.django_db


def found(typed, **among):
    ids = Matches(Asked(read(typed), **among)).nearest(100).values_list("pk", flat=True)
    return set(Comment.objects.filter(pk__in=list(ids)))


def test_new_comment_is_found_by_its_words():
    comment = make_comment("The night train is late.")
    make_comment("The morning train is early.")

    assert found("night") == {comment}


def test_changed_words_are_found_and_the_old_ones_no_more():
    comment = make_comment("The night train is late.")

    Comment.objects.filter(pk=comment.pk).update(body="The ferry is on time.")

    assert (found("ferry"), found("train"), found("the")) == ({comment}, set(), {comment})


def test_erased_words_leave_nothing_in_the_index():
    comment = make_comment("secretword")

    Comment.objects.filter(pk=comment.pk).update(body="")

    assert found("secretword") == set()
    assert found("secret*") == set()


def test_deleted_comment_leaves_the_index():
    make_comment("gone soon")
    kept = make_comment("gone not")

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM comments_commentrevision WHERE body = 'gone soon'")
        cursor.execute("DELETE FROM comments_comment WHERE body = 'gone soon'")
        cursor.execute("SELECT count(*) FROM moderation_search")
        (count,) = cursor.fetchone()

    assert found("gone") == {kept}
    assert count == 1


def test_author_and_article_are_asked_of_the_index():
    robin, sanna = UserFactory(), UserFactory()
    one = make_comment("late train", author=robin)
    other = make_comment("late train", author=sanna, article=one.article)
    make_comment("late ferry", author=robin)

    assert found("train", authors=(robin.pk,)) == {one}
    assert found("train", articles=(one.article_id,)) == {one, other}
    assert found("train", articles=(one.article_id,), authors=(sanna.pk,)) == {other}
    assert found("", authors=(sanna.pk,)) == {other}


def test_words_cannot_ask_for_an_author():
    """What stands in the index about author and article is no word of the comment."""
    comment = make_comment("plain words")

    for typed in (f"a{comment.author_id}", f"a:{comment.author_id}", f"about:a{comment.author_id}"):
        assert found(typed) == set()


def test_installing_again_changes_nothing():
    comment = make_comment("The night train is late.")

    index.install(connection)
    index.install(connection)

    assert found("night") == {comment}


def test_removing_and_installing_fills_the_index_with_what_is_there():
    comment = make_comment("The night train is late.")

    index.remove(connection)
    later = make_comment("Another night, not seen by any trigger.")
    index.install(connection)

    assert found("night") == {comment, later}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_emptied_tables_leave_an_empty_index(turn):
    """Between these two the tables are emptied as `flush` does it."""
    comment = make_comment("flushword")

    assert found("flushword") == {comment}


@pytest.mark.django_db(transaction=True)
def test_rebuilt_table_gets_its_triggers_back():
    """SQLite rebuilds a table to alter it, and drops its triggers with the old one."""
    comment = make_comment("before it")
    field = Comment._meta.get_field("explanation")
    with connection.schema_editor() as editor:
        if connection.vendor == "sqlite":
            editor._remake_table(Comment, alter_fields=[(field, field)])
    missed = make_comment("missed it")

    index.install(connection)
    after = make_comment("after it")

    assert found("it") == {comment, missed, after}
