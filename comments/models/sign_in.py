"""Where people are logged in."""

from django.db import models
from django.utils import timezone

from comments.models.people import User


class SignIn(models.Model):
    """One log-in that may still be open: what a person is shown of it, and the session it made.

    Holds no address, and of the browser only its kind. A row outlives its session for a while:
    by it a device that was here before is known again.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        # Serves the page "Where you are logged in".
        indexes = [models.Index(name="comments_sign_in_of", fields=["user", "-seen_at"])]

    def __str__(self):
        return f"{self.user}: {self.device or 'unknown device'}"
