"""Where it burns: articles whose last hours are unlike their usual, and those with most to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from comments.ids import new_id
from comments.models import Comment, ModerationMode, Status, User
from moderation.insight.intervals import TOO_FEW, Share, Times, times
from moderation.models import PolicyVersion, ReviewItem, Score

RECENT = timedelta(hours=6)
USUAL = timedelta(days=7)  # before those hours, day and night alike
LOOKED_AT = 50  # articles with most to review of all with new comments
SITE_SAMPLE = 1_000  # comments before RECENT: the site's usual, for articles without one
SHOWN = 6
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Burning:
    """One article in the last hours."""

    pk: int
    headline: str
    comments: int
    to_review: int
    rude: Share
    usual: Share  # of rude comments, before
    is_own_usual: bool  # else the site's, because the article has too few of its own
    pace: Times | None  # of arrivals; None for an article too new to have a usual one

    @property
    def share_to_review(self) -> int:
        return round(100 * self.to_review / self.comments)  # percent

    @property
    def is_telling(self) -> bool:
        return self.comments >= TOO_FEW

    @property
    def is_faster(self) -> bool:
        return self.is_telling and self.pace is not None and self.pace.low > 1

    @property
    def is_ruder(self) -> bool:
        return self.rude.times(self.usual) > 1

    @property
    def heat(self) -> float:
        """How many times its usual it is at least, in arrivals or in rude ones; 1 when what was
        counted could be chance."""
        pace = self.pace.low if self.pace and self.is_telling else 0.0
        return max(1.0, pace, self.rude.times(self.usual))


def where_it_burns(viewer: User, now: datetime) -> list[Burning]:
    """The articles furthest from their usual first, then those with most to review. Four queries,
    however many articles and comments there are."""
    limit = PolicyVersion.current().hold_at
    since = now - RECENT
    seen = Comment.objects.moderatable_by(viewer)
    found = list(lately(seen, since, limit))
    if not found:
        return []
    before = usual(seen, since, limit, [row["article"] for row in found])
    site = site_usual(seen, since, limit)
    burning = [compared(row, before.get(row["article"]), site, since) for row in found]
    hot = [article for article in burning if article.to_review or article.heat > 1]
    hot.sort(key=lambda article: (-article.heat, -article.share_to_review, article.pk))
    return hot[:SHOWN]


def with_rude(comments: QuerySet[Comment], limit: float) -> tuple[QuerySet[Comment], Q]:
    """Comments, and which of them are rude: at or above the present limit, or held or removed.
    Held because all comments of their article are says nothing about them."""
    scores = Score.objects.filter(comment=OuterRef("pk"), revision__number=OuterRef("revision"))
    latest = scores.order_by("-pk").values("rudeness")[:1]
    held = Q(status=Status.HELD) & ~Q(article__moderation_mode=ModerationMode.HOLD_ALL)
    rude = Q(rudeness__gte=limit) | Q(status=Status.REMOVED) | held
    return comments.annotate(rudeness=Subquery(latest)), rude


def lately(seen: QuerySet[Comment], since: datetime, limit: float) -> QuerySet:
    """The articles with comments since then, as rows with their counts."""
    # Ids grow with time, so the primary key is the index that this needs.
    new = seen.filter(pk__gte=new_id(since.timestamp()))
    comments, rude = with_rude(new, limit)
    item = ReviewItem.objects.filter(comment=OuterRef("pk"))
    return (
        comments.annotate(flagged=Exists(item))
        .values("article", "article__headline", "article__published_at")
        .annotate(
            comments=Count("pk"),
            rude=Count("pk", filter=rude),
            to_review=Count("pk", filter=Q(flagged=True)),
        )
        .order_by("-to_review", "-comments", "article")[:LOOKED_AT]
    )


def usual(
    seen: QuerySet[Comment], since: datetime, limit: float, articles: Iterable[int]
) -> dict[int, Share]:
    """Article -> its rude comments among all it had in USUAL before ``since``."""
    ids = new_id((since - USUAL).timestamp()), new_id(since.timestamp())
    old = seen.filter(article__in=articles, pk__gte=ids[0], pk__lt=ids[1])
    comments, rude = with_rude(old, limit)
    rows = comments.values_list("article").annotate(
        total=Count("pk"), hits=Count("pk", filter=rude)
    )
    return {article: Share(hits, total) for article, total, hits in rows.order_by()}


def site_usual(seen: QuerySet[Comment], since: datetime, limit: float) -> Share:
    """The rude ones among the site's last SITE_SAMPLE comments before ``since``."""
    old = seen.filter(pk__lt=new_id(since.timestamp())).order_by("-pk")
    comments, rude = with_rude(seen.filter(pk__in=old.values("pk")[:SITE_SAMPLE]), limit)
    found = comments.aggregate(total=Count("pk"), hits=Count("pk", filter=rude))
    return Share(found["hits"], found["total"])


def compared(row: dict, before: Share | None, site: Share, since: datetime) -> Burning:
    """One row of `lately` beside what the article had before, or the site."""
    own = before or Share(0, 0)
    start = max(row["article__published_at"], since - USUAL)
    pace = None
    if since - start >= RECENT:
        pace = times(
            row["comments"],
            RECENT / HOUR,
            before=own.total,
            span_before=(since - start) / HOUR,
        )
    return Burning(
        pk=row["article"],
        headline=row["article__headline"],
        comments=row["comments"],
        to_review=row["to_review"],
        rude=Share(row["rude"], row["comments"]),
        usual=own if own.is_telling else site,
        is_own_usual=own.is_telling,
        pace=pace,
    )
