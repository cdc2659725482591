"""Gathering what the policy has to know of a batch of comments, in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from comments.models import Article, Comment, Cooling, ModerationMode, Standing, Status
from moderation import links
from moderation.models import Action, Decision, PolicyRules
from moderation.policy import Facts, Limits
from moderation.wordlist import word_list

COUNTED_FIELDS = (
    "hold_at",
    "remove_at",
    "new_author_comments",
    "new_author_hold_at",
    "new_author_hold_all",
    "new_author_hold_links",
    "max_links",
    "max_length",
    "repeat_hours",
    "repeats_same_author",
    "repeats_any_author",
    "history_days",
    "history_rejections",
)

# What Decision.facts has of the facts, by its short name. What is nought or false is left out.
RECORDED = {
    "published": "author_published",
    "rejections": "author_rejections",
    "same_author": "same_text_by_author",
    "same_any": "same_text_by_anybody",
    "late": "closed_before_posting",
    "article": "premoderated_article",
    "author": "premoderated_author",
}


def limits_of(policy: PolicyRules) -> Limits:
    """A version or a draft as the pure core takes it."""
    return Limits(
        **{name: getattr(policy, name) for name in COUNTED_FIELDS},
        banned_words=word_list(policy.banned_words),
        suspect_words=word_list(policy.suspect_words),
    )


def gather(
    comments: Sequence[Comment], rudeness: Sequence[float], limits: Limits, *, now
) -> list[Facts]:
    """One Facts per comment, in order. The comments have article and author loaded."""
    authors = {comment.author_id for comment in comments}
    published = published_counts(authors)
    rejected = rejection_counts(authors, since=now - timedelta(days=limits.history_days))
    same = earlier_same_texts(comments, span=timedelta(hours=limits.repeat_hours))
    return [
        Facts(
            body=comment.body,
            rudeness=score,
            links=links.hosts(comment.body),
            closed_before_posting=closed_before(comment),
            premoderated_article=is_premoderated(comment.article, comment.unjudged_since or now),
            premoderated_author=comment.author.standing_at(now) != Standing.GOOD,
            # Without itself: where articles publish at once, readers see it already.
            author_published=published[comment.author_id] - (comment.status == Status.VISIBLE),
            author_rejections=rejected[comment.author_id],
            same_text_by_author=sum(author == comment.author_id for author in same[comment.pk]),
            same_text_by_anybody=len(same[comment.pk]),
        )
        for comment, score in zip(comments, rudeness, strict=True)
    ]


def is_premoderated(article: Article, written_at: datetime) -> bool:
    """Whether everything under it waits for a moderator: always, or to cool it down just then."""
    return (
        article.moderation_mode == ModerationMode.HOLD_ALL
        or article.cooling_at(written_at) == Cooling.HOLD
    )


def recorded(fact: Facts) -> dict[str, int]:
    """What no other row keeps of what the policy knew: so the same can be asked of another policy
    later, see moderation/lab/rebuilding.py."""
    return {short: int(value) for short, name in RECORDED.items() if (value := getattr(fact, name))}


def closed_before(comment: Comment) -> bool:
    """Whether it slipped in after the article's closing time, as when that was set back."""
    closes_at = comment.article.closes_at
    return closes_at is not None and comment.posted_at >= closes_at


def published_counts(authors: set[int]) -> Counter:
    """Author -> comments that readers see."""
    rows = (
        Comment.objects.filter(author__in=authors, status=Status.VISIBLE)
        .values_list("author")
        .annotate(Count("pk"))
    )
    return Counter(dict(rows))


def rejection_counts(authors: set[int], *, since) -> Counter:
    """Author -> comments that a moderator rejected since then, and did not take back."""
    rows = (
        Decision.objects.filter(
            comment__author__in=authors,
            action=Action.REJECT,
            decided_at__gte=since,
            undone_by__isnull=True,
        )
        .values_list("comment__author")
        .annotate(Count("comment", distinct=True))
    )
    return Counter(dict(rows))


def earlier_same_texts(comments: Sequence[Comment], *, span: timedelta) -> dict[int, list[int]]:
    """Comment -> authors of the comments that said the same within ``span`` before it."""
    rows = Comment.objects.filter(
        fingerprint__in={comment.fingerprint for comment in comments},
        posted_at__gte=min(comment.posted_at for comment in comments) - span,
    ).values_list("fingerprint", "posted_at", "pk", "author")
    by_text: dict[str, list[tuple[datetime, int, int]]] = defaultdict(list)
    for fingerprint, posted_at, pk, author in rows:
        by_text[fingerprint].append((posted_at, pk, author))
    return {
        comment.pk: [
            author
            for posted_at, pk, author in by_text[comment.fingerprint]
            if pk < comment.pk and posted_at >= comment.posted_at - span
        ]
        for comment in comments
    }
