"""The threads that the rivals show, as this site stores and shows them. Runs in its processes."""

import re
import uuid
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import paths, text
from comments.ids import id_of
from comments.models import Article, Comment, CommentRevision, Section, Status, User
from moderation.bench.crowd import AGE
from moderation.bench.rivals.threads import Threads, read
from moderation.bench.turns import answer, timed

NEXT = re.compile(r"after=([0-9a-z.~e-]+)")
FRAGMENT = {"HX-Request": "true"}


def serve(file: str) -> None:
    """Take turns: each thread's first page, each thread whole, and a post."""
    threads = read(Path(file))
    reader = User.objects.create_user("measured", date_joined=timezone.now() - AGE)
    articles = [store(number, thread, reader) for number, thread in enumerate(threads)]
    stranger, member = Client(), Client()
    member.force_login(reader)

    pages = [whole(stranger, article) for article in articles]
    check(threads, pages)
    deeds: list[Callable[[], object]] = [
        *(partial(first, stranger, article) for article in articles),
        *(partial(whole, stranger, article) for article in articles),
        posting(member, articles[-1], threads[-1][0][0]),
    ]
    sizes = [[len(first(stranger, each)) for each in articles], list(map(len, pages))]
    answer(sizes, list(map(timed, deeds)))


def first(client: Client, article: Article) -> bytes:
    return got(client, article.get_absolute_url())


def whole(client: Client, article: Article) -> bytes:
    """All windows, one after the other, as the page's link asks for them."""
    address = article.get_absolute_url()
    parts = [got(client, address)]
    while after := NEXT.search(parts[-1].decode()):
        parts.append(got(client, f"{address}?after={after[1]}", **FRAGMENT))
    return b"".join(parts)


def posting(member: Client, article: Article, words: str) -> Callable[[], None]:
    numbers = count()
    address = reverse("comments:post", args=[article.slug])

    def post() -> None:
        fields = {"body": f"{words} {next(numbers)}", "key": uuid.uuid4()}
        response = member.post(address, fields)
        if not response.headers.get("Location", "").startswith("/comments/"):
            raise RuntimeError(f"A post was not accepted: status {response.status_code}")

    return post


def got(client: Client, address: str, **headers: str) -> bytes:
    response = client.get(address, headers=headers)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: status {response.status_code}")
    return response.content


def check(threads: Threads, pages: list[bytes]) -> None:
    """That every comment is there. Raises RuntimeError."""
    for thread, page in zip(threads, pages, strict=True):
        shown = len(set(re.findall(rb'id="c(\d+)"', page)))
        if shown != len(thread):
            raise RuntimeError(f"{shown} of {len(thread)} comments are shown.")


def store(number: int, thread: list[tuple[str, int | None]], reader: User) -> Article:
    section, _made = Section.objects.get_or_create(slug="measured", defaults={"name": "Measured"})
    article = Article.objects.create(
        headline=f"Thread {number}",
        slug=f"thread-{number}",
        section=section,
        byline="Nobody",
        lead="Nothing.",
        body="Nothing happened.",
    )
    now = timezone.now()
    start = int(now.timestamp() * 1000) - len(thread)
    stored: list[Comment] = []
    for place, (words, answered) in enumerate(thread):
        parent = None if answered is None else stored[answered]
        pk = id_of(start + place, number)
        stored.append(
            Comment(
                id=pk,
                article=article,
                author=reader,
                body=words,
                parent=parent,
                root_id=(parent.root_id or parent.pk) if parent else None,
                depth=parent.depth + 1 if parent else 0,
                number=place + 1,
                path=paths.child_path(parent.path if parent else "", pk),
                status=Status.VISIBLE,
                posted_at=now,
                published_at=now,
                unjudged_since=None,
                fingerprint=text.fingerprint(words),
            )
        )
    Comment.objects.bulk_create(stored, batch_size=500)
    CommentRevision.objects.bulk_create(
        CommentRevision(comment=each, number=1, body=each.body, written_at=now) for each in stored
    )
    Article.objects.filter(pk=article.pk).update(comment_count=len(stored))
    return article
