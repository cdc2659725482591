"""What a scorer said of a revision."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.models import OfComment


class Score(models.Model):
    comment = models.ForeignKey("comments.Comment", on_delete=models.PROTECT, related_name="scores")
    revision = models.ForeignKey(
        "comments.CommentRevision", on_delete=models.PROTECT, related_name="scores"
    )
    rudeness = models.FloatField()  # in [0, 1]
    attributes = models.JSONField(default=dict)  # name -> value in [0, 1]
    # [[start, end, weight, read_as or null], …]: code points of the body, weight in (0, 1].
    spans = models.JSONField(default=list)
    scorer = models.CharField(max_length=60)  # name@version
    # What the words are written in (scoring/tongues.py), "" while nobody has looked.
    language = models.CharField(max_length=3, default="", blank=True)
    scored_at = models.DateTimeField(default=timezone.now)

    objects = OfComment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="moderation_score_once", fields=["revision", "scorer"]),
            models.CheckConstraint(
                name="moderation_score_rudeness_range",
                condition=Q(rudeness__gte=0, rudeness__lte=1),
            ),
        ]
        indexes = [
            # Serves rescore, which looks for what was scored before languages were told.
            models.Index(name="moderation_score_untold", fields=["id"], condition=Q(language="")),
        ]

    def __str__(self):
        return f"{self.rudeness:.2f} by {self.scorer}"
