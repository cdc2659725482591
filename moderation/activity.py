"""What the desk did in the last hours: the figures of its home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from comments.ids import new_id
from comments.models import Comment, Status, User
from moderation.charts import Hour
from moderation.models import Action, Decision, ReviewItem
from moderation.services.undoing import HUMAN_ACTIONS

HOURS = 24  # of the chart, the running one included
RECENT = timedelta(hours=6)  # of "where it burns"
BURNING = 5  # articles
MINE = 8  # decisions


def hours(now: datetime) -> list[Hour]:
    """What came in to review and what was decided in each of the last hours, oldest first."""
    running = now.replace(minute=0, second=0, microsecond=0)
    starts = [running - timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]
    came = per_hour(ReviewItem.objects.all(), "opened_at", starts)
    human = Decision.objects.filter(action__in=HUMAN_ACTIONS)
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


@dataclass(frozen=True, slots=True)
class Burning:
    """One article in the last hours."""

    headline: str
    pk: int
    slug: str
    comments: int
    to_review: int
    rejected: int

    @property
    def share_to_review(self) -> int:
        return round(100 * self.to_review / self.comments)  # percent

    @property
    def share_rejected(self) -> int:
        return round(100 * self.rejected / self.comments)  # percent


def where_it_burns(now: datetime) -> list[Burning]:
    """The articles most of whose new comments need a moderator, by how many those are."""
    since = now - RECENT
    item = ReviewItem.objects.filter(comment=OuterRef("pk"))
    rows = (
        # Ids grow with time, so the primary key is the index that this needs.
        Comment.objects.filter(pk__gte=new_id(since.timestamp()))
        .annotate(flagged=Exists(item))
        .values("article", "article__headline", "article__slug")
        .annotate(
            comments=Count("pk"),
            to_review=Count("pk", filter=Q(flagged=True)),
            rejected=Count("pk", filter=Q(status=Status.REMOVED)),
        )
        .filter(to_review__gt=0)
        .order_by("-to_review", "-comments", "article")[:BURNING]
    )
    found = [
        Burning(
            headline=row["article__headline"],
            pk=row["article"],
            slug=row["article__slug"],
            comments=row["comments"],
            to_review=row["to_review"],
            rejected=row["rejected"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda article: -article.share_to_review)


def decisions_of(log: QuerySet, moderator: User) -> list[Decision]:
    """The last of what ``moderator`` decided and did not only take back, newest first."""
    mine = log.filter(moderator=moderator).exclude(action=Action.UNDO)
    return list(mine.order_by("-pk")[:MINE])
