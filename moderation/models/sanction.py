"""What was done to a person, by whom and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class SanctionKind(models.TextChoices):
    WARNING = "warning", "Warning"
    PREMODERATION = "premoderation", "Every comment waits for a moderator"
    SUSPENSION = "suspension", "May not comment until a date"
    BAN = "ban", "May not comment"


class Sanction(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sanctions"
    )
    kind = models.CharField(max_length=13, choices=SanctionKind)
    reason = models.CharField(max_length=500)
    until = models.DateTimeField(null=True, blank=True)
    imposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sanctions_imposed"
    )
    imposed_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="sanctions_lifted",
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="moderation_sanction_kind_known", condition=Q(kind__in=SanctionKind.values)
            ),
            models.CheckConstraint(
                name="moderation_sanction_suspension_ends",
                condition=~Q(kind=SanctionKind.SUSPENSION) | Q(until__isnull=False),
            ),
        ]
        permissions = [("impose", "Can sanction people")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.user}"

    def in_force_at(self, now) -> bool:
        return self.lifted_at is None and (self.until is None or self.until > now)
