"""A seeded site holds what the services would have written, and the same each time."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F
from django.urls import reverse

from comments import paths, text
from comments.models import Article, AuthorNotice, Comment, CommentRevision, Report, Status, User
from comments.services import recount
from moderation.models import (
    Decision,
    Likeness,
    LogEntry,
    LogKind,
    ReviewItem,
    Score,
    SearchEntry,
    Unsealed,
)
from moderation.scoring.tongues import language
from moderation.seeding.load import Refused, load
from moderation.seeding.site import Tables, sections
from moderation.services import decide
from moderation.services.opening import refresh
from tests.factories import make_comment

pytestmark = pytest.mark.django_db

UNTIL = datetime(2026, 11, 20, tzinfo=UTC)
SIZE = {"comments": 600, "open_items": 120, "until": UNTIL}


def seeded(seed=1, **changes):
    return load(seed=seed, **(SIZE | changes))


def all_rows():
    """Every row of every seeded table, the log's entries with their digests."""
    return {
        table.model.__name__: list(table.model._default_manager.order_by("pk").values())
        for table in Tables()
    }


def rows_of(seed):
    """What a seed writes, taken back again."""
    with transaction.atomic():
        seeded(seed)
        found = all_rows()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_gives_the_same_rows_and_another_one_others():
    sections()  # They are the site's: PostgreSQL gives new ids to those that were taken back.

    first = rows_of(1)

    assert rows_of(1) == first
    other = rows_of(2)
    assert {name for name in first if other[name] == first[name]} == set()


def test_as_many_comments_and_open_items_are_written_as_were_asked_for():
    written = seeded()

    assert Comment.objects.count() == written["Comment"] == 600
    assert ReviewItem.objects.open().count() == 120
    assert written == {name: len(rows) for name, rows in all_rows().items()} | {
        "SearchEntry": SearchEntry.objects.count(),
        "LogEntry": LogEntry.objects.filter(kind=LogKind.DECISION).count(),
    }


def test_counters_log_and_constraints_agree():
    seeded()

    assert [each for batch in recount.articles() for each in batch] == []
    assert [each for batch in recount.comments() for each in batch] == []
    connection.check_constraints()
    assert not Unsealed.objects.exists()
    out = StringIO()
    call_command("verify_log", verbosity=0, stdout=out)
    assert f"{Decision.objects.count() + 1} entries verified" in out.getvalue()


def test_threads_are_put_together_as_posting_does():
    seeded()

    comments = {each.pk: each for each in Comment.objects.select_related("article")}
    for each in comments.values():
        parent = comments.get(each.parent_id)
        assert each.path == paths.child_path(parent.path if parent else "", each.pk)
        assert each.article.published_at <= each.posted_at < UNTIL
        if parent is not None:
            assert (each.depth, each.root_id) == (parent.depth + 1, parent.root_id or parent.pk)
            assert each.article_id == parent.article_id
            assert parent.published_at <= each.posted_at
    siblings = Comment.objects.values("article", "parent").annotate(n=Count("pk"))
    for group in siblings:
        numbers = Comment.objects.filter(article=group["article"], parent=group["parent"])
        assert sorted(numbers.values_list("number", flat=True)) == list(range(1, group["n"] + 1))


def test_words_revisions_and_scores_are_of_one_piece():
    seeded()

    for each in Comment.objects.all():
        assert each.body == text.clean(each.body)
        assert each.fingerprint == text.fingerprint(each.body)
    present = CommentRevision.objects.filter(number=F("comment__revision"))
    assert present.filter(body=F("comment__body")).count() == 600
    assert set(Score.objects.filter(revision__in=present).values_list("comment", flat=True)) == set(
        Comment.objects.values_list("pk", flat=True)
    )
    for score in Score.objects.select_related("revision"):
        body = score.revision.body
        assert score.language == language(body)
        assert all(body[begin:end].strip() for begin, end, _weight, _read in score.spans)
    assert SearchEntry.objects.count() == 600


def test_the_last_decision_says_the_status():
    seeded()

    last = {each.comment_id: each for each in Decision.objects.order_by("pk")}
    statuses = set()
    for comment in Comment.objects.all():
        statuses.add(comment.status)
        if comment.status != Status.WITHDRAWN:
            assert last[comment.pk].status_after == comment.status
        assert comment.unjudged_since is None
    assert statuses == set(Status) - {Status.PENDING}
    moved = Decision.objects.filter(moderator__isnull=False).exclude(
        status_after=F("status_before")
    )
    assert set(AuthorNotice.objects.values_list("comment", "decided_at")) == set(
        moved.values_list("comment", "decided_at")
    )


def test_open_items_are_as_urgent_as_the_desk_finds_them():
    seeded()
    held = ReviewItem.objects.open().exclude(flags__report__isnull=False)
    before = {each.pk: (each.score_id, each.rudeness, each.priority) for each in held}

    refresh(before)

    assert before
    for each in held.all():
        score, rudeness, priority = before[each.pk]
        found = (each.score_id, each.rudeness, each.priority)
        assert found == (score, rudeness, pytest.approx(priority))
    assert not ReviewItem.objects.filter(flags=None).exists()
    assert not ReviewItem.objects.exclude(author=F("comment__author")).exists()
    assert Report.objects.count() == Report.objects.filter(flag__isnull=False).count()
    assert set(Likeness.objects.values_list("item__pile", flat=True)) <= set(
        ReviewItem.objects.values_list("comment__fingerprint", flat=True)
    )


def test_pages_open_on_what_was_seeded(moderator_client):
    seeded()
    article = Article.objects.order_by("-comment_count").first()
    item = ReviewItem.objects.open().order_by("-priority").first()

    for address in (
        article.get_absolute_url(),
        reverse("moderation:queue"),
        item.get_absolute_url(),
        reverse("moderation:person", args=[item.author_id]),
    ):
        assert moderator_client.get(address).status_code == 200


def test_a_seed_works_beside_what_is_there(moderator):
    seeded(1, comments=60, open_items=10)
    item = ReviewItem.objects.open().filter(escalated_at=None).first()
    decide(item, moderator=moderator, action="approve")  # Waits to be sealed.
    make_comment("Written by hand.")

    seeded(2)
    after = make_comment("Written later.")

    assert after.pk
    assert Comment.objects.count() == 60 + 600 + 2
    call_command("verify_log", verbosity=0, stdout=StringIO())
    assert [each for batch in recount.comments() for each in batch] == []


def test_the_same_seed_is_refused_the_second_time():
    seeded(7, comments=30, open_items=3)

    with pytest.raises(CommandError, match="Seed 7 was loaded already"):
        call_command("seed_load", comments=30, seed=7, verbosity=0)

    assert Comment.objects.count() == 30


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"comments": 5, "open_items": 6}, "no more open items than comments"),
        ({"comments": 0, "open_items": 0}, "At least one comment"),
        ({"until": datetime(2025, 3, 1, tzinfo=UTC)}, "90 days after 1 January 2025"),
    ],
)
def test_what_cannot_be_seeded_is_refused_before_anything_is_written(changes, words):
    with pytest.raises(Refused, match=words):
        seeded(**changes)

    assert not User.objects.exists()


def test_the_command_says_how_much_it_wrote():
    out = StringIO()

    call_command(
        "seed_load", comments=40, open_items=4, seed=1, until="2026-11-20", verbosity=0, stdout=out
    )

    assert " rows in " in out.getvalue()
    assert "40 Comment," in out.getvalue()
    with pytest.raises(CommandError, match="2026-11-30"):
        call_command("seed_load", comments=1, seed=2, until="soon", verbosity=0)
