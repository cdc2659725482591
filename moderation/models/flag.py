"""One reason why a human should look, always with its evidence."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from comments.models import ReportCategory, ScopedQuerySet


class FlagKind(models.TextChoices):
    """Labels are the words on the desk's chips."""

    DETECTED_RUDE = "detected_rude", gettext_lazy("Rude")
    DETECTED_BANNED_WORD = "detected_banned_word", gettext_lazy("Banned word")
    DETECTED_SUSPECT_WORD = "detected_suspect_word", gettext_lazy("Suspect word")
    DETECTED_LINK = "detected_link", gettext_lazy("Link")
    DETECTED_REPEAT = "detected_repeat", gettext_lazy("Repeat")
    DETECTED_LENGTH = "detected_length", gettext_lazy("Long")
    DETECTED_LATE = "detected_late", gettext_lazy("After closing")
    DETECTED_VOTES = "detected_votes", gettext_lazy("Many votes at once")
    NEW_AUTHOR = "new_author", gettext_lazy("New author")
    AUTHOR_HISTORY = "author_history", gettext_lazy("History")
    PREMODERATED = "premoderated", gettext_lazy("Premoderated")
    UNSCORABLE = "unscorable", gettext_lazy("Could not be scored")
    AUDIT_SAMPLE = "audit_sample", gettext_lazy("Audit sample")
    REPORTED_OFFENSIVE = "reported_offensive", gettext_lazy("Offensive")
    REPORTED_ABUSIVE = "reported_abusive", gettext_lazy("Attacks a person")
    REPORTED_SPAM = "reported_spam", gettext_lazy("Spam")
    REPORTED_OFF_TOPIC = "reported_off_topic", gettext_lazy("Off topic")
    REPORTED_ILLEGAL = "reported_illegal", gettext_lazy("Illegal")
    REPORTED_OTHER = "reported_other", gettext_lazy("Other")

    @classmethod
    def for_report(cls, category: str) -> "FlagKind":
        return cls(f"reported_{ReportCategory(category).value}")


class FlagQuerySet(ScopedQuerySet):
    section = "item__comment__article__section"


class Flag(models.Model):
    item = models.ForeignKey(
        "moderation.ReviewItem", on_delete=models.PROTECT, related_name="flags"
    )
    revision = models.ForeignKey(
        "comments.CommentRevision", on_delete=models.PROTECT, related_name="flags"
    )
    kind = models.CharField(max_length=22, choices=FlagKind)
    evidence = models.CharField(max_length=600, blank=True)  # in words, for the moderator
    # The same as a sentence to translate and the values in it; {} for a reader's own words.
    said = models.JSONField(default=dict, blank=True, editable=False)
    # Who reported; empty when the desk detected it.
    report = models.OneToOneField(
        "comments.Report", null=True, on_delete=models.PROTECT, related_name="flag"
    )
    flagged_at = models.DateTimeField(default=timezone.now)

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # Serves the health page and the banner: what could not be scored. Rare.
            models.Index(
                name="moderation_flag_unscorable",
                fields=["item"],
                condition=Q(kind=FlagKind.UNSCORABLE),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="moderation_flag_kind_known", condition=Q(kind__in=FlagKind.values)
            ),
            models.UniqueConstraint(
                name="moderation_flag_detected_once",
                fields=["item", "revision", "kind"],
                condition=Q(report__isnull=True),
            ),
            models.CheckConstraint(
                name="moderation_flag_report_by_reader",
                condition=Q(kind__startswith="reported_", report__isnull=False)
                | (~Q(kind__startswith="reported_") & Q(report__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.evidence}"

    @property
    def is_report(self) -> bool:
        return self.kind.startswith("reported_")

    @property
    def in_words(self) -> str:
        """The evidence in the language of whoever reads it; a reader's note as they wrote it."""
        if not self.said:
            return self.evidence
        return gettext(self.said["sentence"]) % self.said["values"]
