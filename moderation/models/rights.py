"""Who was given or lost which rights, when and by whom. Append-only, as the log of decisions is."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from comments.models import User


class Colleague(User):
    """A person who works at the desk, as the admin shows them to those who set limits."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "colleague"
        verbose_name_plural = "colleagues"


class RightsChange(models.Model):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rights_changes"
    )
    # Empty for what was done on the machine itself, past every page.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # As comments.rights.rights_of tells them.
    before = models.JSONField()
    after = models.JSONField()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "change of rights"
        verbose_name_plural = "changes of rights"

    def __str__(self):
        return f"rights of {self.person}"

    @property
    def differences(self) -> dict[str, tuple]:
        """Name of the right -> (before, after), of those that changed."""
        return {
            name: (self.before.get(name), value)
            for name, value in self.after.items()
            if self.before.get(name) != value
        }
