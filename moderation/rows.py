"""One row of the queue with all it shows, built for a whole page in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comments.models import ReportOutcome, Status, User
from moderation import marks, order_words, tongue_words
from moderation.models import Action, Decision, Flag, ReviewItem
from moderation.piles import NOTHING_FOLDED, Fold
from moderation.presentation import (
    Chip,
    Record,
    age,
    chips,
    count,
    membership,
    rudeness_word,
    share,
)
from moderation.records import record_drawn, records
from moderation.reporters import recent_comments, speed_of, trust_of, with_trust
from moderation.services.undoing import PASSED_ON
from moderation.waiting import GOAL_BY_NAME
from moderation.ways import HARD_FROM

EXCERPT = 600  # characters of a comment in a list
MOST_CHIPS = 6
AS_FOUND = ("is_last",)  # what piles.folded says of an item in its list


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
    why_here: Sequence[str]  # in the queue, in words
    viewer: User
    now: datetime
    decision: Decision | None = None  # what closed or escalated it, just now
    may_undo: bool = False
    problem: str = ""  # why what was tried was not done; the reason panel stands open then
    note: str = ""  # what was typed then
    fold: Fold = NOTHING_FOLDED  # what the row stands for besides itself

    @property
    def pk(self) -> int:
        return self.item.pk

    @property
    def age(self) -> str:
        return age(self.waited)

    @property
    def has_score(self) -> bool:
        return self.item.score is not None

    @property
    def share(self) -> str:
        return share(self.item.score.rudeness if self.item.score else None)

    @property
    def rudeness_word(self) -> str:
        return rudeness_word(self.item.score.rudeness if self.item.score else None)

    @property
    def meter(self) -> str:
        return f"{self.item.score.rudeness if self.item.score else 0:.4f}"

    @property
    def about_author(self) -> str:
        """How long they are here, and how much they wrote."""
        words = ngettext(
            "%(member)s, %(comments)s comment",
            "%(member)s, %(comments)s comments",
            self.record.comments,
        )
        return words % {"member": self.member, "comments": count(self.record.comments)}

    @property
    def record_drawn(self) -> str:
        return record_drawn(self.record.outcomes, get_language())

    @property
    def waited_iso(self) -> str:
        """For the datetime attribute of <time>: PT540S."""
        return f"PT{int(self.waited.total_seconds())}S"

    @property
    def opened_words(self) -> str:
        return date_format(localtime(self.item.opened_at), "j F Y, H:i")

    @property
    def why_words(self) -> str:
        return ", ".join(self.why_here)

    @property
    def whole(self) -> SafeString:
        """The comment in full, with its marks."""
        spans = self.item.score.spans if self.item.score else ()
        return marks.html(marks.pieces(self.item.comment.body, spans))

    @property
    def lang(self) -> str:
        """What the comment is written in, for readers aloud; "" where that is not known."""
        return tongue_words.lang(self.item.score.language) if self.item.score else ""

    @property
    def is_hard(self) -> bool:
        """Whether it is one of those that wear people out."""
        return self.item.score is not None and self.item.score.rudeness >= HARD_FROM

    @property
    def state(self) -> str:
        """What may change of a row that stands on somebody's page, in one word."""
        return state_of(self.item, self.viewer, self.now, is_done=self.is_done)

    @property
    def readers_see_it(self) -> bool:
        return self.item.status_told == Status.VISIBLE

    @property
    def is_mine(self) -> bool:
        return self.item.claimant_at(self.now) == self.viewer

    @property
    def colleague(self) -> User | None:
        """Who else is on it."""
        claimant = self.item.claimant_at(self.now)
        return claimant if claimant != self.viewer else None

    @property
    def escalated_by(self) -> str:
        """Who asked for a lead, by name."""
        username = getattr(self.item, "escalated_by_username", None) or ""
        display_name = getattr(self.item, "escalated_by", None) or ""
        return User(username=username, display_name=display_name).name

    @property
    def is_done(self) -> bool:
        """Nothing is left to decide here, at least not for this viewer."""
        return self.item.closed_at is not None or (
            self.decision is not None and self.decision.action in PASSED_ON
        )

    @property
    def for_leads(self) -> bool:
        return self.item.escalated_at is not None and not self.viewer.has_perm(
            "moderation.review_escalated"
        )


def shown(items: QuerySet) -> QuerySet:
    """Items with what `rows` reads of them: one query more, for the flags."""
    asked = Decision.objects.filter(
        item=OuterRef("pk"), action=Action.ESCALATE, undone_by=None
    ).order_by("-pk")
    flags = with_trust(Flag.objects.select_related("revision", "report")).order_by("pk")
    related = ("comment__author", "comment__article", "comment__parent__author", "claimed_by")
    return (
        items.select_related(*related, "score", "opened_by")
        .prefetch_related(Prefetch("flags", flags))
        .annotate(
            recent=recent_comments("comment__article"),
            escalated_by=Subquery(asked.values("moderator__display_name")[:1]),
            escalated_by_username=Subquery(asked.values("moderator__username")[:1]),
            escalated_why=Subquery(asked.values("note")[:1]),
        )
    )


def filled(found: Sequence[ReviewItem], viewer: User) -> list[ReviewItem]:
    """The same items in the same order with what `rows` reads of them.

    By their ids, after the list was found by its order alone: with all these tables in one query
    SQLite begins with the comments instead of the order's index, and sorts them all.
    """
    seen = ReviewItem.objects.moderatable_by(viewer).filter(pk__in=[item.pk for item in found])
    by_id = shown(seen).in_bulk()
    for item in found:
        for name in AS_FOUND:
            if hasattr(item, name) and item.pk in by_id:
                setattr(by_id[item.pk], name, getattr(item, name))
    return [by_id[item.pk] for item in found if item.pk in by_id]


def rows(
    items: Sequence[ReviewItem],
    viewer: User,
    now: datetime,
    *,
    folds: Mapping[int, Fold] | None = None,
) -> list[Row]:
    by_author = records({item.comment.author_id for item in items}, viewer)
    stands_for = folds or {}
    return [
        row(
            item,
            by_author[item.comment.author_id],
            viewer,
            now,
            fold=stands_for.get(item.pk, NOTHING_FOLDED),
        )
        for item in items
    ]


def row(item: ReviewItem, record: Record, viewer: User, now: datetime, **outcome) -> Row:
    """``outcome`` is what just happened to it: the fields of Row that have defaults."""
    comment = item.comment
    pieces = marks.pieces(comment.body, item.score.spans if item.score else ())
    kept, left_out, marks_left_out = marks.excerpt(pieces, EXCERPT)
    waited, is_late = waiting(item, now)
    flags = item.flags.all()
    why = chips(flags, comment.revision, trust=trust_in_words)
    if item.opened_by:
        by = _("by %(name)s") % {"name": item.opened_by.name}
        why.append(Chip(_("Asked for"), by))
    why = why or [no_reason()]
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
        why_here=order_words.why_here(
            rudeness=item.score.rudeness if item.score else None,
            visible=item.status_told == Status.VISIBLE,
            trusts=[trust_of(flag) for flag in flags if is_open(flag)],
            escalated=item.escalated_at is not None,
            speed=speed_of(comment.article, getattr(item, "recent", 0), now),
            waited=waited,
        ),
        viewer=viewer,
        now=now,
        **outcome,
    )


def no_reason() -> Chip:
    """Of what waits without a flag about its present words. The same words for what was drawn by
    lot, what is read again and what was edited since: nobody is to tell them apart."""
    return Chip(_("For a reading"), _("without a reason given: the words speak for themselves"))


def state_of(item: ReviewItem, viewer: User, now: datetime, *, is_done: bool) -> str:
    """ "done", "lead", "mine", "free", or a colleague's id with the claim's end in seconds, so that
    a claim that is renewed counts as a change."""
    if is_done:
        return "done"
    claimant, end = item.claimant_at(now), item.claim_expires_at
    if claimant is not None and end is not None and claimant != viewer:
        return f"by-{claimant.pk}-{end.timestamp():.0f}"
    if item.escalated_at is not None and not viewer.has_perm("moderation.review_escalated"):
        return "lead"
    return "mine" if claimant == viewer else "free"


def trust_in_words(flags: Sequence[Flag]) -> tuple[str, str]:
    """How far the most trusted of these reporters can be trusted, and why."""
    trust = order_words.best([trust_of(flag) for flag in flags])
    return order_words.trust_word(trust), order_words.trust_reason(trust)


def is_open(flag: Flag) -> bool:
    """Whether it is a report that still counts."""
    return flag.report is not None and flag.report.outcome == ReportOutcome.OPEN


def queue_of(item: ReviewItem) -> str:
    """The name of the queue an open item stands in, as ReviewItemQuerySet draws the lines."""
    if item.escalated_at is not None:
        return "escalated"
    return "reported" if item.status_told == Status.VISIBLE else "held"


def waiting(item: ReviewItem, now: datetime) -> tuple[timedelta, bool]:
    """How long it waits, and whether that is longer than its queue's goal."""
    goal = GOAL_BY_NAME[queue_of(item)]
    waited = max(now - getattr(item, goal.since), timedelta(0))
    return waited, waited > goal.time
