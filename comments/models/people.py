"""The people who comment, and which threads they follow."""

import secrets

from django.apps import apps
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy

from comments.models.scope import OfArticle, ScopedQuerySet


class Standing(models.TextChoices):
    """What a person may do under articles. Changed only by `services.change_standing`."""

    GOOD = "good", gettext_lazy("May comment")
    PREMODERATED = "premoderated", gettext_lazy("Every comment waits for a moderator")
    SUSPENDED = "suspended", gettext_lazy("May not comment until a date")
    BANNED = "banned", gettext_lazy("May not comment")


# Begins the username of an erased account, which goes on with its number. No name that can be
# chosen holds this sign, so whoever has the username knows without another column.
GONE = "~"


class PersonQuerySet(ScopedQuerySet):
    """People lie in no section, but what they do does: whoever is limited meets those who commented
    or complained in their sections, and the colleagues."""

    def inside(self, limit, user):
        # By name: these models refer to people, so they come later.
        comments = apps.get_model("comments", "Comment").objects.in_sections_of(user)
        reports = apps.get_model("comments", "Report").objects.in_sections_of(user)
        return (
            Q(Exists(comments.filter(author=OuterRef("pk"))))
            | Q(Exists(reports.filter(reporter=OuterRef("pk"))))
            | Q(is_staff=True)
            | Q(pk=user.pk)
        )


class PersonManager(UserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    use_in_migrations = False


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
    # A flag and not only the list: whoever is limited to a section that is deleted must not be
    # let into all the others by that.
    is_limited = models.BooleanField(
        "limited to sections",
        default=False,
        help_text=gettext_lazy("Works at the desk in the sections below alone."),
    )
    sections = models.ManyToManyField("comments.Section", blank=True, related_name="limited_people")

    objects = PersonManager()  # type: ignore[misc]  # The stubs call it a class variable.

    # Part of what every session of this person is checked against: counting it up ends them all.
    session_number = models.PositiveIntegerField(default=0, editable=False)
    # When the account was erased; nothing of the person is left in this row then.
    erased_at = models.DateTimeField(null=True, editable=False)

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

    def _get_session_auth_hash(self, secret=None):
        """As Django's, and of ``session_number`` once it was counted up."""
        if not self.session_number:
            return super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]  # Not in the stubs.
        return salted_hmac(
            "comments.User.get_session_auth_hash",
            f"{self.session_number} {self.password}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    @property
    def name(self) -> str:
        """What readers see."""
        return name_of(self.username, self.display_name)

    @property
    def pseudonym(self) -> str:
        """What the log calls them: as readers see them, but erased people can be told apart."""
        return f"{self.name} {self.pk}" if self.is_erased else self.name

    @property
    def is_erased(self) -> bool:
        return is_gone(self.username)

    @cached_property
    def section_limit(self) -> frozenset[int] | None:
        """Ids of the sections that this person may moderate; None for all. Superusers are never
        limited. Asked for once per user object, so per request."""
        if self.is_superuser or not self.is_limited:
            return None
        return frozenset(self.sections.order_by().values_list("pk", flat=True))

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


def is_gone(username: str) -> bool:
    """Whether that account was erased."""
    return username.startswith(GONE)


def name_of(username: str, display_name: str) -> str:
    """What readers see of whoever has these names."""
    return gettext("deleted user") if is_gone(username) else display_name or username


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

    objects = OfArticle.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="comments_follow_once", fields=["user", "article"])
        ]

    def __str__(self):
        return f"{self.user} follows {self.article}"

    def get_unsubscribe_url(self) -> str:
        return reverse("comments:unfollow", args=[self.token])
