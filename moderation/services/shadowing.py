"""Judging new comments by a draft, too, beside the policy in force, which this changes nothing of.

Runs after the live verdicts are committed. Whatever fails here is logged and forgotten; what takes
longer than BUDGET is left out, and the page that compares says how many that were.
"""

import logging
import time
from collections.abc import Sequence

from django.db import transaction

from comments.models import Comment
from moderation import facts, policy
from moderation.lab.rebuilding import Judged, rebuild
from moderation.models import Decision, PolicyDraft, PolicyVersion, ShadowVerdict, Stage
from moderation.policy import Facts, Limits

logger = logging.getLogger(__name__)

BUDGET = 0.2  # seconds of one batch


def judge_beside(
    comments: Sequence[Comment],
    decisions: Sequence[Decision],
    known: Sequence[Facts],
    *,
    live: PolicyVersion,
) -> int:
    """Store what the draft in shadow says of a batch. Returns how many verdicts. Never raises."""
    try:
        draft = PolicyDraft.objects.filter(stage=Stage.SHADOW).first()
        return note(draft, comments, decisions, known, live) if draft else 0
    except Exception:  # A draft is a trial: it must not cost a comment its verdict.
        logger.exception("no shadow verdict on %s comments", len(comments))
        return 0


def note(draft, comments, decisions, known, live) -> int:
    end = time.monotonic() + BUDGET
    limits = facts.limits_of(draft)
    verdicts: list[ShadowVerdict] = []
    told = facts_for(limits, live, comments, decisions, known)
    for decision, fact in zip(decisions, told, strict=True):
        if time.monotonic() > end:
            logger.warning("%s comments left out of the shadow", len(decisions) - len(verdicts))
            break
        outcome = policy.judge(fact, limits).outcome
        verdicts.append(ShadowVerdict(draft=draft, decision=decision, outcome=outcome))
    with transaction.atomic():
        ShadowVerdict.objects.bulk_create(verdicts)
    return len(verdicts)


def facts_for(
    limits: Limits, live: PolicyVersion, comments, decisions, known: Sequence[Facts]
) -> Sequence[Facts]:
    """What the live policy was told; counted anew where the draft looks back over another span."""
    spans = limits.history_days, limits.repeat_hours
    if spans == (live.history_days, live.repeat_hours):
        return known
    judged = [
        Judged(decision, comment, fact.body, fact.rudeness)
        for decision, comment, fact in zip(decisions, comments, known, strict=True)
    ]
    return rebuild(judged, [limits])[0]
