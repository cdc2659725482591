"""Everything around a comment that a moderator reads before deciding, in few queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from comments import paths
from comments.models import Comment, CommentRevision, User
from moderation.diffs import Change, diff
from moderation.models import Decision, Flag, PolicyVersion, ReviewItem, Score
from moderation.records import LAST, outcome, with_review, with_rudeness
from moderation.rules import rule

ABOVE = 4  # comments between this one and the top that are shown
BESIDE = 2  # on each side
BELOW = 6


@dataclass(frozen=True, slots=True)
class Thread:
    above: list[Comment]
    more_above: int
    before: list[Comment]  # on the same level, posted before
    below: list[Comment]
    after: list[Comment]


@dataclass(frozen=True, slots=True)
class Reason:
    flag: Flag
    rule: str
    is_of_old_words: bool


@dataclass(frozen=True, slots=True)
class Version:
    revision: CommentRevision
    score: Score | None
    changes: list[Change]  # against the version before; empty for the first


def thread(comment: Comment) -> Thread:
    """Removed and withdrawn ones too: moderators see what was there."""
    ids = paths.ancestor_ids(comment.path)
    above = Comment.objects.filter(pk__in=ids[-ABOVE:]).select_related("author")
    level = Comment.objects.filter(article=comment.article_id, parent=comment.parent_id)
    level = level.select_related("author")
    before = level.filter(number__lt=comment.number).order_by("-number")[:BESIDE]
    after = level.filter(number__gt=comment.number).order_by("number")[:BESIDE]
    below = Comment.objects.filter(parent=comment).select_related("author").order_by("pk")[:BELOW]
    return Thread(
        above=list(above.order_by("depth")),
        more_above=max(0, len(ids) - ABOVE),
        before=list(reversed(before)),
        below=list(below),
        after=list(after),
    )


def reasons(item: ReviewItem, decisions: Iterable[Decision]) -> list[Reason]:
    """The item's flags, each with the rule of the policy version that judged those words."""
    policies: dict[int, PolicyVersion] = {
        decision.revision_id: decision.policy
        for decision in decisions
        if decision.policy is not None
    }
    flags = Flag.objects.filter(item=item).select_related("report__reporter", "revision")
    return [
        Reason(
            flag,
            rule(flag.kind, policies.get(flag.revision_id)),
            flag.revision.number != item.comment.revision,
        )
        for flag in flags
    ]


def decisions_on(item: ReviewItem, viewer: User) -> list[Decision]:
    """On its comment, newest first. To a second reader those before the first one's."""
    related = ("moderator", "policy", "revision", "undone_by", "comment__author")
    if item.is_blind:
        known = Decision.objects.filter(pk__lt=item.second_reading.first_id)
    else:
        known = Decision.objects.moderatable_by(viewer)
    return list(known.filter(comment=item.comment).select_related(*related))


def versions(comment: Comment) -> list[Version]:
    """All versions, newest first."""
    scores = {score.revision_id: score for score in Score.objects.filter(comment=comment)}
    found: list[Version] = []
    before: CommentRevision | None = None
    for revision in comment.revisions.order_by("number"):
        changes = diff(before.body, revision.body) if before else []
        found.append(Version(revision, scores.get(revision.pk), changes))
        before = revision
    return found[::-1]


def last_comments(comments: QuerySet) -> list[tuple[float | None, str]]:
    """Rudeness and outcome of the newest ones, oldest first."""
    newest = with_rudeness(with_review(comments)).order_by("-pk")
    points = newest.values_list("rudeness", "review")[:LAST]
    return [(rudeness, outcome(review)) for rudeness, review in reversed(points)]
