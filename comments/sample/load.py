"""Loading the sample. Comments are stored as posted; what becomes of them the worker decides."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from comments import text
from comments.models import (
    Article,
    Comment,
    CommentRevision,
    NoticeName,
    Section,
    SiteNotice,
    Tag,
    User,
    Vote,
)
from comments.ranking import rank
from comments.services import posting, reporting

FOLDER = Path(__file__).parent


@dataclass(slots=True)
class Sample:
    """Where the loading stands. Times in the files are minutes before ``now``."""

    now: datetime
    people: dict[str, User]
    articles: list[dict]
    step: Callable[[], object]  # called once per comment

    def ago(self, minutes: float) -> datetime:
        return self.now - timedelta(minutes=minutes)


def articles() -> list[dict]:
    return [json.loads(file.read_text()) for file in sorted(FOLDER.glob("articles/*.json"))]


def count_comments(nodes: list[dict]) -> int:
    return sum(1 + count_comments(node.get("replies", [])) for node in nodes)


def load(*, step: Callable[[], object] = lambda: None) -> int:
    """Store the whole sample in one transaction. Returns how many comments.

    Everything but the time of loading is the same at every call on an empty database. ``step`` is
    called once for each comment, for a progress bar.
    """
    with transaction.atomic():
        now = timezone.now()
        sample = Sample(now=now, people=load_people(now), articles=articles(), step=step)
        for data in sample.articles:
            load_article(sample, data)
        load_notices()
    return sum(count_comments(data["comments"]) for data in sample.articles)


def load_people(now: datetime) -> dict[str, User]:
    """The sample's readers. Nobody can log in as one of them."""
    rows = json.loads((FOLDER / "people.json").read_text())
    names = [row["username"] for row in rows]
    User.objects.bulk_create(
        User(
            username=row["username"],
            display_name=row["display_name"],
            is_writer=row.get("staff", False),
            is_demo=True,
            password=make_password(None),
            date_joined=now - timedelta(days=row["joined_days_ago"]),
        )
        for row in rows
    )
    return {user.username: user for user in User.objects.filter(username__in=names)}


def load_article(sample: Sample, data: dict) -> None:
    section, _ = Section.objects.get_or_create(
        name=data["section"],
        defaults={"slug": slugify(data["section"]), "position": Section.objects.count()},
    )
    closes = data.get("closes_in_minutes")
    article = Article.objects.create(
        headline=data["headline"],
        slug=data["slug"],
        section=section,
        byline=data["byline"],
        published_at=sample.ago(data["published_minutes_ago"]),
        lead=data["lead"],
        body="\n\n".join(data["body"]),
        commenting=data["commenting"],
        closes_at=None if closes is None else sample.now + timedelta(minutes=closes),
        moderation_mode=data["mode"],
    )
    for name in data["tags"]:
        tag, _ = Tag.objects.get_or_create(name=name, defaults={"slug": slugify(name)})
        article.tags.add(tag)
    dice = random.Random(data["slug"])  # noqa: S311  # Who votes in a demo is no secret.
    waiting: list[tuple[dict, Comment | None]] = [
        (node, None) for node in latest_first(data["comments"])
    ]
    while waiting:
        node, parent = waiting.pop()
        comment = load_comment(sample, article, node, parent, dice)
        waiting.extend((reply, comment) for reply in latest_first(node.get("replies", [])))


def latest_first(nodes: list[dict]) -> list[dict]:
    """Siblings as a stack to pop from: the earliest on top."""
    return sorted(nodes, key=lambda node: node["minutes_ago"])


def load_comment(sample: Sample, article, node: dict, parent, dice: random.Random) -> Comment:
    author = sample.people[node["by"]]
    comment = posting.insert(
        article=article,
        author=author,
        body=text.clean(node["text"]),
        parent=parent,
        posted_at=sample.ago(node["minutes_ago"]),
    )
    load_votes(sample, comment, node.get("votes", {}), dice)
    revision = CommentRevision.objects.get(comment=comment)
    for report in node.get("reports", []):
        reporting.insert(
            comment=comment,
            revision=revision,
            reporter=sample.people[report["by"]],
            category=report["category"],
            note=report.get("note", ""),
        )
    sample.step()
    return comment


def load_votes(sample: Sample, comment: Comment, votes: dict, dice: random.Random) -> None:
    """Give ``comment`` its votes, by readers drawn with ``dice``."""
    ups, downs = votes.get("up", 0), votes.get("down", 0)
    others = sorted(name for name, user in sample.people.items() if user.pk != comment.author_id)
    voters = dice.sample(others, ups + downs)
    Vote.objects.bulk_create(
        Vote(user=sample.people[name], comment=comment, value=1 if at < ups else -1)
        for at, name in enumerate(voters)
    )
    Comment.objects.filter(pk=comment.pk).update(ups=ups, downs=downs, rank=rank(ups, downs))


def load_notices() -> None:
    for row in json.loads((FOLDER / "notices.json").read_text()):
        notice = SiteNotice.objects.create(text=row["text"], language=row["language"])
        NoticeName.objects.bulk_create(
            NoticeName(
                notice=notice, name=entry["name"], endings=",".join(filter(None, entry["endings"]))
            )
            for entry in row["names"]
        )
