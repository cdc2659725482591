"""What the desk did in the last hours: the figures of its home page."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from comments.models import User
from moderation.charts import Hour
from moderation.models import HUMAN_ACTIONS, Action, Decision, ReviewItem, Sanction

HOURS = 24  # of the chart, the running one included
MINE = 8  # decisions


def hours(viewer: User, now: datetime) -> list[Hour]:
    """What came in to review and what was decided in each of the last hours, oldest first."""
    running = now.replace(minute=0, second=0, microsecond=0)
    starts = [running - timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]
    came = per_hour(ReviewItem.objects.moderatable_by(viewer), "opened_at", starts)
    human = Decision.objects.moderatable_by(viewer).filter(action__in=HUMAN_ACTIONS)
    decided = per_hour(human, "decided_at", starts)
    return [Hour(*figures) for figures in zip(starts, came, decided, strict=True)]


def per_hour(rows: QuerySet, field: str, starts: Sequence[datetime]) -> list[int]:
    """Rows in each hour, counted in one query. By comparisons and not by truncating, for which
    SQLite would call into Python once per row."""
    places = [
        When(**{f"{field}__gte": start}, then=Value(place))
        for place, start in reversed(list(enumerate(starts)))
    ]
    counted = (
        rows.filter(**{f"{field}__gte": starts[0]})
        .order_by()
        .values(place=Case(*places, output_field=IntegerField()))
        .annotate(count=Count("pk"))
    )
    by_place = {row["place"]: row["count"] for row in counted}
    return [by_place.get(place, 0) for place in range(len(starts))]


def decisions_of(log: QuerySet, moderator: User) -> list[Decision]:
    """The last of what ``moderator`` decided and did not only take back, newest first."""
    mine = log.filter(moderator=moderator).exclude(action=Action.UNDO)
    return list(mine.order_by("-pk")[:MINE])


def sanctions_of(moderator: User) -> list[Sanction]:
    """The last sanctions that ``moderator`` imposed and that were not lifted, newest first."""
    seen = Sanction.objects.moderatable_by(moderator)
    standing = seen.filter(imposed_by=moderator, lifted_at=None)
    return list(standing.select_related("user").order_by("-pk")[:MINE])
