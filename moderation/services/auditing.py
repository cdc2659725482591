"""Drawing by lot what is looked at although nothing speaks against it."""

from collections.abc import Iterable, Mapping
from random import SystemRandom

from django.conf import settings

from comments.models import Comment, CommentRevision
from moderation.models import AuditDraw, ReviewItem
from moderation.quality.lots import probability, stratum_of

dice = SystemRandom()  # Nobody can tell beforehand what will be looked at.


def draw(published: Iterable[tuple[Comment, float]]) -> list[tuple[Comment, float]]:
    """Those of ``published``, (comment, rudeness) pairs, that a moderator is to look at. Writes
    nothing."""
    share = settings.AUDIT_SHARE
    if not share:
        return []
    return [(each, score) for each, score in published if dice.random() < probability(score, share)]


def record(
    drawn: Iterable[tuple[Comment, float]],
    items: Mapping[int, ReviewItem],
    revisions: Mapping[int, CommentRevision],
) -> None:
    """Write down what was drawn, with its probability. One statement. Only here it says so: an item
    bears no sign of it, and no flag."""
    share = settings.AUDIT_SHARE
    AuditDraw.objects.bulk_create(
        [
            AuditDraw(
                comment=comment,
                revision=revisions[comment.pk],
                item=items[comment.pk],
                rudeness=rudeness,
                stratum=stratum_of(rudeness),
                probability=probability(rudeness, share),
            )
            for comment, rudeness in drawn
        ],
        ignore_conflicts=True,  # These words may have been judged, and drawn, before.
    )
