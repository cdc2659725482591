"""The one place that moves a comment from one status to another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from comments.models import NEXT_STATUS, Article, Comment, Status
from comments.services.refusals import StatusChanged


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
) -> None:
    """As change_status, for many: all move or none. At most five statements, however many.

    ``explanations`` maps a comment's id to the sentence its author reads. Ends the machine's hold
    on them too: the lease is void, and unless the new status is PENDING they are off the work list.
    """
    comments = list(comments)
    explanations = explanations or {}
    by_old_status: dict[Status, list[Comment]] = defaultdict(list)
    for comment in comments:
        by_old_status[Status(comment.status)].append(comment)
    for old_status, group in by_old_status.items():
        if new_status not in NEXT_STATUS[old_status]:
            raise StatusChanged(f"{group[0]} cannot go from {old_status} to {new_status}")

    changes = {
        "status": new_status,
        "reason_code": reason_code,
        "explanation": own_sentence(explanations),
        "lease_token": None,
        "unjudged_since": timezone.now() if new_status == Status.PENDING else None,
    }
    if new_status == Status.VISIBLE:
        changes["published_at"] = Coalesce(F("published_at"), timezone.now())
    with transaction.atomic():
        for old_status, group in by_old_status.items():
            rows = Comment.objects.filter(pk__in=[c.pk for c in group], status=old_status)
            if rows.update(**changes) != len(group):
                raise StatusChanged(f"{group[0]} is no longer {old_status.label.lower()}")
        shift_counts(by_old_status, new_status)
    for comment in comments:
        comment.explanation = explanations.get(comment.pk, "")
        for name in ("status", "reason_code", "lease_token", "unjudged_since"):
            setattr(comment, name, changes[name])


def own_sentence(explanations: Mapping[int, str]) -> Case:
    """For each comment the sentence under its id, else ""."""
    return Case(
        *(When(pk=pk, then=Value(words)) for pk, words in explanations.items() if words),
        default=Value(""),
    )


def shift_counts(by_old_status: dict[Status, list[Comment]], new_status: Status) -> None:
    """Bring the articles' cached comment counts along, in one statement or none."""
    step: Counter[int] = Counter()
    for old_status, group in by_old_status.items():
        change = (new_status == Status.VISIBLE) - (old_status == Status.VISIBLE)
        for comment in group:
            step[comment.article_id] += change
    cases = [
        When(pk=article_id, then=Greatest(F("comment_count") + change, Value(0)))
        for article_id, change in step.items()
        if change
    ]
    if cases:
        Article.objects.filter(pk__in=step).update(
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
