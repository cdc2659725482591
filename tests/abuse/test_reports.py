"""Report-bombing: new accounts weigh nothing, a few trusted readers hide, staff stay visible."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Report, ReportOutcome, Status, User
from comments.services import CannotReport, edit_comment, report_comment
from comments.services.reporting import MOST_A_DAY
from moderation import roles, services
from moderation.models import Action, Decision, ReviewItem
from moderation.rows import rows, shown
from moderation.services import decide, open_for_review
from tests.factories import UserFactory, make_comment, make_staff, set_policy

pytestmark = pytest.mark.django_db


def trusted(amount: int, *, apart: timedelta = timedelta(days=1)) -> list[User]:
    """Readers of whose reports three were upheld and none dismissed."""
    readers = []
    for number in range(amount):
        joined = timezone.now() - timedelta(days=40) - number * apart
        reader = UserFactory(date_joined=joined)
        for _ in range(3):
            other = make_comment()
            Report.objects.create(
                comment=other,
                revision=other.revisions.get(),
                reporter=reader,
                category="spam",
                outcome=ReportOutcome.UPHELD,
                resolved_at=timezone.now(),
            )
        readers.append(reader)
    return readers


def complain(comment, readers) -> list[str]:
    """Each reports; the comment's status after each."""
    seen = []
    for reader in readers:
        report_comment(comment, reporter=reader, category="offensive")
        comment.refresh_from_db()
        seen.append(comment.status)
    return seen


def approve(comment, moderator):
    item = open_for_review(comment, moderator=moderator)
    decide(item, moderator=moderator, action=Action.APPROVE)


V, H = Status.VISIBLE, Status.HELD


def test_two_hundred_new_accounts_hide_nothing_and_make_one_entry_of_weight_0(moderator):
    comment = make_comment()
    approve(comment, moderator)
    now = timezone.now()
    crowd = User.objects.bulk_create(
        [User(username=f"bomb{n}", date_joined=now) for n in range(200)]
    )

    statuses = complain(comment, crowd)

    item = ReviewItem.objects.open().get()
    assert set(statuses) == {V}
    assert item.flags.count() == 200
    (row,) = rows(shown(ReviewItem.objects.open()), moderator, now)
    assert "200 reports by new accounts, weight 0.0" in row.why_here
    quiet = make_comment()
    report_comment(quiet, reporter=UserFactory(), category="spam")
    assert ReviewItem.objects.get(comment=quiet).priority > item.priority


def test_three_trusted_readers_hide_a_comment_until_a_moderator_looks():
    comment = make_comment()

    assert complain(comment, trusted(3)) == [V, V, H]
    decision = Decision.objects.get()
    assert (decision.action, decision.moderator, decision.status_after) == (Action.HOLD, None, H)
    assert comment.explanation == "Several readers reported it, so a moderator looks at it first."
    assert ReviewItem.objects.open().get().comment_id == comment.pk


def test_what_a_moderator_approved_needs_twice_as_many(moderator):
    comment = make_comment()
    approve(comment, moderator)

    assert complain(comment, trusted(6)) == [V, V, V, V, V, H]


def test_an_approval_is_of_the_words_it_saw(moderator):
    comment = make_comment()
    approve(comment, moderator)
    edit_comment(comment, author=comment.author, body="Other words.")
    Comment.objects.filter(pk=comment.pk).update(status=V, unjudged_since=None)

    assert complain(comment, trusted(3)) == [V, V, H]


@pytest.mark.parametrize("who", ["moderator", "writer"])
def test_what_staff_say_is_never_hidden_by_reports(who):
    author = make_staff(roles.MODERATOR) if who == "moderator" else UserFactory(is_writer=True)
    comment = make_comment(author=author)

    assert set(complain(comment, trusted(7))) == {V}
    assert ReviewItem.objects.open().get().comment_id == comment.pk


def test_unknown_readers_hide_nothing_however_many():
    assert set(complain(make_comment(), UserFactory.create_batch(12))) == {V}


def test_accounts_made_in_one_hour_count_as_one():
    batch = trusted(5, apart=timedelta(seconds=1))
    for reader in batch:
        reader.date_joined = reader.date_joined.replace(minute=30, second=0)
        reader.save()

    assert set(complain(make_comment(), batch)) == {V}


def test_the_weight_must_be_reached_too():
    set_policy(hide_weight=6.0)
    comment = make_comment()

    assert complain(comment, trusted(4)) == [V, V, V, V]
    assert complain(comment, [UserFactory()]) == [H]


def test_a_policy_can_leave_hiding_to_people():
    set_policy(hide_reports=0)

    assert set(complain(make_comment(), trusted(6))) == {V}


def test_what_was_hidden_a_moderator_shows_again(moderator):
    comment = make_comment()
    complain(comment, trusted(3))

    services.decide(ReviewItem.objects.open().get(), moderator=moderator, action=Action.APPROVE)

    comment.refresh_from_db()
    assert comment.status == V


def test_a_reader_reports_twenty_comments_a_day_and_no_more():
    reader = UserFactory()
    for _ in range(MOST_A_DAY):
        report_comment(make_comment(), reporter=reader, category="spam")

    with pytest.raises(CannotReport) as caught:
        report_comment(make_comment(), reporter=reader, category="spam")

    assert str(caught.value) == (
        "You have reported 20 comments in a day, the most there can be. Moderators work through "
        "them. Report more tomorrow."
    )
    Report.objects.update(reported_at=timezone.now() - timedelta(hours=25))
    report_comment(make_comment(), reporter=reader, category="spam")


def test_of_one_reader_one_report_of_the_same_words_counts():
    comment, reader = make_comment(), UserFactory()
    report_comment(comment, reporter=reader, category="spam")

    with pytest.raises(CannotReport):
        report_comment(comment, reporter=reader, category="abusive")

    assert Report.objects.count() == 1
