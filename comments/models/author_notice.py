"""What a reader is told of a moderator's deed, and who wants to be told by mail."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models.people import User, new_token
from comments.reasons import READER_WORDS, ReasonCode


class NoticeKind(models.TextChoices):
    # Of a comment.
    PUBLISHED = "published", _("Your comment was let through")
    REMOVED = "removed", _("Your comment was removed")
    RESTORED = "restored", _("Your comment is back")
    REOPENED = "reopened", _("Your comment waits for a moderator again")
    # Of the person.
    WARNED = "warned", _("A moderator has a word for you")
    PREMODERATED = "premoderated", _("Your comments wait for a moderator from now on")
    SUSPENDED = "suspended", _("You cannot comment for a while")
    BANNED = "banned", _("This account is closed for commenting")
    LIFTED = "lifted", _("A measure against your account was taken back")


OF_A_COMMENT = (
    NoticeKind.PUBLISHED,
    NoticeKind.REMOVED,
    NoticeKind.RESTORED,
    NoticeKind.REOPENED,
)


class AuthorNoticeQuerySet(models.QuerySet):
    def due(self, now):
        """What its reader may know: before that the moderator can still take the deed back."""
        return self.filter(due_at__lte=now)

    def unread(self, now):
        return self.due(now).filter(read_at=None)

    def unsent(self, now):
        """Due, and not yet dealt with by the mailer: served by comments_notice_unsent."""
        return self.due(now).filter(sent_at=None)


class AuthorNotice(models.Model):
    """One thing a reader is told. The row is the outbox too: it is made with the deed, counts from
    ``due_at`` on, and until then whoever takes the deed back takes it away without a trace.

    Never says which moderator it was.
    """

    recipient = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    comment = models.ForeignKey(
        "comments.Comment", null=True, on_delete=models.CASCADE, related_name="author_notices"
    )
    kind = models.CharField(max_length=12, choices=NoticeKind)
    reason_code = models.CharField(max_length=16, choices=ReasonCode, blank=True)
    words = models.CharField(max_length=500, blank=True)  # Of a measure: what the moderator wrote.
    until = models.DateTimeField(null=True)  # When the measure ends.
    # The very moment of the decision or sanction: it names the deed when that is taken back.
    decided_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # When the reader saw it; a warning: when they confirmed that they have read it.
    read_at = models.DateTimeField(null=True)

    # The mailer's columns. Sent: the mail server took it, or nobody wanted a mail.
    sent_at = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    objects = AuthorNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="comments_authornotice_kind_known", condition=Q(kind__in=NoticeKind.values)
            ),
            models.CheckConstraint(
                name="comments_authornotice_of_a_comment_or_not",
                condition=Q(kind__in=OF_A_COMMENT, comment__isnull=False)
                | (~Q(kind__in=OF_A_COMMENT) & Q(comment__isnull=True)),
            ),
        ]
        indexes = [
            # Serves the reader's list.
            models.Index(name="comments_notice_of", fields=["recipient", "-due_at"]),
            # Serves the count in the header of every page.
            models.Index(
                name="comments_notice_unread",
                fields=["recipient", "due_at"],
                condition=Q(read_at__isnull=True),
            ),
            # Serves the mailer; stays small because it empties each minute.
            models.Index(
                name="comments_notice_unsent", fields=["due_at"], condition=Q(sent_at__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.kind} for {self.recipient_id}"

    @property
    def in_words(self) -> str:
        """Such as "Your comment was removed: it attacks a person."."""
        what = self.get_kind_display()
        if self.reason_code:
            why = READER_WORDS[ReasonCode(self.reason_code)]
            return gettext("%(what)s: it %(why)s.") % {"what": what, "why": why}
        if self.until:
            end = date_format(timezone.localtime(self.until), "j F Y, H:i")
            return gettext("%(what)s, until %(end)s.") % {"what": what, "end": end}
        return gettext("%(what)s.") % {"what": what}


class NoticeMails(models.Model):
    """A reader wants notices by e-mail too. Without a row nobody is mailed."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="notice_mails")
    # In the unsubscribe link: whoever has the mail may stop them, without logging in (RFC 8058).
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    wanted_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"notices for {self.user} by mail"

    def get_unsubscribe_url(self) -> str:
        return reverse("comments:stop_notice_mails", args=[self.token])
