"""One reason why a human should look, always with its evidence."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.models import ReportCategory


class FlagKind(models.TextChoices):
    """Labels are the words on the desk's chips."""

    DETECTED_RUDE = "detected_rude", "Rude"
    DETECTED_BANNED_WORD = "detected_banned_word", "Banned word"
    DETECTED_SUSPECT_WORD = "detected_suspect_word", "Suspect word"
    DETECTED_LINK = "detected_link", "Link"
    DETECTED_REPEAT = "detected_repeat", "Repeat"
    DETECTED_LENGTH = "detected_length", "Long"
    DETECTED_LATE = "detected_late", "After closing"
    NEW_AUTHOR = "new_author", "New author"
    AUTHOR_HISTORY = "author_history", "History"
    PREMODERATED = "premoderated", "Premoderated"
    UNSCORABLE = "unscorable", "Could not be scored"
    AUDIT_SAMPLE = "audit_sample", "Audit sample"
    REPORTED_OFFENSIVE = "reported_offensive", "Offensive"
    REPORTED_ABUSIVE = "reported_abusive", "Attacks a person"
    REPORTED_SPAM = "reported_spam", "Spam"
    REPORTED_OFF_TOPIC = "reported_off_topic", "Off topic"
    REPORTED_ILLEGAL = "reported_illegal", "Illegal"
    REPORTED_OTHER = "reported_other", "Other"

    @classmethod
    def for_report(cls, category: str) -> "FlagKind":
        return cls(f"reported_{ReportCategory(category).value}")


class Flag(models.Model):
    item = models.ForeignKey(
        "moderation.ReviewItem", on_delete=models.PROTECT, related_name="flags"
    )
    revision = models.ForeignKey(
        "comments.CommentRevision", on_delete=models.PROTECT, related_name="flags"
    )
    kind = models.CharField(max_length=22, choices=FlagKind)
    evidence = models.CharField(max_length=600, blank=True)  # in words, for the moderator
    # Who reported; empty when the desk detected it.
    report = models.OneToOneField(
        "comments.Report", null=True, on_delete=models.PROTECT, related_name="flag"
    )
    flagged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
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
