"""How well the desk works: what was drawn to be looked at, and what was read a second time."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.models import OfComment


class AuditDraw(models.Model):
    """Words that were published without a review and drawn by lot for one.

    A verdict on them stands for 1 / ``probability`` published comments. Whether they waited for a
    moderator for this or another reason nothing tells whoever reads them.
    """

    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.PROTECT, related_name="audit_draws"
    )
    revision = models.OneToOneField(
        "comments.CommentRevision", on_delete=models.PROTECT, related_name="audit_draw"
    )
    item = models.ForeignKey(
        "moderation.ReviewItem", on_delete=models.PROTECT, related_name="audit_draws"
    )
    rudeness = models.FloatField()  # in [0, 1], as the scorer said when it was published
    stratum = models.PositiveSmallIntegerField()  # of moderation/quality/lots.py, from 0
    probability = models.FloatField()  # with which it was drawn, in (0, 1]
    drawn_at = models.DateTimeField(default=timezone.now)

    objects = OfComment.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="moderation_auditdraw_probability",
                condition=Q(probability__gt=0, probability__lte=1),
            ),
            models.CheckConstraint(
                name="moderation_auditdraw_rudeness", condition=Q(rudeness__gte=0, rudeness__lte=1)
            ),
        ]
        indexes = [
            # Serves the estimates over the last days.
            models.Index(name="moderation_auditdraw_when", fields=["-drawn_at"]),
        ]

    def __str__(self):
        return f"lot {self.pk}: {self.comment}"


class SecondReading(models.Model):
    """A decided comment that a second moderator reads without knowing of the first decision.

    The second verdict is a Decision "second" on ``item``; where the two differ a lead's decision
    on the same item settles it. Both are found by the item: taking one back needs no word here.
    """

    first = models.OneToOneField(
        "moderation.Decision", on_delete=models.PROTECT, related_name="second_reading"
    )
    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.PROTECT, related_name="second_readings"
    )
    item = models.OneToOneField(
        "moderation.ReviewItem", on_delete=models.PROTECT, related_name="second_reading"
    )
    probability = models.FloatField()  # with which it was drawn, in (0, 1]
    asked_at = models.DateTimeField(default=timezone.now)
    # It came to nothing: the first decision was taken back, or the words changed.
    void_at = models.DateTimeField(null=True, blank=True)

    objects = OfComment.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="moderation_secondreading_probability",
                condition=Q(probability__gt=0, probability__lte=1),
            ),
        ]
        indexes = [
            # Serves the agreement over the last days.
            models.Index(name="moderation_second_when", fields=["-asked_at"]),
        ]

    def __str__(self):
        return f"second reading of {self.comment}"
