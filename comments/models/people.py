"""The people who comment, and which threads they follow."""

import secrets

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy


class Standing(models.TextChoices):
    """What a person may do under articles. Changed only by `services.change_standing`."""

    GOOD = "good", gettext_lazy("May comment")
    PREMODERATED = "premoderated", gettext_lazy("Every comment waits for a moderator")
    SUSPENDED = "suspended", gettext_lazy("May not comment until a date")
    BANNED = "banned", gettext_lazy("May not comment")


class User(AbstractUser):
    """A reader, moderator or administrator. Groups say which; see moderation/roles.py."""

    display_name = models.CharField(max_length=60, blank=True)
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.GOOD)
    standing_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text=gettext_lazy("When premoderation or a suspension ends. Empty: never."),
    )
    # Since when a warning waits to be confirmed by this person, who cannot post until then. Kept by
    # services.notices; may lie ahead by the undo window.
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_writer = models.BooleanField(
        "writes for the site",
        default=False,
        help_text=gettext_lazy("Comments carry a staff badge."),
    )
    is_demo = models.BooleanField(
        default=False,
        help_text=gettext_lazy("Made by the demo data; refused at log-in outside DEBUG."),
    )

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            # "Anna" and "anna" would pass for each other.
            models.UniqueConstraint(Lower("username"), name="comments_user_username_nocase"),
            models.CheckConstraint(
                name="comments_user_standing_known", condition=Q(standing__in=Standing.values)
            ),
            models.CheckConstraint(
                name="comments_user_suspended_has_end",
                condition=~Q(standing=Standing.SUSPENDED) | Q(standing_until__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """What readers see."""
        return self.display_name or self.username

    @property
    def initials(self) -> str:
        words = self.name.replace("_", " ").replace(".", " ").split()
        return "".join(word[0] for word in words[:2]).upper() or "?"

    def standing_at(self, now) -> Standing:
        """The standing in force at ``now``: a timed one ends by itself."""
        if self.standing_until is not None and self.standing_until <= now:
            return Standing.GOOD
        return Standing(self.standing)

    @property
    def current_standing(self) -> Standing:
        return self.standing_at(timezone.now())


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Follow(models.Model):
    """A reader gets new comments under one article by e-mail until they say stop."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows")
    article = models.ForeignKey(
        "comments.Article", on_delete=models.CASCADE, related_name="follows"
    )
    # In the unsubscribe link: whoever has the mail may stop it, without logging in (RFC 8058).
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    followed_at = models.DateTimeField(default=timezone.now)
    # Comments published up to here have been mailed.
    mailed_until = models.DateTimeField(default=timezone.now)
    # Who is writing the next mail, and until when nobody else does.
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="comments_follow_once", fields=["user", "article"])
        ]

    def __str__(self):
        return f"{self.user} follows {self.article}"

    def get_unsubscribe_url(self) -> str:
        return reverse("comments:unfollow", args=[self.token])
