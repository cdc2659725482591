"""What authors do to their own comments: editing and withdrawing."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comments import signals
from comments.models import (
    Comment,
    CommentRevision,
    ModerationMode,
    ReportOutcome,
    Standing,
    Status,
)
from comments.services import (
    EDIT_WINDOW,
    CannotEdit,
    NotAllowed,
    StatusChanged,
    edit_comment,
    report_comment,
    withdraw_comment,
)
from comments.text import BadText, fingerprint
from moderation.models import ReviewItem
from moderation.priority import priority
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced():
    heard = []

    def listen(sender, comment_id, **kwargs):
        heard.append(comment_id)

    signals.comment_waiting.connect(listen)
    yield heard
    signals.comment_waiting.disconnect(listen)


def fresh(comment):
    return Comment.objects.select_related("article", "author").get(pk=comment.pk)


def edit(comment, body="Better words."):
    edit_comment(comment, author=comment.author, body=body)
    return fresh(comment)


def test_an_edit_adds_a_revision_and_puts_the_comment_on_the_work_list(
    announced, django_capture_on_commit_callbacks
):
    comment = make_comment("First words.", judged=True)
    now = comment.posted_at + timedelta(minutes=3)

    with (
        time_machine.travel(now, tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        after = edit(comment, "  Better\r\nwords. ")

    assert (after.body, after.revision, after.edited_at) == ("Better\nwords.", 2, now)
    assert (after.unjudged_since, after.not_before) == (now, now)
    assert after.fingerprint == fingerprint("better words")
    assert list(CommentRevision.objects.order_by("number").values_list("number", "body")) == [
        (1, "First words."),
        (2, "Better\nwords."),
    ]
    assert announced == [comment.pk]


def test_an_edit_keeps_place_votes_and_time(monkeypatch):
    comment = make_comment(ups=3, downs=1, rank=0.4)
    kept = ("path", "number", "depth", "posted_at", "ups", "downs", "rank")

    after = edit(comment)

    assert [getattr(after, name) for name in kept] == [getattr(comment, name) for name in kept]


@pytest.mark.parametrize(
    ("mode", "standing", "before", "after"),
    [
        (ModerationMode.AFTER_SCORING, Standing.GOOD, Status.VISIBLE, Status.PENDING),
        (ModerationMode.HOLD_ALL, Standing.GOOD, Status.VISIBLE, Status.PENDING),
        (ModerationMode.AT_ONCE, Standing.GOOD, Status.VISIBLE, Status.VISIBLE),
        (ModerationMode.AT_ONCE, Standing.PREMODERATED, Status.VISIBLE, Status.PENDING),
        (ModerationMode.AFTER_SCORING, Standing.GOOD, Status.PENDING, Status.PENDING),
        (ModerationMode.AFTER_SCORING, Standing.GOOD, Status.HELD, Status.HELD),
        (ModerationMode.AT_ONCE, Standing.GOOD, Status.HELD, Status.HELD),
    ],
)
def test_status_after_an_edit(mode, standing, before, after):
    article = ArticleFactory(moderation_mode=mode)
    author = UserFactory(standing=standing)
    comment = make_comment(article=article, author=author, status=before)

    edited = edit(comment)

    assert edited.status == after
    assert edited.unjudged_since is not None
    assert edited.article.comment_count == int(after == Status.VISIBLE)


def test_an_edit_voids_the_lease_and_the_tries_on_the_old_words():
    comment = make_comment(
        status=Status.PENDING, lease_token=uuid.uuid4(), tries=2, last_error="Boom"
    )
    Comment.objects.filter(pk=comment.pk).update(not_before=timezone.now() + timedelta(hours=1))

    after = edit(comment)

    assert (after.lease_token, after.tries, after.last_error) == (None, 0, "")
    assert after.not_before <= timezone.now()


def test_an_edit_takes_away_the_sentence_that_quotes_the_old_words():
    comment = make_comment("Fool.", status=Status.HELD, explanation="The words “Fool” …")

    assert edit(comment).explanation == ""


def test_an_edit_lets_the_score_of_the_old_words_lapse_in_the_queue():
    item = make_item(rudeness=0.8)
    assert item.score is not None
    unscored = priority(
        opened_at=item.opened_at, rudeness=None, visible=False, reports=0, escalated=False
    )

    edit(item.comment)

    item.refresh_from_db()
    assert (item.score, item.priority, item.closed_at) == (None, unscored, None)


@pytest.mark.parametrize("body", ["Same words.", "  Same words. \r\n"])
def test_saving_the_same_words_changes_nothing(body, announced, django_capture_on_commit_callbacks):
    comment = make_comment("Same words.")
    before = Comment.objects.values().get(pk=comment.pk)

    with django_capture_on_commit_callbacks(execute=True):
        edit(comment, body)

    assert Comment.objects.values().get(pk=comment.pk) == before
    assert CommentRevision.objects.count() == 1
    assert announced == []


def test_words_can_be_edited_up_to_ten_minutes_and_not_a_moment_longer():
    comment = make_comment()
    last = comment.posted_at + timedelta(minutes=10)

    with time_machine.travel(last, tick=False):
        edit(comment)
    with (
        time_machine.travel(last + timedelta(microseconds=1), tick=False),
        pytest.raises(CannotEdit) as caught,
    ):
        edit(comment, "Too late.")

    assert timedelta(minutes=10) == EDIT_WINDOW
    assert str(caught.value) == (
        "Comments can be edited for 10 minutes after posting. You can still withdraw this one."
    )
    assert fresh(comment).body == "Better words."


def test_only_the_author_can_edit():
    comment = make_comment("Mine.")

    with pytest.raises(CannotEdit) as caught:
        edit_comment(comment, author=UserFactory(), body="Yours.")

    assert str(caught.value) == "Only its author can edit a comment."
    assert fresh(comment).body == "Mine."


@pytest.mark.parametrize("status", [Status.REMOVED, Status.WITHDRAWN])
def test_what_is_gone_cannot_be_edited(status):
    comment = make_comment("Gone.", status=status)

    with pytest.raises(CannotEdit) as caught:
        edit(comment)

    assert str(caught.value) == "This comment is no longer there, so it cannot be edited."
    assert fresh(comment).body == "Gone."


def test_an_edit_looks_at_the_status_of_now_and_not_of_the_page():
    comment = make_comment()
    Comment.objects.filter(pk=comment.pk).update(status=Status.REMOVED)

    with pytest.raises(CannotEdit):
        edit_comment(comment, author=comment.author, body="Late.")


@pytest.mark.parametrize("standing", [Standing.BANNED, Standing.SUSPENDED])
def test_who_may_not_comment_may_not_edit(standing):
    author = UserFactory(standing=standing, standing_until=timezone.now() + timedelta(days=1))
    comment = make_comment("Mine.", author=author)

    with pytest.raises(NotAllowed):
        edit(comment)

    assert fresh(comment).body == "Mine."


@pytest.mark.parametrize("body", ["", "x" * 5_001, "a\x00b"])
def test_a_bad_text_is_refused_and_the_old_one_stays(body):
    comment = make_comment("Mine.")

    with pytest.raises(BadText):
        edit(comment, body)

    assert (fresh(comment).body, CommentRevision.objects.count()) == ("Mine.", 1)


@pytest.mark.parametrize("status", [Status.PENDING, Status.VISIBLE, Status.HELD])
def test_a_withdrawn_comment_is_off_the_page_the_count_and_the_work_list(status):
    comment = make_comment(status=status, judged=False)

    withdraw_comment(comment, author=comment.author)

    after = fresh(comment)
    assert (after.status, after.unjudged_since, after.lease_token) == (
        Status.WITHDRAWN,
        None,
        None,
    )
    assert after.article.comment_count == 0


def test_a_withdrawal_leaves_the_answers():
    comment = make_comment()
    reply = make_comment(parent=comment)

    withdraw_comment(comment, author=comment.author)

    assert fresh(reply).status == Status.VISIBLE
    assert fresh(reply).article.comment_count == 1


def test_a_withdrawal_closes_item_claim_and_reports(moderator):
    comment = make_comment()
    report = report_comment(comment, reporter=UserFactory(), category="spam")
    ReviewItem.objects.update(
        claimed_by=moderator, claim_expires_at=timezone.now() + timedelta(minutes=2)
    )

    withdraw_comment(comment, author=comment.author)

    item = ReviewItem.objects.get()
    assert item.closed_at is not None
    assert (item.claimed_by, item.claim_expires_at) == (None, None)
    report.refresh_from_db()
    assert report.outcome == ReportOutcome.VOID
    assert report.resolved_at is not None


def test_only_the_author_can_withdraw():
    comment = make_comment()

    with pytest.raises(CannotEdit) as caught:
        withdraw_comment(comment, author=UserFactory())

    assert str(caught.value) == "Only its author can withdraw a comment."
    assert fresh(comment).status == Status.VISIBLE


@pytest.mark.parametrize("status", [Status.REMOVED, Status.WITHDRAWN])
def test_what_is_gone_cannot_be_withdrawn(status):
    comment = make_comment(status=status)

    with pytest.raises(CannotEdit) as caught:
        withdraw_comment(comment, author=comment.author)

    assert str(caught.value) == "This comment is no longer there."
    assert fresh(comment).status == status


def test_a_withdrawal_that_lost_a_race_writes_nothing():
    comment = make_comment(status=Status.PENDING)
    Comment.objects.filter(pk=comment.pk).update(status=Status.REMOVED)

    with pytest.raises(StatusChanged):
        withdraw_comment(comment, author=comment.author)

    assert fresh(comment).status == Status.REMOVED
