"""One row of the queue with all it shows, built for a whole page in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString

from comments.models import Status, User
from moderation import marks
from moderation.models import Action, Decision, Flag, ReviewItem
from moderation.presentation import Chip, Record, age, chips, membership
from moderation.records import records
from moderation.waiting import GOAL_BY_NAME

EXCERPT = 600  # characters of a comment in a list
MOST_CHIPS = 6


@dataclass(frozen=True, slots=True)
class Row:
    item: ReviewItem
    words: SafeString
    left_out: int  # characters that the list does not show
    marks_left_out: int
    chips: Sequence[Chip]
    more_chips: int
    record: Record
    member: str  # how long the author is here
    waited: timedelta
    is_late: bool
    viewer: User
    now: datetime
    decision: Decision | None = None  # what closed or escalated it, just now
    may_undo: bool = False
    problem: str = ""  # why what was tried was not done; the reason panel stands open then
    note: str = ""  # what was typed then

    @property
    def pk(self) -> int:
        return self.item.pk

    @property
    def age(self) -> str:
        return age(self.waited)

    @property
    def readers_see_it(self) -> bool:
        return self.item.comment.status == Status.VISIBLE

    @property
    def is_mine(self) -> bool:
        return self.item.claimant_at(self.now) == self.viewer

    @property
    def colleague(self) -> User | None:
        """Who else is on it."""
        claimant = self.item.claimant_at(self.now)
        return claimant if claimant != self.viewer else None

    @property
    def is_done(self) -> bool:
        """Nothing is left to decide here, at least not for this viewer."""
        return self.item.closed_at is not None or (
            self.decision is not None and self.decision.action == Action.ESCALATE
        )

    @property
    def for_leads(self) -> bool:
        return self.item.escalated_at is not None and not self.viewer.has_perm(
            "moderation.review_escalated"
        )


def shown(items: QuerySet) -> QuerySet:
    """Items with what `rows` reads of them: one query more, for the flags."""
    flags = Flag.objects.select_related("revision").order_by("pk")
    related = ("comment__author", "comment__article", "comment__parent__author", "claimed_by")
    return items.select_related(*related, "score", "opened_by").prefetch_related(
        Prefetch("flags", flags)
    )


def rows(items: Sequence[ReviewItem], viewer: User, now: datetime) -> list[Row]:
    by_author = records({item.comment.author_id for item in items})
    return [row(item, by_author[item.comment.author_id], viewer, now) for item in items]


def row(item: ReviewItem, record: Record, viewer: User, now: datetime, **outcome) -> Row:
    """``outcome`` is what just happened to it: the fields of Row that have defaults."""
    comment = item.comment
    pieces = marks.pieces(comment.body, item.score.spans if item.score else ())
    kept, left_out, marks_left_out = marks.excerpt(pieces, EXCERPT)
    waited, is_late = waiting(item, now)
    why = chips(item.flags.all(), comment.revision)
    if item.opened_by:
        why.append(Chip("Asked for", f"by {item.opened_by.name}"))
    return Row(
        item=item,
        words=marks.html(kept),
        left_out=left_out,
        marks_left_out=marks_left_out,
        chips=why[:MOST_CHIPS],
        more_chips=max(0, len(why) - MOST_CHIPS),
        record=record,
        member=membership(comment.author.date_joined, now),
        waited=waited,
        is_late=is_late,
        viewer=viewer,
        now=now,
        **outcome,
    )


def queue_of(item: ReviewItem) -> str:
    """The name of the queue an open item stands in, as ReviewItemQuerySet draws the lines."""
    if item.escalated_at is not None:
        return "escalated"
    return "reported" if item.comment.status == Status.VISIBLE else "held"


def waiting(item: ReviewItem, now: datetime) -> tuple[timedelta, bool]:
    """How long it waits, and whether that is longer than its queue's goal."""
    goal = GOAL_BY_NAME[queue_of(item)]
    waited = max(now - getattr(item, goal.since), timedelta(0))
    return waited, waited > goal.time
