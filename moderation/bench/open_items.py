"""Fills the database with open review items, for measuring the desk. Deterministic by seed."""

import random
import sys
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from comments import paths, text
from comments.ids import new_id
from comments.models import Article, Comment, CommentRevision, Section, Status, User
from comments.sample.load import articles as sample_articles
from moderation import roles
from moderation.models import HUMAN_ACTIONS, Decision, Flag, FlagKind, ReviewItem, Score
from moderation.priority import priority
from moderation.scoring.tongues import language

NAME = PASSWORD = "bench"  # noqa: S105  # Of a site that lives as long as the measurement.
BATCH = 1_000
ARTICLES, PEOPLE = 50, 400
DAYS = 3  # over which the comments were written
SCORER = "bench@1"


def fill(count: int, *, seed: int) -> None:
    """Make ``count`` held comments with score, flag and open item, under ARTICLES articles."""
    chance = random.Random(seed)  # noqa: S311  # Data for a measurement, no secret.
    section, _made = Section.objects.get_or_create(slug="bench", defaults={"name": "Bench"})
    site = [
        Article.objects.create(
            headline=f"Article {n}", slug=f"bench-{n}", section=section, body="…"
        )
        for n in range(ARTICLES)
    ]
    people = User.objects.bulk_create(User(username=f"bench{n}") for n in range(PEOPLE))
    sentences = [c["text"] for data in sample_articles() for c in data["comments"]]
    numbers = dict.fromkeys((article.pk for article in site), 0)
    start = timezone.now() - timedelta(days=DAYS)
    for first in range(0, count, BATCH):
        size = min(BATCH, count - first)
        comments = []
        for place in range(first, first + size):
            article = chance.choice(site)
            numbers[article.pk] += 1
            posted_at = start + timedelta(days=DAYS) * (place / count)
            words = f"{chance.choice(sentences)} {chance.choice(sentences)} ({place})"
            comments.append(held(article, chance.choice(people), words, posted_at, numbers))
        write(comments, chance)


def held(article, author, words: str, posted_at, numbers: dict[int, int]) -> Comment:
    pk = new_id(posted_at.timestamp())
    body = text.clean(words[:2_000])
    return Comment(
        pk=pk,
        article=article,
        author=author,
        body=body,
        status=Status.HELD,
        path=paths.child_path("", pk),
        number=numbers[article.pk],
        posted_at=posted_at,
        unjudged_since=None,
        fingerprint=text.fingerprint(body),
    )


def write(comments: list[Comment], chance: random.Random) -> None:
    with transaction.atomic():
        Comment.objects.bulk_create(comments)
        revisions = CommentRevision.objects.bulk_create(
            CommentRevision(comment=c, number=1, body=c.body, written_at=c.posted_at)
            for c in comments
        )
        scores = Score.objects.bulk_create(
            Score(
                comment=revision.comment,
                revision=revision,
                rudeness=round(chance.betavariate(3, 2), 4),
                attributes={"insult": 0.7},
                spans=[[0, min(5, len(revision.body)), 0.8, None]],
                scorer=SCORER,
                language=language(revision.body),
            )
            for revision in revisions
        )
        items = ReviewItem.objects.bulk_create(map(item_for, scores))
        Flag.objects.bulk_create(
            Flag(
                item=item,
                revision=score.revision,
                kind=FlagKind.DETECTED_RUDE,
                evidence=f"{score.rudeness:.2f}, limit .70",
            )
            for item, score in zip(items, scores, strict=True)
        )


def item_for(score: Score) -> ReviewItem:
    comment = score.comment
    return ReviewItem(
        comment=comment,
        author_id=comment.author_id,
        pile=comment.fingerprint,
        score=score,
        opened_at=comment.posted_at,
        priority=priority(
            opened_at=comment.posted_at,
            rudeness=score.rudeness,
            visible=False,
            reports=0,
            escalated=False,
        ),
    )


def make_site(count: int, *, seed: int) -> None:
    """A moderator, and ``count`` items for them."""
    roles.give(User.objects.create_user(NAME, password=PASSWORD), roles.MODERATOR)
    fill(count, seed=seed)


def tell_decisions() -> None:
    """Write how many decisions of moderators stand."""
    made = Decision.objects.filter(action__in=HUMAN_ACTIONS, undone_by=None)
    sys.stdout.write(f"{made.count()}\n")
