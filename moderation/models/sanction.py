"""What was done to a person, by whom and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from comments.models import ScopedQuerySet, User


class SanctionKind(models.TextChoices):
    WARNING = "warning", gettext_lazy("Warning")
    PREMODERATION = "premoderation", gettext_lazy("Every comment waits for a moderator")
    SUSPENSION = "suspension", gettext_lazy("May not comment until a date")
    BAN = "ban", gettext_lazy("May not comment")


class SanctionQuerySet(ScopedQuerySet):
    """What is done to a person holds everywhere: whoever may see the person may see it."""

    def inside(self, limit, user):
        return Q(user__in=User.objects.in_sections_of(user).values("pk"))


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

    # When the person said that they have read a warning.
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    # The same as of the decisions on their waiting comments, made in the same deed.
    batch = models.UUIDField(null=True, blank=True, editable=False)

    objects = SanctionQuerySet.as_manager()

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
        indexes = [
            models.Index(
                name="moderation_sanction_batch", fields=["batch"], condition=Q(batch__isnull=False)
            )
        ]
        permissions = [("impose", "Can sanction people")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.user}"

    def in_force_at(self, now) -> bool:
        return self.lifted_at is None and (self.until is None or self.until > now)
