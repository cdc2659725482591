"""Reporting other people's comments."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import signals
from comments.models import Comment, Report, ReportCategory, ReportOutcome, Status
from comments.services import (
    CannotReport,
    edit_comment,
    reopen_reports,
    report_comment,
    resolve_reports,
)
from comments.text import BadText
from moderation.models import Flag, FlagKind, ReviewItem
from moderation.priority import priority
from tests.factories import UserFactory, make_comment, make_item
from tests.racing import race

GONE = "This comment is no longer there."
ALREADY = "You have reported this comment already. A moderator will look."


def refusal(comment, reporter=None, category="spam", note=""):
    with pytest.raises(CannotReport) as caught:
        report_comment(comment, reporter=reporter or UserFactory(), category=category, note=note)
    return str(caught.value)


def rows():
    return Report.objects.count(), ReviewItem.objects.count(), Flag.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize("category", ReportCategory.values)
def test_a_report_is_stored_and_opens_an_item_with_its_flag(category):
    comment, reporter = make_comment(), UserFactory()

    report = report_comment(
        comment, reporter=reporter, category=category, note="  Look at\r\nthis. "
    )

    report = Report.objects.get(pk=report.pk)
    assert (report.comment, report.revision, report.reporter) == (
        comment,
        comment.revisions.get(),
        reporter,
    )
    assert (report.category, report.note, report.outcome, report.resolved_at) == (
        category,
        "Look at\nthis.",
        ReportOutcome.OPEN,
        None,
    )
    flag = Flag.objects.get()
    assert (flag.item.comment, flag.revision, flag.kind, flag.evidence, flag.report) == (
        comment,
        report.revision,
        FlagKind.for_report(category),
        "Look at\nthis.",
        report,
    )
    assert list(ReviewItem.objects.reported()) == [flag.item]
    assert flag.item.priority == priority(
        opened_at=flag.item.opened_at, rudeness=None, visible=True, reports=1, escalated=False
    )


@pytest.mark.django_db
def test_reports_of_several_readers_share_the_item_and_make_it_more_urgent():
    comment = make_comment()

    for _ in range(3):
        report_comment(comment, reporter=UserFactory(), category="abusive")

    item = ReviewItem.objects.get()
    assert item.flags.count() == 3
    assert item.priority == priority(
        opened_at=item.opened_at, rudeness=None, visible=True, reports=3, escalated=False
    )


@pytest.mark.django_db
def test_a_report_joins_the_item_that_is_open_for_another_reason():
    item = make_item(make_comment("You fool."), rudeness=0.8)

    report_comment(item.comment, reporter=UserFactory(), category="abusive")

    assert list(item.flags.values_list("kind", flat=True)) == ["detected_rude", "reported_abusive"]
    assert ReviewItem.objects.count() == 1


@pytest.mark.django_db
def test_a_second_report_of_the_same_words_is_refused():
    comment, reporter = make_comment(), UserFactory()
    report_comment(comment, reporter=reporter, category="spam")

    assert refusal(comment, reporter, category="abusive") == ALREADY
    assert rows() == (1, 1, 1)


@pytest.mark.django_db
def test_edited_words_can_be_reported_again():
    comment, reporter = make_comment(), UserFactory()
    report_comment(comment, reporter=reporter, category="spam")
    edit_comment(comment, author=comment.author, body="New words, as bad.")
    Comment.objects.filter(pk=comment.pk).update(status=Status.VISIBLE)

    report = report_comment(comment, reporter=reporter, category="spam")

    assert report.revision.number == 2
    assert rows() == (2, 1, 2)


@pytest.mark.django_db
def test_the_words_of_now_are_reported_whatever_the_page_showed():
    comment = make_comment()
    edit_comment(comment, author=comment.author, body="New words.")
    Comment.objects.filter(pk=comment.pk).update(status=Status.VISIBLE)
    assert comment.revision == 1

    assert report_comment(comment, reporter=UserFactory(), category="spam").revision.number == 2


@pytest.mark.django_db
def test_ones_own_comment_cannot_be_reported():
    comment = make_comment()

    assert refusal(comment, comment.author) == (
        "You cannot report your own comment. You can withdraw it."
    )
    assert rows() == (0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [s for s in Status if s != Status.VISIBLE])
def test_what_readers_do_not_see_cannot_be_reported(status):
    assert refusal(make_comment(status=status)) == GONE
    assert rows() == (0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.REMOVED, Status.WITHDRAWN])
def test_a_report_that_comes_just_after_a_removal_opens_nothing(status):
    """The page still showed it. An item of a withdrawn comment could never be decided."""
    comment = make_comment()
    Comment.objects.filter(pk=comment.pk).update(status=status)

    assert refusal(comment) == GONE
    assert rows() == (0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("category", ["", "rude", "SPAM"])
def test_an_unknown_category_is_refused(category):
    assert refusal(make_comment(), category=category) == "Choose what is wrong with the comment."
    assert rows() == (0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("note", ["", " \n"])
def test_something_else_needs_a_note(note):
    assert refusal(make_comment(), category="other", note=note) == (
        "Say in a few words what is wrong with the comment."
    )
    assert rows() == (0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("x" * 501, "Your note has 501 characters. The most is 500: shorten it by 1."),
        ("a\x00b", "Your note holds control characters that cannot be stored. Remove them."),
    ],
)
def test_a_bad_note_is_refused(note, message):
    with pytest.raises(BadText) as caught:
        report_comment(make_comment(), reporter=UserFactory(), category="spam", note=note)

    assert str(caught.value) == message
    assert rows() == (0, 0, 0)


@pytest.mark.django_db
def test_the_longest_note_fits_every_column():
    report = report_comment(make_comment(), reporter=UserFactory(), category="spam", note="é" * 500)

    assert Flag.objects.get(report=report).evidence == "é" * 500


@pytest.mark.django_db
def test_a_report_stands_or_falls_with_its_item():
    def fail(sender, report, **kwargs):
        raise RuntimeError("a listener broke")

    signals.comment_reported.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            report_comment(make_comment(), reporter=UserFactory(), category="spam")
    finally:
        signals.comment_reported.disconnect(fail)

    assert rows() == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_reports_at_once_open_one_item():
    comment = make_comment()
    readers = [UserFactory() for _ in range(5)]

    outcomes = race(
        *(
            lambda r=r: report_comment(comment, reporter=r, category="spam").comment_id
            for r in readers
        )
    )

    assert outcomes == [comment.pk] * 5
    assert rows() == (5, 1, 5)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_report():
    comment, reader = make_comment(), UserFactory()

    outcomes = race(
        *[lambda: report_comment(comment, reporter=reader, category="spam").comment_id] * 3
    )

    assert sorted(map(str, outcomes)) == sorted([str(comment.pk), ALREADY, ALREADY])
    assert rows() == (1, 1, 1)


@pytest.mark.django_db
def test_resolving_marks_the_open_reports_of_these_comments_alone():
    now = timezone.now()
    comment, other = make_comment(), make_comment()
    for about in (comment, comment, other):
        report_comment(about, reporter=UserFactory(), category="spam")
    earlier = Report.objects.filter(comment=comment).first()
    Report.objects.filter(pk=earlier.pk).update(
        outcome=ReportOutcome.DISMISSED, resolved_at=now - timedelta(days=1)
    )

    count = resolve_reports([comment.pk], ReportOutcome.UPHELD, at=now)

    assert count == 1
    assert list(Report.objects.order_by("pk").values_list("outcome", "resolved_at")) == [
        ("dismissed", now - timedelta(days=1)),
        ("upheld", now),
        ("open", None),
    ]


@pytest.mark.django_db
def test_reopening_takes_back_the_resolving_of_that_very_moment():
    now = timezone.now()
    comment = make_comment()
    for _ in range(2):
        report_comment(comment, reporter=UserFactory(), category="spam")
    first = Report.objects.order_by("pk").first()
    Report.objects.filter(pk=first.pk).update(
        outcome=ReportOutcome.DISMISSED, resolved_at=now - timedelta(microseconds=1)
    )
    resolve_reports([comment.pk], ReportOutcome.UPHELD, at=now)

    count = reopen_reports([comment.pk], resolved_at=now)

    assert count == 1
    assert list(Report.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "dismissed",
        "open",
    ]
