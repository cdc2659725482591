"""What readers did lately by the rows they left: the limits' second source."""

from collections.abc import Callable
from datetime import datetime

from comments.models import Comment, Report, User, Vote


def posted(user: User, since: datetime, most: int) -> int:
    """Index comments_by_author: an id holds its time, so the newest come first."""
    times = Comment.objects.filter(author=user).order_by("-id").values_list("posted_at", flat=True)
    return sum(at >= since for at in times[:most])


def voted(user: User, since: datetime, most: int) -> int:
    return Vote.objects.filter(user=user, voted_at__gte=since)[:most].count()


def reported(user: User, since: datetime, most: int) -> int:
    return Report.objects.filter(reporter=user, reported_at__gte=since)[:most].count()


# Deed -> how often the reader did it since then; counting stops at the third argument.
DONE: dict[str, Callable[[User, datetime, int], int]] = {
    "post": posted,
    "vote": voted,
    "report": reported,
}
