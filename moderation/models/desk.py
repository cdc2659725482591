"""What belongs to those who work at the desk: their ways, their filters, their areas, notes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import ScopedQuerySet, User

MAX_QUERY = 1000  # characters of a saved filter's address


class Keys(models.TextChoices):
    """Which hand works the keys. Keys for one hand lie on that half of the keyboard."""

    BOTH = "both", _("Both hands")
    LEFT = "left", _("Left hand alone")
    RIGHT = "right", _("Right hand alone")
    OFF = "off", _("No keys")


class DeskSettings(models.Model):
    """How one moderator wants the desk. Without a row everything is as the defaults say."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_settings"
    )
    keys = models.CharField(_("keys"), max_length=5, choices=Keys, default=Keys.BOTH)
    blur = models.BooleanField(
        _("blur what was marked until I point at it"),
        default=False,
    )
    muted = models.BooleanField(_("muted colours"), default=False)
    show_exposure = models.BooleanField(
        _("count for me how much abuse I read today"), default=False
    )
    rest = models.BooleanField(
        _("after a run of hard comments show an easy one"),
        default=False,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="moderation_desksettings_keys_known", condition=Q(keys__in=Keys.values)
            )
        ]

    def __str__(self):
        return f"desk of {self.user}"


class Page(models.TextChoices):
    """The pages whose filters can be saved."""

    QUEUE = "queue", _("Queue")
    SEARCH = "search", _("Search")


class SavedFilter(models.Model):
    """A filter under a name, for the person who saved it. ``query`` is the address after "?"."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters"
    )
    page = models.CharField(max_length=6, choices=Page)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=MAX_QUERY)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="moderation_savedfilter_one_name", fields=["owner", "page", "name"]
            ),
            models.CheckConstraint(
                name="moderation_savedfilter_page_known", condition=Q(page__in=Page.values)
            ),
        ]

    def __str__(self):
        return self.name


class AssignmentQuerySet(ScopedQuerySet):
    def inside(self, limit, user):
        return Q(section__in=sorted(limit)) | Q(article__section__in=sorted(limit))


class Assignment(models.Model):
    """A section or an article that a moderator looks after. It opens no door and closes none: it
    says whose work is whose, and what "my areas" in the queue means."""

    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments"
    )
    section = models.ForeignKey(
        "comments.Section", null=True, on_delete=models.CASCADE, related_name="assignments"
    )
    article = models.ForeignKey(
        "comments.Article", null=True, on_delete=models.CASCADE, related_name="assignments"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    assigned_at = models.DateTimeField(default=timezone.now)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="moderation_assignment_section_or_article",
                condition=Q(section__isnull=True) ^ Q(article__isnull=True),
            ),
            models.UniqueConstraint(
                name="moderation_assignment_section_once",
                fields=["moderator", "section"],
                condition=Q(section__isnull=False),
            ),
            models.UniqueConstraint(
                name="moderation_assignment_article_once",
                fields=["moderator", "article"],
                condition=Q(article__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.moderator}: {self.section or self.article}"


class NoteQuerySet(ScopedQuerySet):
    """Notes on comments of those sections, and on the people who may be seen from there."""

    def inside(self, limit, user):
        people = User.objects.in_sections_of(user)
        return Q(comment__article__section__in=sorted(limit)) | Q(person__in=people.values("pk"))


class Note(models.Model):
    """A moderator's words for colleagues, about a comment or about a person. Never for readers."""

    comment = models.ForeignKey(
        "comments.Comment", null=True, on_delete=models.CASCADE, related_name="desk_notes"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="desk_notes"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="desk_notes_written"
    )
    text = models.CharField(max_length=1000)
    written_at = models.DateTimeField(default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="moderation_note_about_one_thing",
                condition=Q(comment__isnull=True) ^ Q(person__isnull=True),
            ),
            models.CheckConstraint(name="moderation_note_says_something", condition=~Q(text="")),
        ]

    def __str__(self):
        return self.text[:80]
