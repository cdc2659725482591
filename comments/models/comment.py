"""One node of a thread, every version of its text, and the rules of its status."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from comments.ids import new_id
from comments.models.scope import OfArticle, OfComment
from comments.reasons import ReasonCode
from comments.text import MAX_BODY


class Status(models.TextChoices):
    """What readers see. Whether somebody has decided is another axis: see moderation."""

    PENDING = "pending", gettext_lazy("Waiting for a score")
    VISIBLE = "visible", gettext_lazy("Readers see it")
    HELD = "held", gettext_lazy("Held for a moderator")
    REMOVED = "removed", gettext_lazy("Removed")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn by its author")


# Where each status may go next. Anything else is a bug or a race.
NEXT_STATUS = {
    Status.PENDING: {Status.VISIBLE, Status.HELD, Status.REMOVED, Status.WITHDRAWN},
    # To PENDING when the author edits, until the new words are scored.
    Status.VISIBLE: {Status.PENDING, Status.HELD, Status.REMOVED, Status.WITHDRAWN},
    # To PENDING only by undoing what a moderator did to a comment that had no score yet.
    Status.HELD: {Status.PENDING, Status.VISIBLE, Status.REMOVED, Status.WITHDRAWN},
    Status.REMOVED: {Status.PENDING, Status.VISIBLE, Status.HELD},
    Status.WITHDRAWN: set(),
}


class CommentQuerySet(OfArticle):
    def visible(self):
        return self.filter(status=Status.VISIBLE)

    def visible_to(self, user):
        """What ``user`` may read in full: visible comments, and their own in any status."""
        if user.is_authenticated:
            return self.filter(Q(status=Status.VISIBLE) | Q(author=user))
        return self.visible()

    def unjudged(self):
        """The scorer's work list: comments whose present words no verdict has seen yet."""
        return self.filter(unjudged_since__isnull=False)


class Comment(models.Model):
    # Time-ordered and made before the INSERT, so the path needs no second statement.
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(
        "comments.Article", on_delete=models.PROTECT, related_name="comments"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    author = models.ForeignKey("comments.User", on_delete=models.PROTECT, related_name="comments")
    body = models.TextField(max_length=MAX_BODY)  # The words of the current revision.
    revision = models.PositiveIntegerField(default=1)  # The number of the current revision.
    status = models.CharField(max_length=9, choices=Status, default=Status.PENDING)
    # Why it is held or removed: the code for everybody, the sentence for its author alone.
    reason_code = models.CharField(max_length=16, choices=ReasonCode, blank=True)
    explanation = models.CharField(max_length=300, blank=True)

    # Place in the thread; see comments/paths.py.
    path = models.TextField(editable=False)
    depth = models.PositiveIntegerField(default=0, editable=False)  # 0 = answers the article
    root = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )  # The top-level comment above it; empty for a top-level comment.
    number = models.PositiveIntegerField(editable=False)  # 1, 2, 3 … among its siblings

    # Caches of the votes; services.vote keeps them, `recount` repairs them.
    ups = models.PositiveIntegerField(default=0, editable=False)
    downs = models.PositiveIntegerField(default=0, editable=False)
    # Those among them that weigh nothing in the rank.
    light_ups = models.PositiveIntegerField(default=0, editable=False)
    light_downs = models.PositiveIntegerField(default=0, editable=False)
    rank = models.FloatField(default=0, editable=False)  # comments/ranking.py, for "best first"

    posted_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, editable=False)  # When readers first saw it.
    # Since when it is removed or withdrawn: its words are kept for a time. Kept by services.status.
    gone_at = models.DateTimeField(null=True, editable=False)
    fingerprint = models.CharField(max_length=32, editable=False)  # comments/text.py
    # From the form: a double submit makes one comment.
    idempotency_key = models.UUIDField(null=True, editable=False)

    # The scoring pipeline's columns: see moderation/pipeline. A lease is a token and a time.
    unjudged_since = models.DateTimeField(null=True, default=timezone.now, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    # End of the lease, or time of the next try.
    not_before = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    last_error = models.CharField(max_length=300, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="comments_comment_status_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="comments_comment_not_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
            models.CheckConstraint(
                name="comments_comment_reply_has_root",
                condition=Q(parent__isnull=True, root__isnull=True, depth=0)
                | Q(parent__isnull=False, root__isnull=False, depth__gt=0),
            ),
            models.CheckConstraint(
                name="comments_comment_reason_known",
                condition=Q(reason_code="") | Q(reason_code__in=ReasonCode.values),
            ),
            # What nobody has judged is on the work list.
            models.CheckConstraint(
                name="comments_comment_pending_is_work",
                condition=~Q(status=Status.PENDING) | Q(unjudged_since__isnull=False),
            ),
            models.UniqueConstraint(
                name="comments_comment_posted_once",
                fields=["author", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
            ),
            # Two siblings posted at once cannot both be "7."; the loser takes the next number.
            models.UniqueConstraint(
                name="comments_comment_reply_number",
                fields=["parent", "number"],
                condition=Q(parent__isnull=False),
            ),
            models.UniqueConstraint(
                name="comments_comment_root_number",
                fields=["article", "number"],
                condition=Q(parent__isnull=True),
            ),
            # Serve the thread, newest and best first: top-level comments, then what is below each.
            # Unique, as whatever holds the id is: SQLite then knows that each of them comes once,
            # and need not sort what it reads in this order. See comments/walk.py.
            models.UniqueConstraint(
                "article", F("id").desc(), name="comments_newest", condition=Q(parent__isnull=True)
            ),
            models.UniqueConstraint(
                "article",
                F("rank").desc(),
                F("id").desc(),
                name="comments_best",
                condition=Q(parent__isnull=True),
            ),
        ]
        indexes = [
            # Serves the thread, oldest first, and every subtree.
            models.Index(name="comments_thread", fields=["article", "path"]),
            models.Index(name="comments_below", fields=["root", "path"]),
            # Serves the pipeline's claim and sweep; stays small because a verdict takes a second.
            models.Index(
                name="comments_unjudged", fields=["id"], condition=Q(unjudged_since__isnull=False)
            ),
            # Serves the author's history in the desk.
            models.Index(name="comments_by_author", fields=["author", "-id"]),
            # Serves the repeat check of the policy.
            models.Index(name="comments_fingerprint", fields=["fingerprint", "-posted_at"]),
            # Serves the clearing away of words that nobody sees.
            models.Index(
                name="comments_gone", fields=["gone_at"], condition=Q(gone_at__isnull=False)
            ),
            # Serves feeds and mails.
            models.Index(
                name="comments_published",
                fields=["article", "-published_at"],
                condition=Q(status=Status.VISIBLE),
            ),
            models.Index(
                name="comments_published_site",
                fields=["-published_at"],
                condition=Q(status=Status.VISIBLE),
            ),
        ]

    def __str__(self):
        return f"comment {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("comments:comment", args=[self.pk])

    @property
    def votes(self) -> int:
        return self.ups - self.downs


class CommentRevision(models.Model):
    """One version of the words. Scores, flags and decisions bind to the one they saw."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()  # from 1
    body = models.TextField(max_length=MAX_BODY)
    written_at = models.DateTimeField(default=timezone.now)

    objects = OfComment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="comments_commentrevision_number", fields=["comment", "number"]
            )
        ]

    def __str__(self):
        return f"{self.comment}, version {self.number}"
