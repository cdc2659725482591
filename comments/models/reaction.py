"""What readers do to other people's comments: vote and report."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from comments.models.scope import OfComment


class Vote(models.Model):
    # Empty once the voter's account was erased: the vote counts on, and nobody knows whose it was.
    user = models.ForeignKey(
        "comments.User", null=True, on_delete=models.CASCADE, related_name="votes"
    )
    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.CASCADE, related_name="votes_cast"
    )
    value = models.SmallIntegerField()  # +1 or -1
    # Whether it counts in "best first": not when its voter had only just come.
    weighs = models.BooleanField(default=True)
    voted_at = models.DateTimeField(default=timezone.now)

    objects = OfComment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="comments_vote_once", fields=["user", "comment"]),
            models.CheckConstraint(name="comments_vote_up_or_down", condition=Q(value__in=[1, -1])),
        ]

    def __str__(self):
        return f"{self.user}: {self.value:+d} on {self.comment}"


class ReportCategory(models.TextChoices):
    OFFENSIVE = "offensive", gettext_lazy("Offensive")
    ABUSIVE = "abusive", gettext_lazy("Attacks a person")
    SPAM = "spam", gettext_lazy("Advertising or spam")
    OFF_TOPIC = "off_topic", gettext_lazy("Off topic")
    ILLEGAL = "illegal", gettext_lazy("Illegal content")
    OTHER = "other", gettext_lazy("Something else")


class ReportOutcome(models.TextChoices):
    OPEN = "open", gettext_lazy("Waiting for a moderator")
    UPHELD = "upheld", gettext_lazy("The comment was removed")
    DISMISSED = "dismissed", gettext_lazy("The comment stayed")
    VOID = "void", gettext_lazy("The author withdrew the comment")


class Report(models.Model):
    """A reader's complaint about one revision of a comment."""

    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.PROTECT, related_name="reports"
    )
    revision = models.ForeignKey(
        "comments.CommentRevision", on_delete=models.PROTECT, related_name="+"
    )
    reporter = models.ForeignKey("comments.User", on_delete=models.PROTECT, related_name="reports")
    category = models.CharField(max_length=9, choices=ReportCategory)
    note = models.CharField(max_length=500, blank=True)
    # Whether it makes the comment more urgent: not when its reporter had only just come.
    weighs = models.BooleanField(default=True, editable=False)
    outcome = models.CharField(
        max_length=9, choices=ReportOutcome, default=ReportOutcome.OPEN, editable=False
    )
    reported_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, editable=False)

    objects = OfComment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="comments_report_once", fields=["reporter", "revision"]),
            models.CheckConstraint(
                name="comments_report_category_known",
                condition=Q(category__in=ReportCategory.values),
            ),
            models.CheckConstraint(
                name="comments_report_resolved_has_time",
                condition=Q(outcome=ReportOutcome.OPEN, resolved_at__isnull=True)
                | (~Q(outcome=ReportOutcome.OPEN) & Q(resolved_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="comments_report_other_has_note",
                condition=~Q(category=ReportCategory.OTHER) | ~Q(note=""),
            ),
        ]

    def __str__(self):
        return f"{self.get_category_display()}, {self.comment}"
