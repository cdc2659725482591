"""What readers are told, and when: not before the moderator can no longer take it back."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from comments.models import AuthorNotice, Comment, NoticeKind, Status, User
from comments.services import (
    NotAllowed,
    acknowledge,
    post_comment,
    tell_authors,
    tell_person,
    untell_authors,
    untell_person,
)
from comments.services.telling import kind_of, mark_read
from comments.signals import warnings_acknowledged
from tests.factories import ArticleFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WINDOW = timedelta(seconds=10)


@pytest.fixture(autouse=True)
def noon(settings):
    settings.UNDO_WINDOW = 10
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def told() -> list[tuple]:
    """(comment, kind, when it is due), oldest first."""
    rows = AuthorNotice.objects.order_by("pk").values_list("comment", "kind", "due_at")
    return list(rows)


def set_status(comment, status, **fields):
    Comment.objects.filter(pk=comment.pk).update(status=status, **fields)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (Status.HELD, Status.VISIBLE, NoticeKind.PUBLISHED),
        (Status.PENDING, Status.VISIBLE, NoticeKind.PUBLISHED),
        (Status.REMOVED, Status.VISIBLE, NoticeKind.RESTORED),
        (Status.VISIBLE, Status.REMOVED, NoticeKind.REMOVED),
        (Status.HELD, Status.REMOVED, NoticeKind.REMOVED),
        (Status.REMOVED, Status.HELD, NoticeKind.REOPENED),
    ],
)
def test_author_is_told_what_became_of_the_comment_after_the_undo_window(before, after, kind):
    comment = make_comment(status=after, reason_code="abusive")

    tell_authors({comment.pk: before}, decided_at=NOON)

    notice = AuthorNotice.objects.get()
    assert (notice.recipient, notice.comment, notice.kind) == (comment.author, comment, kind)
    assert (notice.decided_at, notice.due_at) == (NOON, NOON + WINDOW)
    assert (notice.reason_code, notice.words, notice.until) == ("abusive", "", None)
    assert (notice.read_at, notice.sent_at, notice.lease_token) == (None, None, None)
    assert kind_of(before, after) == kind


@pytest.mark.parametrize("after", [Status.PENDING, Status.WITHDRAWN])
def test_what_no_moderator_decides_is_not_told(after):
    comment = make_comment(status=after)

    tell_authors({comment.pk: Status.HELD}, decided_at=NOON)

    assert told() == []
    assert kind_of(Status.HELD, after) is None


@pytest.mark.parametrize("count", [1, 300])
def test_telling_is_one_statement_however_many(count, django_assert_num_queries):
    author, article = UserFactory(), ArticleFactory()
    comments = [
        make_comment(author=author, article=article, posted_at=NOON - timedelta(seconds=number))
        for number in range(count)
    ]

    with django_assert_num_queries(1):
        tell_authors({comment.pk: Status.HELD for comment in comments}, decided_at=NOON)

    assert AuthorNotice.objects.count() == count


def test_telling_of_nothing_takes_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        tell_authors({}, decided_at=NOON)
        untell_authors([], decided_at={NOON})


def test_undo_within_the_window_leaves_no_trace(noon):
    comment = make_comment(status=Status.REMOVED)
    tell_authors({comment.pk: Status.HELD}, decided_at=NOON)
    set_status(comment, Status.HELD)
    noon.shift(WINDOW - timedelta(microseconds=1))

    untell_authors([comment.pk], decided_at={NOON})

    assert told() == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (Status.VISIBLE, NoticeKind.RESTORED),
        (Status.HELD, NoticeKind.REOPENED),
        (Status.REMOVED, NoticeKind.REMOVED),
    ],
)
def test_undo_after_the_window_is_told_at_once(noon, status, kind):
    comment = make_comment(status=Status.REMOVED)
    tell_authors({comment.pk: Status.VISIBLE}, decided_at=NOON)
    set_status(comment, status)
    noon.shift(WINDOW)

    untell_authors([comment.pk], decided_at={NOON})

    assert told() == [
        (comment.pk, NoticeKind.REMOVED, NOON + WINDOW),
        (comment.pk, kind, NOON + WINDOW),
    ]


def test_undo_leaves_what_a_mailer_has_in_hand_already():
    """Its clock is ahead. The author will be told, so they are told of the undo too."""
    comment = make_comment(status=Status.HELD)
    tell_authors({comment.pk: Status.REMOVED}, decided_at=NOON)
    token = "9a9b1f7e-6a4e-4a62-9d0e-6ab1a6d8f001"  # Of a lease, no secret.
    AuthorNotice.objects.update(lease_token=token)

    untell_authors([comment.pk], decided_at={NOON})

    assert [kind for _, kind, _ in told()] == [NoticeKind.REOPENED, NoticeKind.REOPENED]


def test_undo_of_one_decision_leaves_what_another_told(noon):
    comment = make_comment(status=Status.REMOVED)
    tell_authors({comment.pk: Status.HELD}, decided_at=NOON)
    later = NOON + timedelta(seconds=2)
    set_status(comment, Status.VISIBLE)
    tell_authors({comment.pk: Status.REMOVED}, decided_at=later)

    untell_authors([comment.pk], decided_at={later})

    assert told() == [(comment.pk, NoticeKind.REMOVED, NOON + WINDOW)]


def warned(words="Stay civil.") -> tuple[User, AuthorNotice]:
    user = UserFactory()
    notice = tell_person(user, NoticeKind.WARNED, words=words, decided_at=NOON)
    return User.objects.get(pk=user.pk), notice


def post(user):
    return post_comment(
        article=ArticleFactory(), author=User.objects.get(pk=user.pk), body="A word."
    )


def test_warned_person_cannot_post_until_they_have_confirmed(noon):
    user, notice = warned()
    post(user)  # They cannot know of it yet.
    noon.shift(WINDOW)

    with pytest.raises(NotAllowed) as caught:
        post(user)
    assert str(caught.value) == (
        "A moderator has a word for you. Confirm that you have read it, then you can post. "
        "Nothing was posted."
    )
    heard = []
    receiver = lambda **kwargs: heard.append(kwargs)  # noqa: E731  # Kept alive by the name.
    warnings_acknowledged.connect(receiver)
    try:
        assert acknowledge(user, [notice.pk]) == 1
    finally:
        warnings_acknowledged.disconnect(receiver)

    assert post(user).author == user
    assert [(call["user"], call["decided_at"], call["at"]) for call in heard] == [
        (user, [NOON], NOON + WINDOW)
    ]


def test_confirming_one_warning_does_not_confirm_another_that_was_not_on_the_page(noon):
    user, first = warned()
    noon.shift(WINDOW)
    tell_person(user, NoticeKind.WARNED, words="Again.", decided_at=NOON + WINDOW)
    noon.shift(WINDOW)

    acknowledge(user, [first.pk])

    user.refresh_from_db()
    assert user.warned_at == NOON + 2 * WINDOW
    with pytest.raises(NotAllowed):
        post(user)


def test_nobody_confirms_for_somebody_else(noon):
    _, notice = warned()
    noon.shift(WINDOW)

    assert acknowledge(UserFactory(), [notice.pk]) == 0

    notice.refresh_from_db()
    assert notice.read_at is None


def test_warning_taken_back_in_time_was_never_there(noon):
    user, _ = warned()
    noon.shift(timedelta(seconds=9))

    untell_person(user, decided_at=NOON)

    user.refresh_from_db()
    assert (told(), user.warned_at) == ([], None)


def test_measure_taken_back_late_is_told_and_stops_nobody_from_posting(noon):
    user, _ = warned()
    noon.shift(WINDOW)

    untell_person(user, decided_at=NOON)

    assert [kind for _, kind, _ in told()] == [NoticeKind.WARNED, NoticeKind.LIFTED]
    assert post(user).author == user


def test_list_that_was_seen_is_read_but_a_warning_wants_its_own_confirmation(noon):
    user, warning = warned()
    comment = make_comment(author=user, status=Status.REMOVED)
    tell_authors({comment.pk: Status.VISIBLE}, decided_at=NOON)
    later = make_comment(author=user, status=Status.REMOVED)
    tell_authors({later.pk: Status.VISIBLE}, decided_at=NOON + WINDOW)
    noon.shift(WINDOW)

    mark_read(user, upto=NOON + WINDOW)

    rows = AuthorNotice.objects.order_by("pk").values_list("pk", "read_at")
    assert dict(rows) == {
        warning.pk: None,
        AuthorNotice.objects.get(comment=comment).pk: NOON + WINDOW,
        AuthorNotice.objects.get(comment=later).pk: None,
    }
