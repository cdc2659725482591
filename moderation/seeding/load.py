"""Filling the database with a large site, thread after thread. Deterministic by seed and end."""

from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime
from random import Random

from django.db import connection, transaction

from comments.ids import EPOCH_MS
from comments.models import User
from moderation.facts import limits_of
from moderation.models import PolicyVersion
from moderation.seeding import sealing, site
from moderation.seeding.lives import Lives
from moderation.seeding.records import HOUR, SECOND, at
from moderation.seeding.threads import Thread, sizes

DAYS = 90  # over which the articles came out
DAY = 24 * HOUR
BATCH = 4_000  # comments a transaction, or one thread where that is longer
CACHE = 256  # MB of SQLite's pages


class Refused(Exception):
    """Nothing was written; says why."""


def load(
    *,
    comments: int,
    open_items: int,
    seed: int,
    until: datetime,
    step: Callable[[int], object] = lambda amount: None,
) -> Counter[str]:
    """Store ``comments`` comments, the last of them before ``until``, of which ``open_items`` wait
    in the queue, with all that the services would have written. Returns model -> rows.

    Every transaction leaves a consistent site, so one that was interrupted is only smaller. Nobody
    else should write meanwhile: ids are given out here. ``step`` is called with the number of
    comments written. Raises Refused.
    """
    policy = PolicyVersion.current()
    check(comments, open_items, seed, until, policy)
    dice = Random(f"{seed}")  # noqa: S311  # Invented data, no secret.
    end = int(until.timestamp() * 1000)
    tables = site.Tables()
    with large_cache():
        with transaction.atomic():
            for table in tables:
                table.begin()
            sections = site.sections()
            begin = at(end - DAYS * DAY)
            readers = site.invite(seed, comments, tables=tables, dice=dice, begin=begin)
        lives = Lives(
            dice,
            limits=limits_of(policy),
            tables=tables,
            readers=readers,
            policy=policy.pk,
            until=end,
        )
        written = Counter({"User": len(readers.people) + len(readers.moderators)})
        load_threads(lives, comments, open_items, seed, sections, written, step)
    return written


def check(
    comments: int, open_items: int, seed: int, until: datetime, policy: PolicyVersion
) -> None:
    """Raises Refused."""
    if not 0 <= open_items <= comments or comments < 1:
        raise Refused("At least one comment, and no more open items than comments.")
    if int(until.timestamp() * 1000) - DAYS * DAY < EPOCH_MS:
        raise Refused(f"The end must be at least {DAYS} days after 1 January 2025.")
    if User.objects.filter(username=site.person_name(seed, 0)).exists():
        raise Refused(
            f"Seed {seed} was loaded already, wholly or in part. Nothing was written: choose "
            "another seed, or an empty database."
        )
    limits = [policy.hold_at, policy.new_author_hold_at]
    if min(limits) <= 0 or policy.remove_at == policy.hold_at:
        raise Refused("The policy in force leaves nothing to show or nothing to hold.")


def load_threads(lives, comments, open_items, seed, sections, written, step) -> None:
    dice, tables = lives.dice, lives.tables
    taken: set[int] = set()  # ids of comments
    left, waiting = comments, open_items
    batch = 0
    for place, size in enumerate(sizes(comments)):
        published = lives.until - HOUR - int(dice.random() * (DAYS - 1) * DAY)
        article = site.print_article(
            seed,
            place,
            table=tables.articles,
            dice=dice,
            writer=lives.writer,
            published=at(published),
        )
        article["section_id"] = dice.choice(sections)
        visible = 0
        end = lives.until - 2 * SECOND
        thread = Thread(dice, size=size, begin=published, end=end, taken=taken)
        for time in thread.times:
            # Exactly so many as asked for, each comment with the same chance.
            waits = dice.random() * left < waiting
            left, waiting = left - 1, waiting - waits
            node = thread.grow(time)
            mode = article["moderation_mode"]
            visible += lives.lead(node, article["id"], mode, waits=waits)
        article["comment_count"] = visible
        batch += size
        if batch >= BATCH or not left:
            written += store(tables, at(lives.until))
            step(batch)
            batch = 0


def store(tables: site.Tables, sealed_at: datetime) -> Counter[str]:
    """Write what the tables hold, and seal the decisions among it, in one transaction."""
    written: Counter[str] = Counter()
    decisions = tables.decisions.rows
    with transaction.atomic():
        head = sealing.lock_head()
        for table in tables:
            written[table.model.__name__] += table.write()
        sealing.seal(
            head,
            decisions,
            decisions=tables.decisions,
            entries=tables.entries,
            sealed_at=sealed_at,
        )
        for table in tables:
            table.give_back_ids()
    written["LogEntry"] += len(decisions)
    written["SearchEntry"] += written["Comment"]  # Written by triggers.
    return written


@contextmanager
def large_cache():
    """SQLite's own 2 MB would be read again and again."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {-1024 * CACHE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {before}")
