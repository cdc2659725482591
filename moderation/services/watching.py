"""Looking for threads that run hot, and keeping their warnings.

What is read is the last hour, by the primary key, which grows with time: the size of the site
does not matter, and MOST bounds the rest.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from comments.ids import new_id
from comments.models import Article, Comment, Report
from moderation.heat.signs import FEWEST, WINDOW, Sign, Voice, is_hot, level, signs
from moderation.models import HeatWarning, Score

MOST = 5_000  # comments that one look reads; above 80 a minute a site is watched less far back
CALM = timedelta(minutes=15)  # without two signs, after which a warning ends


def watch(now: datetime) -> int:
    """Raise, renew and end warnings. Returns how many threads are hot. Three reads, and a write for
    each thread that is hot; safe to run twice, late or at once with another."""
    voices = lately(now)
    articles = Article.objects.in_bulk(
        [pk for pk, theirs in voices.items() if len(theirs) >= FEWEST]
    )
    hot = {}
    for pk, article in articles.items():
        found = signs(voices[pk], now.timestamp(), usual=usual_of(article, len(voices[pk]), now))
        if is_hot(found):
            hot[pk] = found
    for pk, found in hot.items():
        warn(pk, found, now)
    HeatWarning.objects.filter(ended_at=None, seen_at__lt=now - CALM).update(ended_at=now)
    return len(hot)


def lately(now: datetime) -> dict[int, list[Voice]]:
    """Article -> its voices in the window, in the order of time."""
    since = new_id((now - timedelta(seconds=WINDOW)).timestamp())
    newest = Comment.objects.filter(pk__gte=since).order_by("-pk")
    return by_article(reversed(with_facts(newest)[:MOST]))


def with_facts(comments: QuerySet[Comment]) -> QuerySet:
    scores = Score.objects.filter(comment=OuterRef("pk"), revision__number=OuterRef("revision"))
    reports = Report.objects.filter(comment=OuterRef("pk")).order_by().values("comment")
    return comments.values(
        *("article", "author", "depth", "ups", "downs", "posted_at"),
        answers=F("parent__author"),
        rudeness=Subquery(scores.order_by("-pk").values("rudeness")[:1]),
        complaints=Coalesce(Subquery(reports.annotate(n=Count("pk")).values("n")), 0),
    )


def by_article(rows: Iterable[dict]) -> dict[int, list[Voice]]:
    found: dict[int, list[Voice]] = defaultdict(list)
    for row in rows:
        article, posted_at = row.pop("article"), row.pop("posted_at")
        reports = row.pop("complaints")
        found[article].append(Voice(at=posted_at.timestamp(), reports=reports, **row))
    return found


def usual_of(article: Article, recent: int, now: datetime) -> float:
    """Comments an hour before the window, of those that readers see."""
    hours = (now - article.published_at).total_seconds() / 3600 - WINDOW / 3600
    return max(article.comment_count - recent, 0) / max(hours, 1.0)


def warn(article: int, found: list[Sign], now: datetime) -> None:
    """One warning per article stands; it is renewed while the thread is hot."""
    said = [
        {"sign": sign.name, "value": round(sign.value, 3), "limit": sign.limit} for sign in found
    ]
    with transaction.atomic():
        HeatWarning.objects.update_or_create(
            article_id=article,
            ended_at=None,
            defaults={"signs": said, "level": round(level(found), 3), "seen_at": now},
            create_defaults={
                "signs": said,
                "level": round(level(found), 3),
                "seen_at": now,
                "warned_at": now,
            },
        )
