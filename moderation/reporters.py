"""What is known of the readers who report, and of the speed of threads, as expressions for queries:
they come along with the rows that need them and cost no statement of their own."""

from datetime import datetime, timedelta

from django.db.models import (
    ExpressionWrapper,
    FloatField,
    OuterRef,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from comments.models import Comment, Report, ReportOutcome, User
from moderation.models import Flag
from moderation.priority import speed
from moderation.trust import MOST_WEIGHT, PRIOR, Trust
from moderation.waiting import CappedCount

HOUR = timedelta(hours=1)
FAST = 300  # comments in an hour; counting on tells nothing more


class FewCount(CappedCount):
    """As CappedCount, and no further than FAST."""

    most = FAST


def judged(outcome: ReportOutcome, reporter: str) -> CappedCount:
    """How many reports of ``reporter``, a column of the outer query, ended like this."""
    return CappedCount(Report.objects.filter(reporter=OuterRef(reporter), outcome=outcome))


def with_trust(flags):
    """Flags with ``upheld`` and ``dismissed`` of their reporters, for `trust_of`."""
    return flags.annotate(
        upheld=judged(ReportOutcome.UPHELD, "report__reporter"),
        dismissed=judged(ReportOutcome.DISMISSED, "report__reporter"),
    )


def trust_of(flag) -> Trust:
    """Of a flag as `with_trust` gives it."""
    return Trust(flag.upheld, flag.dismissed, is_new=not flag.report.weighs)


def trust_of_reader(user: User) -> Trust:
    judged_ones = Report.objects.filter(reporter=user)
    return Trust(
        upheld=judged_ones.filter(outcome=ReportOutcome.UPHELD).count(),
        dismissed=judged_ones.filter(outcome=ReportOutcome.DISMISSED).count(),
    )


def report_weight() -> Coalesce:
    """Of an item: the weights of those who complain of it, added up; as Trust.weight has them.

    Of reports that were dismissed while the comment was held, and of newcomers', none counts.
    """
    upheld = judged(ReportOutcome.UPHELD, "report__reporter")
    dismissed = judged(ReportOutcome.DISMISSED, "report__reporter")
    twice = ExpressionWrapper(
        Value(2.0) * (Value(float(PRIOR)) + upheld) / (Value(2.0 * PRIOR) + upheld + dismissed),
        output_field=FloatField(),
    )
    weight = Least(twice, Value(MOST_WEIGHT), output_field=FloatField())
    flags = Flag.objects.filter(
        item=OuterRef("pk"), report__outcome=ReportOutcome.OPEN, report__weighs=True
    )
    total = flags.order_by().values("item").annotate(total=Sum(weight)).values("total")
    return Coalesce(Subquery(total), Value(0.0), output_field=FloatField())


def recent_comments(article: str) -> FewCount:
    """How many comments the last hour brought under ``article``, a column of the outer query."""
    return FewCount(
        Comment.objects.visible().filter(
            article=OuterRef(article), published_at__gte=timezone.now() - HOUR
        )
    )


def speed_of(article, recent: int, now: datetime) -> float:
    """As priority.speed, of an article of which ``recent`` comments came in the last hour."""
    hours = (now - article.published_at) / HOUR
    return speed(recent=recent, comments=article.comment_count, hours=hours)
