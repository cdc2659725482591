"""What a reader's reports weigh, alone and in the database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Report, ReportOutcome, Status
from comments.services import report_comment
from moderation import order_words
from moderation.models import ReviewItem
from moderation.priority import priority
from moderation.reporters import report_weight, trust_of_reader
from moderation.services.opening import refresh
from moderation.trust import Level, Trust
from tests.factories import UserFactory, make_comment


@pytest.mark.parametrize(
    ("upheld", "dismissed", "weight", "level", "reason"),
    [
        (0, 0, 1.0, Level.MEDIUM, "no report judged yet"),
        (1, 0, 1.2, Level.MEDIUM, "1 of 1 report upheld"),
        (3, 0, 10 / 7, Level.HIGH, "3 of 3 reports upheld"),
        (90, 10, 1.5, Level.HIGH, "90 of 100 reports upheld"),
        (0, 3, 4 / 7, Level.LOW, "0 of 3 reports upheld"),
        (2, 96, 0.08, Level.LOW, "2 of 98 reports upheld"),
    ],
)
def test_record_moves_the_weight_little_by_little(upheld, dismissed, weight, level, reason):
    trust = Trust(upheld, dismissed)

    assert trust.weight == pytest.approx(weight, rel=0.02)
    assert trust.level == level
    assert order_words.trust_reason(trust) == reason
    assert order_words.trust_word(trust) == f"{level} trust"


def make_reporter(upheld=0, dismissed=0, void=0):
    """A reader with judged reports."""
    reader = UserFactory()
    outcomes = [ReportOutcome.UPHELD] * upheld + [ReportOutcome.DISMISSED] * dismissed
    for outcome in outcomes + [ReportOutcome.VOID] * void:
        comment = make_comment(status=Status.REMOVED)
        Report.objects.create(
            comment=comment,
            revision=comment.revisions.get(),
            reporter=reader,
            category="spam",
            outcome=outcome,
            reported_at=timezone.now() - timedelta(days=9),
            resolved_at=timezone.now(),
        )
    return reader


@pytest.mark.django_db
@pytest.mark.parametrize(
    "records", [[], [(0, 0)], [(5, 1)], [(0, 9)], [(30, 0), (0, 0), (1, 7)]], ids=str
)
def test_database_adds_up_the_same_weights(records):
    comment = make_comment()
    for upheld, dismissed in records:
        reporter = make_reporter(upheld, dismissed, void=2)
        assert trust_of_reader(reporter) == Trust(upheld, dismissed)
        report_comment(comment, reporter=reporter, category="spam")
    expected = sum(Trust(*record).weight for record in records)
    if not records:
        ReviewItem.objects.create(
            comment=comment, author=comment.author, article=comment.article, pile="x"
        )

    item = ReviewItem.objects.annotate(weight=report_weight()).get()

    assert item.weight == pytest.approx(expected)
    if records:
        assert item.priority == pytest.approx(
            priority(
                opened_at=item.opened_at,
                rudeness=None,
                visible=True,
                reports=expected,
                escalated=False,
            )
        )


@pytest.mark.django_db
def test_one_trusted_reader_neither_hides_a_comment_nor_puts_it_above_two_others():
    trusted = make_reporter(upheld=40)
    one, two = make_comment(), make_comment()
    report_comment(one, reporter=trusted, category="abusive")
    for _ in range(2):
        report_comment(two, reporter=UserFactory(), category="abusive")
    opened = timezone.now()
    ReviewItem.objects.update(opened_at=opened)
    refresh(ReviewItem.objects.values_list("pk", flat=True))

    one.refresh_from_db()
    assert one.status == Status.VISIBLE
    in_order = ReviewItem.objects.order_by("-priority").values_list("comment", flat=True)
    assert list(in_order) == [two.pk, one.pk]
