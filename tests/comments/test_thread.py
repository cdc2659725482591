"""Which comments stand where in a thread, for whom, window by window."""

import random

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import paths, thread
from comments.ids import new_id
from comments.models import Comment, Status
from comments.rows import Look
from comments.thread import Order
from tests.factories import ArticleFactory, UserFactory, make_comment

NOBODY = AnonymousUser()
pytestmark = pytest.mark.django_db


def bodies(window) -> list[str]:
    return [row.text for row in window.rows]


def write_chain(article, author, length: int, *, parent=None) -> list[Comment]:
    """``length`` visible comments, each answering the one before."""
    chain = []
    for step in range(length):
        pk = (parent.pk if parent else new_id(1_780_000_000)) + 1
        comment = Comment(
            id=pk,
            article=article,
            author=author,
            parent=parent,
            root_id=(parent.root_id or parent.pk) if parent else None,
            depth=parent.depth + 1 if parent else 0,
            path=paths.child_path(parent.path if parent else "", pk),
            number=1,
            body=f"link {step}",
            status=Status.VISIBLE,
            unjudged_since=None,
            fingerprint="0" * 32,
        )
        chain.append(comment)
        parent = comment
    Comment.objects.bulk_create(chain, batch_size=500)
    return chain


@pytest.fixture
def small_thread(db):
    """a (a1 (a11), a2), b (b1), c, in order of time."""
    article = ArticleFactory()
    made = {}
    for name in ("a", "b", "a1", "c", "a11", "a2", "b1"):
        made[name] = make_comment(name, article=article, parent=made.get(name[:-1]))
    return article, made


def test_oldest_first_reads_each_branch_to_its_end(small_thread):
    article, _ = small_thread

    window = thread.of_article(article, NOBODY, order=Order.OLDEST)

    assert [(row.text, row.depth) for row in window.rows] == [
        ("a", 0),
        ("a1", 1),
        ("a11", 2),
        ("a2", 1),
        ("b", 0),
        ("b1", 1),
        ("c", 0),
    ]


def test_newest_first_turns_the_top_level_round_and_nothing_else(small_thread):
    article, _ = small_thread

    window = thread.of_article(article, NOBODY, order=Order.NEWEST)

    assert bodies(window) == ["c", "b", "b1", "a", "a1", "a11", "a2"]


def test_best_first_sorts_the_top_level_by_rank_then_newest(small_thread):
    article, made = small_thread
    Comment.objects.filter(pk=made["a"].pk).update(rank=0.8)
    Comment.objects.filter(pk=made["a1"].pk).update(rank=0.9)

    window = thread.of_article(article, NOBODY, order=Order.BEST)

    assert bodies(window) == ["a", "a1", "a11", "a2", "c", "b", "b1"]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_windows_follow_each_other_without_gap_or_double(small_thread, order, size, monkeypatch):
    article, made = small_thread
    dice = random.Random(7)
    for comment in made.values():
        Comment.objects.filter(pk=comment.pk).update(rank=dice.choice([0.0, 1e-05, 0.3, 0.3]))
    whole = bodies(thread.of_article(article, NOBODY, order=order))
    monkeypatch.setattr(thread, "WINDOW", size)

    read, after = [], ""
    while True:
        window = thread.of_article(article, NOBODY, order=order, after=after)
        read += bodies(window)
        assert len(window.rows) <= size
        assert not window.lost
        after = window.after
        if not after:
            break

    assert read == whole
    assert len(whole) == 7


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "0",
        "~",
        "0.5~",
        "nan~00000000001",
        "9e99~00000000001",
        "..~00000000001",
        "0.1~zzzzzzzzzzz'",
        "ZZZZZZZZZZZ",
        "0" * 10,
        "0" * 2_000,
        "\x00",
        "'; DROP TABLE comments_comment; --",
        "00000000001\n",
    ],
)
def test_cursor_without_sense_gives_the_beginning(small_thread, order, cursor):
    article, _ = small_thread
    whole = bodies(thread.of_article(article, NOBODY, order=order))

    window = thread.of_article(article, NOBODY, order=order, after=cursor)

    assert (bodies(window), window.lost) == (whole, True)


@pytest.mark.parametrize("order", Order)
def test_cursor_of_another_order_is_no_error(small_thread, order, monkeypatch):
    article, _ = small_thread
    monkeypatch.setattr(thread, "WINDOW", 2)
    cursors = [thread.of_article(article, NOBODY, order=other).after for other in Order]

    for cursor in cursors:
        assert len(thread.of_article(article, NOBODY, order=order, after=cursor).rows) == 2


@pytest.mark.parametrize("status", [Status.PENDING, Status.HELD, Status.REMOVED, Status.WITHDRAWN])
def test_hidden_comment_leaves_a_stump_only_above_something_visible(status):
    gone = make_comment("secret words", status=Status.VISIBLE)
    make_comment("an answer", parent=gone)
    lonely = make_comment("lonely words", article=gone.article)
    Comment.objects.filter(pk__in=[gone.pk, lonely.pk]).update(
        status=status, unjudged_since=gone.posted_at
    )

    window = thread.of_article(gone.article, NOBODY, order=Order.OLDEST)

    assert (window.rows[0].pk, window.rows[0].look) == (gone.pk, Look.STUMP)
    assert bodies(window) == ["", "an answer"]


def test_stumps_all_the_way_down_are_absent():
    top = make_comment("top", status=Status.VISIBLE)
    below = make_comment("below", parent=top)
    Comment.objects.filter(pk__in=[top.pk, below.pk]).update(status=Status.REMOVED)

    assert thread.of_article(top.article, NOBODY, order=Order.BEST).rows == []


def test_author_reads_their_own_held_comment_in_place_and_others_do_not():
    mine = make_comment("my words", status=Status.HELD)
    others = UserFactory()

    own = thread.of_article(mine.article, mine.author, order=Order.BEST)
    foreign = thread.of_article(mine.article, others, order=Order.BEST)

    assert [(row.look, row.text) for row in own.rows] == [(Look.OWN, "my words")]
    assert foreign.rows == []


def test_own_held_answer_keeps_the_stump_above_it_for_its_author():
    parent = make_comment("first", status=Status.VISIBLE)
    mine = make_comment("my answer", parent=parent, status=Status.HELD)
    Comment.objects.filter(pk=parent.pk).update(status=Status.REMOVED)

    own = thread.of_article(parent.article, mine.author, order=Order.BEST)

    assert [(row.look, row.text) for row in own.rows] == [
        (Look.STUMP, ""),
        (Look.OWN, "my answer"),
    ]
    assert thread.of_article(parent.article, NOBODY, order=Order.BEST).rows == []


def test_withdrawn_comment_is_gone_for_its_author_too():
    mine = make_comment("regretted", status=Status.WITHDRAWN)

    assert thread.of_article(mine.article, mine.author, order=Order.BEST).rows == []


def test_last_level_on_screen_counts_the_answers_below_it():
    article = ArticleFactory()
    chain = write_chain(article, UserFactory(), 9)
    Comment.objects.filter(pk=chain[7].pk).update(status=Status.REMOVED)

    window = thread.of_article(article, NOBODY, order=Order.BEST)

    assert [(row.depth, row.below) for row in window.rows] == [
        (0, 0),
        (1, 0),
        (2, 0),
        (3, 0),
        (4, 3),
    ]


def test_of_comment_gives_it_and_its_branch_alone(small_thread):
    _, made = small_thread

    window = thread.of_comment(made["a1"], NOBODY)

    assert [(row.text, row.depth) for row in window.rows] == [("a1", 0), ("a11", 1)]


# The paths are the same on both, and tests/abuse/test_sizes.py reads such a chain on each.
@pytest.mark.any_database
def test_chain_of_ten_thousand_answers_is_read_page_after_page():
    article = ArticleFactory()
    chain = write_chain(article, UserFactory(), 10_000)

    first = thread.of_article(article, NOBODY, order=Order.BEST)
    seen = [row.pk for row in first.rows]
    last = first.rows[-1]
    while last.below:
        window = thread.of_comment(chain[seen.index(last.pk)], NOBODY)
        seen += [row.pk for row in window.rows[1:]]
        last = window.rows[-1]
    while window.after:
        window = thread.of_comment(chain[seen.index(window.rows[0].pk)], NOBODY, after=window.after)
        seen += [row.pk for row in window.rows]

    assert first.rows[-1].below == 9_995
    assert seen == [comment.pk for comment in chain]


def test_page_far_down_a_chain_begins_with_the_comment_asked_for():
    article = ArticleFactory()
    chain = write_chain(article, UserFactory(), 300)

    window = thread.of_comment(chain[250], NOBODY)

    assert [row.pk for row in window.rows] == [comment.pk for comment in chain[250:]]
    assert [row.depth for row in window.rows] == [0, 1, 2, 3, 4, *[thread.LEVELS] * 45]


def test_page_far_down_shows_later_answers_of_other_branches_below_it():
    article, author = ArticleFactory(), UserFactory()
    chain = write_chain(article, author, 120)
    aside = make_comment("aside", parent=chain[100])

    window = thread.of_comment(chain[119], NOBODY)

    assert [(row.pk, row.depth) for row in window.rows] == [(chain[119].pk, 0), (aside.pk, 1)]


@pytest.mark.parametrize("count", [1, 3, 50])
@pytest.mark.parametrize("order", Order)
def test_window_takes_one_query_whatever_its_order(count, order):
    article = ArticleFactory()
    for _ in range(count):
        make_comment(article=article)

    with CaptureQueriesContext(connection) as queries:
        window = thread.of_article(article, NOBODY, order=order)
        names = [row.name for row in window.rows]

    assert len(names) == count
    assert len(queries) == 1


def test_viewers_votes_come_with_the_window():
    comment = make_comment()
    reader = UserFactory()
    comment.votes_cast.create(user=reader, value=-1)

    with CaptureQueriesContext(connection) as queries:
        window = thread.of_article(comment.article, reader, order=Order.BEST)

    assert [row.vote for row in window.rows] == [-1]
    assert len(queries) == 1
