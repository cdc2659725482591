"""The tables that a seed fills, and what comments need around them: sections, people, articles."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.utils.text import slugify

from comments.models import (
    Article,
    AuthorNotice,
    Comment,
    Commenting,
    CommentRevision,
    ModerationMode,
    Report,
    Section,
    User,
    Vote,
)
from moderation import roles
from moderation.models import Decision, Flag, Likeness, LogEntry, ReviewItem, Score
from moderation.seeding.readers import Readers
from moderation.seeding.tables import Table
from moderation.seeding.words import Writer

SECTIONS = ("Politics", "City", "Business", "Culture", "Sport", "Opinion")
AT_ONCE = 0.08  # share of the articles
READERS_EACH = 12  # comments
FEWEST_READERS = 60
MODERATORS = 5
DAYS_HERE = 1_500  # at most, before the first comment
NAMES = (
    ("Ada", "Bela", "Cem", "Dora", "Emil", "Fatima", "Gus", "Hana", "Ivo", "Jola", "Kai", "Lena"),
    ("Moss", "Novak", "Okoro", "Pires", "Quist", "Roth", "Silva", "Tamm", "Ueda", "Vogel", "Weiss"),
)


class Tables:
    def __init__(self) -> None:
        self.people = Table(User)
        self.articles = Table(Article)
        self.comments = Table(Comment)
        self.revisions = Table(CommentRevision)
        self.votes = Table(Vote)
        self.scores = Table(Score)
        self.items = Table(ReviewItem)
        self.likenesses = Table(Likeness)
        self.reports = Table(Report)
        self.flags = Table(Flag)
        self.decisions = Table(Decision)
        self.notices = Table(AuthorNotice)
        self.entries = Table(LogEntry)

    def __iter__(self) -> Iterator[Table]:
        """In the order of writing."""
        return iter(vars(self).values())


def person_name(seed: int, place: int) -> str:
    return f"seed{seed}-{place}"


def sections() -> list[int]:
    """Ids, made where the site has none of that name."""
    return [
        Section.objects.get_or_create(
            name=name, defaults={"slug": slugify(name), "position": place}
        )[0].pk
        for place, name in enumerate(SECTIONS)
    ]


def invite(seed: int, comments: int, *, tables: Tables, dice: Random, begin: datetime) -> Readers:
    """Readers and moderators, who cannot log in: nobody knows their password."""
    amount = max(FEWEST_READERS, comments // READERS_EACH)
    first = tables.people.last + 1
    for place in range(amount + MODERATORS):
        given, family = dice.choice(NAMES[0]), dice.choice(NAMES[1])
        tables.people.add(
            id=tables.people.new_id(),
            username=person_name(seed, place),
            display_name=f"{given} {family}",
            password=f"!{dice.getrandbits(160):040x}",
            date_joined=begin - timedelta(days=1 + dice.random() * DAYS_HERE),
        )
    tables.people.write()
    tables.people.give_back_ids()
    moderators = [first + amount + place for place in range(MODERATORS)]
    for person in User.objects.filter(pk__in=moderators):
        roles.give(person, roles.MODERATOR)
    return Readers(dice, range(first, first + amount), moderators)


def print_article(
    seed: int, place: int, *, table: Table, dice: Random, writer: Writer, published: datetime
) -> dict:
    """The row of one article, whose comments are still to come."""
    row = {
        "id": table.new_id(),
        "headline": writer.words("en", 7)[:200],
        "slug": f"seed-{seed}-{place}",
        "byline": " ".join(map(dice.choice, NAMES)),
        "published_at": published,
        "lead": writer.words("en", 20),
        "body": "\n\n".join(writer.words("en", 60) for _ in range(3)),
        "commenting": Commenting.OPEN,
        "moderation_mode": (
            ModerationMode.AT_ONCE if dice.random() < AT_ONCE else ModerationMode.AFTER_SCORING
        ),
    }
    table.rows.append(row)
    return row
