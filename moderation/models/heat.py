"""Threads that run hot: the warnings about them, and what was done."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.models import Cooling, OfArticle


class HeatWarning(models.Model):
    """A thread that ran hot, from the first sign to the last. At most one stands per article."""

    article = models.ForeignKey(
        "comments.Article", on_delete=models.CASCADE, related_name="heat_warnings"
    )
    # [{"sign": name, "value": number, "limit": number}, …], as moderation/heat/signs.py gives them.
    signs = models.JSONField(default=list)
    level = models.FloatField(default=0)  # of the signs together; higher is hotter
    warned_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)  # when it was last found hot
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfArticle.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="moderation_heatwarning_one_stands",
                fields=["article"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.article} runs hot"


class CoolDown(models.Model):
    """A thread that a moderator cooled down, until a time. What is in force the article says; this
    is the record of it."""

    article = models.ForeignKey(
        "comments.Article", on_delete=models.CASCADE, related_name="cool_downs"
    )
    kind = models.CharField(max_length=5, choices=Cooling)
    until = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cool_downs"
    )
    started_at = models.DateTimeField(default=timezone.now)
    # Ended before its time: by somebody, or by another cool-down in its place.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    signs = models.JSONField(default=list)  # of the warning that stood then

    objects = OfArticle.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="moderation_cooldown_kind_known", condition=Q(kind__in=Cooling.values)
            ),
            models.UniqueConstraint(
                name="moderation_cooldown_one_runs",
                fields=["article"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.article}"
