"""The one place that moves a comment from one status to another."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import NEXT_STATUS, Article, Comment, Status
from comments.services.refusals import StatusChanged, WordsGone


@dataclass(frozen=True, slots=True)
class Move:
    """One comment's way to another status: why, and the sentence that its author reads."""

    comment: Comment
    to: Status
    reason_code: str = ""
    explanation: str = ""


def change_status(
    comment: Comment, new_status: Status, *, reason_code: str = "", explanation: str = ""
) -> None:
    """Move ``comment`` to ``new_status``, in the database and on the instance.

    Conditional on the status the caller saw, so of two callers racing on one comment exactly one
    wins. Raises StatusChanged for the other, and for a move that NEXT_STATUS does not list.
    """
    change_statuses(
        [comment], new_status, reason_code=reason_code, explanations={comment.pk: explanation}
    )


def change_statuses(
    comments: Iterable[Comment],
    new_status: Status,
    *,
    reason_code: str = "",
    explanations: Mapping[int, str] | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """As change_status, for many: all move or none. Two statements, however many.

    ``explanations`` maps a comment's id to the sentence its author reads.
    """
    told = explanations or {}
    with transaction.atomic(using=using):
        change_each(
            [Move(c, new_status, reason_code, told.get(c.pk, "")) for c in comments], using=using
        )


def change_each(
    moves: Sequence[Move], *, unjudged: Collection[int] = (), using: str = DEFAULT_DB_ALIAS
) -> None:
    """Several comments, each to a status of its own; two statements.

    ``unjudged`` are comments whose words no verdict has seen, as for `mark_unjudged`: they are on
    the work list then, those that move and others, of which nothing else changes.

    For callers inside a transaction that they let end with StatusChanged: half of it may be
    written then. Ends the machine's hold on the comments too: the lease is void, and unless the new
    status is PENDING they are off the work list.
    """
    for each in moves:
        old_status = Status(each.comment.status)
        if each.to not in NEXT_STATUS[old_status]:
            raise StatusChanged(f"{each.comment} cannot go from {old_status} to {each.to}")
        if old_status == Status.REMOVED and not each.comment.body:
            raise WordsGone(_("The words of this comment were deleted: it cannot come back."))
    if not moves:
        mark_unjudged(unjudged, using=using)
        return
    now = timezone.now()
    stay = set(unjudged) - {each.comment.pk for each in moves}
    as_seen = Q()
    for status, ids in grouped((each.comment.status, each.comment.pk) for each in moves).items():
        as_seen |= Q(status=status, pk__in=ids)
    seen = Comment.objects.using(using).filter(as_seen | Q(pk__in=stay))
    columns = changes(moves, set(unjudged) - stay, now)
    if stay:
        columns = only_for(moves, columns)
        columns["unjudged_since"].cases.insert(
            0, When(pk__in=stay, then=Coalesce(F("unjudged_since"), now))
        )
    if seen.update(**columns) != len(moves) + len(stay):
        first = moves[0].comment
        raise StatusChanged(f"{first} is no longer {Status(first.status).label.lower()}")
    shift_counts(moves, using=using)
    for each in moves:
        comment = each.comment
        comment.status, comment.reason_code = each.to, each.reason_code
        comment.explanation, comment.lease_token = each.explanation, None
        is_work = each.to == Status.PENDING or comment.pk in unjudged
        comment.unjudged_since = now if is_work else None


def only_for(moves: Sequence[Move], columns: Mapping[str, Any]) -> dict[str, Any]:
    """The same columns of an UPDATE, in which comments that do not move keep what they have."""
    ids = [each.comment.pk for each in moves]
    return {
        name: Case(When(pk__in=ids, then=value), default=F(name)) for name, value in columns.items()
    }


def changes(moves: Sequence[Move], unjudged: Collection[int], now) -> dict[str, Any]:
    """The columns of one UPDATE for all moves. ``unjudged``: of them, whose words wait for a
    verdict."""
    columns: dict[str, Any] = {
        "status": own([(each.to.value, each.comment.pk) for each in moves]),
        "reason_code": own([(each.reason_code, each.comment.pk) for each in moves]),
        "explanation": own([(each.explanation, each.comment.pk) for each in moves]),
        "lease_token": None,
        "unjudged_since": None,
        "gone_at": None,
    }
    to = grouped((each.to, each.comment.pk) for each in moves)
    if waiting := {*to.get(Status.PENDING, []), *unjudged}:
        columns["unjudged_since"] = Case(When(pk__in=waiting, then=Value(now)), default=None)
    if gone := to.get(Status.REMOVED, []) + to.get(Status.WITHDRAWN, []):
        columns["gone_at"] = Case(When(pk__in=gone, then=Value(now)), default=None)
    if seen := to.get(Status.VISIBLE):
        first = Coalesce(F("published_at"), now)
        columns["published_at"] = Case(When(pk__in=seen, then=first), default=F("published_at"))
    return columns


def grouped(pairs: Iterable[tuple[Any, int]]) -> dict[Any, list[int]]:
    """(value, comment's id), … as value -> ids."""
    ids: dict[Any, list[int]] = defaultdict(list)
    for value, pk in pairs:
        ids[value].append(pk)
    return dict(ids)


def own(pairs: Iterable[tuple[str, int]]) -> Value | Case:
    """For each comment the value beside its id."""
    by_value = grouped(pairs)
    if len(by_value) == 1:
        return Value(next(iter(by_value)))
    return Case(*(When(pk__in=ids, then=Value(value)) for value, ids in by_value.items()))


def own_sentence(explanations: Mapping[int, str]) -> Case:
    """For each comment the sentence under its id, else ""."""
    return Case(
        *(When(pk=pk, then=Value(words)) for pk, words in explanations.items() if words),
        default=Value(""),
    )


def shift_counts(moves: Sequence[Move], *, using: str) -> None:
    """Bring the articles' cached comment counts along, in one statement or none. Before the
    comments themselves are told of their new statuses."""
    step: Counter[int] = Counter()
    for each in moves:
        was_visible = each.comment.status == Status.VISIBLE
        step[each.comment.article_id] += (each.to == Status.VISIBLE) - was_visible
    cases = [
        When(pk=article_id, then=Greatest(F("comment_count") + change, Value(0)))
        for article_id, change in step.items()
        if change
    ]
    if cases:
        Article.objects.using(using).filter(pk__in=step).update(
            comment_count=Case(*cases, default=F("comment_count"), output_field=IntegerField())
        )


def mark_judged(
    comment_ids: Iterable[int], *, explanations: Mapping[int, str] | None = None
) -> None:
    """Take comments off the work list whose status the verdict leaves as it is.

    ``explanations`` as for change_statuses; None leaves what the authors read.
    """
    changes: dict = {"unjudged_since": None, "lease_token": None}
    if explanations is not None:
        changes["explanation"] = own_sentence(explanations)
    Comment.objects.filter(pk__in=comment_ids).update(**changes)


def mark_unjudged(comment_ids: Collection[int], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Put comments back on the work list whose words no verdict has seen: a moderator was faster
    and took the decision back. Their status stays. One statement, or none."""
    if comment_ids:
        waiting = Comment.objects.using(using).filter(pk__in=comment_ids, unjudged_since=None)
        waiting.update(unjudged_since=timezone.now())
