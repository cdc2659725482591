"""What people decided of past comments: the only labels that there are."""

from collections.abc import Callable, Collection, Mapping

from moderation.lab.tally import Label
from moderation.models import HUMAN_ACTIONS, Action, AuditDraw, Decision

# What settles a comment. Who escalates passes it on.
SETTLED = (Action.APPROVE, Action.REJECT, Action.DISMISS)


def audit_draws(comments: Collection[int]) -> Mapping[int, float]:
    """Comment -> the probability in (0, 1] with which its words were drawn to be looked at."""
    drawn = AuditDraw.objects.filter(comment__in=comments).order_by("pk")
    return dict(drawn.values_list("comment", "probability"))


# Whoever draws other samples of what was published adds a function here.
DRAWN: list[Callable[[Collection[int]], Mapping[int, float]]] = [audit_draws]


def labels_of(comments: Collection[int], revisions: Collection[int]) -> dict[int, Label]:
    """Revision -> what the last standing human decision says of exactly these words. What was taken
    back, escalated or is about other words of the comment labels nothing."""
    made = Decision.objects.filter(
        comment__in=comments, action__in=HUMAN_ACTIONS, undone_by__isnull=True
    ).order_by("pk")
    last = {
        comment: (revision, action)
        for comment, revision, action in made.values_list("comment", "revision", "action")
    }
    drawn = {pk: share for source in DRAWN for pk, share in source(comments).items()}
    wanted = set(revisions)
    return {
        revision: Label(action == Action.REJECT, 1 / drawn[pk] if pk in drawn else 0.0)
        for pk, (revision, action) in last.items()
        if action in SETTLED and revision in wanted
    }
