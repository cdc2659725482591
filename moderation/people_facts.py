"""What the desk knows of a person besides their comments, in a fixed number of queries.

`panel` gives everything that templates/moderation/person/_panel.html shows but ``now``, so any page
that knows the person can show it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import Length

from comments.ids import new_id
from comments.models import Comment, Standing, Status, User
from comments.privacy.addresses import sharing_with
from moderation.charts import spark, spark_y
from moderation.models import Note, PolicyVersion, Sanction
from moderation.presentation import Record
from moderation.records import records
from moderation.reporters import trust_of_reader
from moderation.surroundings import last_comments
from moderation.trust import Trust

SHARE_OF = timedelta(days=90)
LOOKED_AT = 100  # of a person's last comments, for others who posted the same
# Shorter texts are the same by chance: "I agree." says nothing of who is who.
TELLING_LENGTH = 40  # characters
MOST_TWINS = 10
MOST_NOTES = 50


@dataclass(frozen=True, slots=True)
class Twin:
    """Another account that posted word for word the same."""

    user: User
    texts: int  # different ones


@dataclass(frozen=True, slots=True)
class Facts:
    person: User
    record: Record
    standing: Standing
    posted: int  # in the last SHARE_OF
    removed: int  # of those
    trust: Trust
    twins: Sequence[Twin]
    neighbours: Sequence[User]  # accounts that posted from the same networks
    notes: Sequence[Note]
    sanctions: Sequence[tuple[Sanction, bool]]  # newest first, and whether it is in force

    @property
    def share_removed(self) -> int:
        """In percent; 0 where nothing was posted."""
        return round(100 * self.removed / self.posted) if self.posted else 0

    @property
    def in_force(self) -> list[Sanction]:
        return [sanction for sanction, holds in self.sanctions if holds]

    @property
    def earlier(self) -> list[Sanction]:
        return [sanction for sanction, holds in self.sanctions if not holds]


def facts_of(person: User, viewer: User, now: datetime) -> Facts:
    """What ``viewer`` may know. Standing, sanctions and how far a reporter can be trusted belong to
    the person and to no section."""
    posted, removed = removed_lately(person, viewer, now)
    sanctions = Sanction.objects.moderatable_by(viewer).filter(user=person)
    sanctions = sanctions.select_related("user", "imposed_by", "lifted_by")
    notes = Note.objects.moderatable_by(viewer).filter(person=person)
    return Facts(
        person=person,
        record=records([person.pk], viewer)[person.pk],
        standing=person.standing_at(now),
        posted=posted,
        removed=removed,
        trust=trust_of_reader(person),
        twins=twins_of(person, viewer),
        neighbours=neighbours_of(person, viewer),
        notes=list(notes.select_related("author")[:MOST_NOTES]),
        sanctions=[(sanction, sanction.in_force_at(now)) for sanction in sanctions],
    )


def panel(person: User, viewer: User, now: datetime) -> dict:
    """All that templates/moderation/person/_panel.html needs but ``now``."""
    theirs = Comment.objects.moderatable_by(viewer).filter(author=person)
    return {
        "facts": facts_of(person, viewer, now),
        "dots": spark(last_comments(theirs)),
        "limit_y": spark_y(PolicyVersion.current().hold_at),
    }


def removed_lately(person: User, viewer: User, now: datetime) -> tuple[int, int]:
    """(posted, removed of those) in the last SHARE_OF. Ids grow with time: comments_by_author."""
    since = new_id((now - SHARE_OF).timestamp())
    recent = Comment.objects.moderatable_by(viewer).filter(author=person, pk__gte=since)
    counted = recent.aggregate(
        posted=Count("pk"), removed=Count("pk", filter=Q(status=Status.REMOVED))
    )
    return counted["posted"], counted["removed"]


def twins_of(person: User, viewer: User) -> list[Twin]:
    """Other accounts that posted the very same words, those with most in common first.

    A hint for a moderator and nothing more: people quote each other.
    """
    seen = Comment.objects.moderatable_by(viewer)
    theirs = (
        seen.filter(author=person)
        .annotate(length=Length("body"))
        .filter(length__gte=TELLING_LENGTH)
        .order_by("-pk")
    )
    words = set(theirs.values_list("fingerprint", flat=True)[:LOOKED_AT])
    if not words:
        return []
    same = (
        seen.filter(fingerprint__in=words)
        .exclude(author=person)
        .order_by()
        .values("author")
        .annotate(texts=Count("fingerprint", distinct=True))
        .order_by("-texts", "author")[:MOST_TWINS]
    )
    counts = {row["author"]: row["texts"] for row in same}
    users = User.objects.in_bulk(counts)
    return [Twin(users[pk], texts) for pk, texts in counts.items()]


def neighbours_of(person: User, viewer: User) -> list[User]:
    """Accounts that posted from the same networks lately, for the same use. Nobody is shown an
    address: there is none, only hashes of which some are the same."""
    people = User.objects.moderatable_by(viewer).filter(pk__in=sharing_with(person))
    return list(people.order_by("pk")[:MOST_TWINS])


def notes_on(comment: Comment) -> list[Note]:
    return list(comment.desk_notes.select_related("author")[:MOST_NOTES])
