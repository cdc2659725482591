"""People of a measured site who post, and what became of their comments. Runs in its processes."""

import json
import sys
import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import Max, Min
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import paths, text
from comments.ids import id_of
from comments.models import Article, Comment, CommentRevision, Section, User
from comments.sample import load as sample
from moderation.scoring.evaluate.bench import comments as made_of

TOKEN = "t" * 32  # Of the form and of the cookie: equal is all that is asked.
AGE = timedelta(days=30)  # No newcomers.
AUTHORS = 2_000  # besides those who are logged in: who has written what waits
BATCH = 2_000


def texts(count: int, *, seed: int) -> list[str]:
    """Comments of about 200 characters, made from the sample's sentences."""
    bodies, left = [], [c for data in sample.articles() for c in data["comments"]]
    while left:
        comment = left.pop()
        bodies.append(comment["text"])
        left += comment.get("replies", [])
    return made_of(bodies, count, seed=seed)


def gather(people: int, articles: int) -> None:
    """Write the paths where articles are commented, and the cookies of people logged in."""
    section = Section.objects.create(name="Measured", slug="measured")
    for number in range(articles):
        Article.objects.create(
            headline=f"Measured {number}",
            slug=f"measured-{number}",
            section=section,
            byline="Nobody",
            lead="Nothing.",
            body="Nothing happened.",
        )
    joined = timezone.now() - AGE
    nobody_knows = make_password(None)
    users = User.objects.bulk_create(
        User(username=f"measured-{number}", password=nobody_knows, date_joined=joined)
        for number in range(people + AUTHORS)
    )
    slugs = Article.objects.order_by("pk").values_list("slug", flat=True)
    places = [reverse("comments:post", args=[slug]) for slug in slugs]
    tell({"places": places, "cookies": list(map(cookies, users[:people]))})


def cookies(user: User) -> str:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


def leave_waiting(count: int, *, seed: int) -> list[str]:
    """Comments that nobody has judged yet, without ringing for a worker. Their texts."""
    bodies = texts(count, seed=seed)
    authors = list(User.objects.filter(username__startswith="measured-").order_by("pk"))
    article = Article.objects.filter(slug="measured-0").get()
    number = Comment.objects.filter(article=article).aggregate(most=Max("number"))["most"] or 0
    start = int(timezone.now().timestamp() * 1000) - count
    for begin in range(0, count, BATCH):
        now = timezone.now()
        waiting = []
        for place, body in enumerate(bodies[begin : begin + BATCH], start=begin):
            pk = id_of(start + place, seed % 4096)
            author = authors[place % len(authors)]
            waiting.append(
                Comment(
                    id=pk,
                    article=article,
                    author=author,
                    body=body,
                    number=number + place + 1,
                    path=paths.child_path("", pk),
                    posted_at=now,
                    unjudged_since=now,
                    not_before=now,
                    fingerprint=text.fingerprint(body),
                )
            )
        Comment.objects.bulk_create(waiting)
        CommentRevision.objects.bulk_create(
            CommentRevision(comment=comment, number=1, body=comment.body, written_at=now)
            for comment in waiting
        )
    return bodies


def tell_waiting() -> None:
    tell(Comment.objects.unjudged().count())


def until_judged(patience: float) -> None:
    """Write whether nothing waits any more within that many seconds."""
    end = time.monotonic() + patience
    while Comment.objects.unjudged().exists() and time.monotonic() < end:
        time.sleep(0.1)
    tell(not Comment.objects.unjudged().exists())


def tell_judged(since: float) -> None:
    """Write [id, posted, judged, is held] of comments posted since then; seconds since 1970."""
    moment = datetime.fromtimestamp(since, tz=UTC)
    rows = (
        Comment.objects.filter(posted_at__gte=moment)
        .annotate(judged_at=Min("decisions__decided_at"))
        .values_list("pk", "posted_at", "judged_at", "status")
    )
    tell(
        [
            [pk, posted.timestamp(), judged and judged.timestamp(), status == "held"]
            for pk, posted, judged, status in rows
        ]
    )


def tell(words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
