"""A candidate scores beside the live scorer: in the same batch, after its verdicts are written."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import OuterRef, QuerySet, Subquery

from comments.models import Comment, User
from moderation.learning import gate
from moderation.models import HUMAN_ACTIONS, Action, Decision, ShadowScore, SiteModel
from moderation.scoring import ScoreResult
from moderation.scoring.evaluate.metrics import auc
from moderation.services.opening import current_revisions
from moderation.training import live, rows

logger = logging.getLogger(__name__)

MOST = 32  # comments of a batch; a full one means that others wait
MOST_SHOWN = 20


def score(comments: Sequence[Comment], results: Sequence[ScoreResult]) -> None:
    """Store what the candidate says of comments that were just judged. Never raises: nothing that
    readers or moderators see hangs on it."""
    try:
        model = SiteModel.objects.filter(is_shadow=True).only("pk", "sha256").first()
        if model is None:
            return
        chosen = list(zip(comments, results, strict=True))[:MOST]
        said = live.of(model.pk, model.sha256).score([comment.body for comment, _ in chosen])
        revisions = current_revisions([comment for comment, _ in chosen])
        ShadowScore.objects.bulk_create(
            [
                ShadowScore(
                    comment=comment,
                    revision=revisions[comment.pk],
                    model=model,
                    rudeness=candidate.rudeness,
                    live=result.rudeness,
                    live_scorer=result.scorer,
                )
                for (comment, result), candidate in zip(chosen, said, strict=True)
                if revisions[comment.pk].body == comment.body  # Else edited meanwhile.
            ],
            ignore_conflicts=True,
        )
    except Exception:  # A candidate's mistake is nobody's harm.
        logger.exception("the model in the shadow gave no scores")


@dataclass(frozen=True, slots=True)
class Shadowed:
    """What the shadow is worth so far. ``decided`` of the ``scored`` comments were decided by
    people since; where the two would decide differently, ``candidate_right`` and ``live_right``
    count whom people agreed with. AUC over the decided ones, None where one kind is missing."""

    scored: int
    differ: int
    decided: int
    candidate_right: int
    live_right: int
    candidate_auc: float | None
    live_auc: float | None


def limit_of(model: SiteModel, hold_at: float) -> float:
    """From where on the candidate would hold, so that as many are held."""
    return gate.Limits(**model.card["limits"]).of(hold_at)


def outcome(model: SiteModel, *, hold_at: float) -> Shadowed:
    limit = limit_of(model, hold_at)
    scores = list(with_decisions(model).values_list("rudeness", "live", "verdict", "reason"))
    candidate, beside = (np.array([row[at] for row in scores]) for at in (0, 1))
    rude = [verdict_of(verdict, reason) for _c, _l, verdict, reason in scores]
    known = np.array([each is not None for each in rude], bool)
    truth = np.array([each is True for each in rude], bool)
    differ = (candidate >= limit) != (beside >= hold_at)
    told = differ & known
    right = told & ((candidate >= limit) == truth)
    both = truth[known].any() and not truth[known].all()
    return Shadowed(
        scored=len(scores),
        differ=int(differ.sum()),
        decided=int(known.sum()),
        candidate_right=int(right.sum()),
        live_right=int((told & ~right).sum()),
        candidate_auc=auc(candidate[known], truth[known]) if both else None,
        live_auc=auc(beside[known], truth[known]) if both else None,
    )


def with_decisions(model: SiteModel) -> QuerySet:
    """Its scores, each with the standing human decision on the same words, if any."""
    standing = Decision.objects.filter(
        revision=OuterRef("revision"), action__in=HUMAN_ACTIONS, undone_by__isnull=True
    ).order_by("-pk")
    return ShadowScore.objects.filter(model=model).annotate(
        verdict=Subquery(standing.values("action")[:1]),
        reason=Subquery(standing.values("reason_code")[:1]),
    )


def verdict_of(action: str | None, reason: str | None) -> bool | None:
    """Whether people took it for rude; None where they said nothing of that."""
    if action == Action.REJECT:
        return True if reason in rows.RUDE_REASONS else None
    return False if action in (Action.APPROVE, Action.DISMISS) else None


def disagreements(model: SiteModel, viewer: User, *, hold_at: float) -> list[ShadowScore]:
    """The latest comments in the viewer's sections that only one of the two would hold."""
    limit = limit_of(model, hold_at)
    one = ShadowScore.objects.moderatable_by(viewer)
    differ = one.filter(rudeness__gte=limit, live__lt=hold_at) | one.filter(
        rudeness__lt=limit, live__gte=hold_at
    )
    found = with_decisions(model).filter(pk__in=differ.values("pk")).exclude(comment__body="")
    return list(found.select_related("comment").order_by("-pk")[:MOST_SHOWN])
