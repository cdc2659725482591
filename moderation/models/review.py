"""What waits for a moderator."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, OfComment, Status

CLAIM_TIME = timedelta(minutes=2)  # a claim is a lease: it ends by itself


NO_SCORE = -1.0  # what could not be scored stands last among the rudest


def is_seen() -> Exists:
    """Whether readers see an item's comment. Not by a join, for which SQLite would begin with all
    visible comments and sort, instead of following the queue's order."""
    return Exists(Comment.objects.filter(pk=OuterRef("comment"), status=Status.VISIBLE))


class ReviewItemQuerySet(OfComment):
    def open(self):
        return self.filter(closed_at=None)

    def claimable(self, now):
        """Open items that nobody holds a live claim on."""
        return self.open().filter(Q(claimed_by=None) | Q(claim_expires_at__lte=now))

    def reported(self):
        """Readers see these now and complain."""
        return self.open().filter(is_seen(), escalated_at=None)

    def held(self):
        """Authors wait for these."""
        return self.open().filter(~is_seen(), escalated_at=None)

    def escalated(self):
        return self.open().exclude(escalated_at=None)

    def for_queue(self):
        """Open items with everything one table row shows."""
        return self.open().select_related(
            "comment__author", "comment__article", "comment__parent__author", "claimed_by", "score"
        )


class ReviewItem(models.Model):
    """A comment in the review queue. At most one open item per comment.

    "Reported", "held" and "escalated" are not stored: they follow from the comment's status and
    the item's times.
    """

    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.PROTECT, related_name="review_items"
    )
    # The comment's author, who never changes: here for the index that folds one author's flood.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="review_items",
        db_index=False,  # moderation_queue_author serves better, and SQLite would choose this one.
    )
    # The same for all open items whose texts are the same or nearly so.
    pile = models.CharField(max_length=32)
    # The latest score of the comment's present words; empty while or when there is none.
    score = models.ForeignKey(
        "moderation.Score", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # That score's, or NO_SCORE: here for the index of the order "rudest first".
    rudeness = models.FloatField(default=NO_SCORE, editable=False)
    priority = models.FloatField(default=0)  # moderation/priority.py; higher is more urgent
    # A moderator who asked for a look at a comment that nothing flagged.
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    escalated_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="claims",
    )
    claim_expires_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewItemQuerySet.as_manager()

    class Meta:
        permissions = [
            ("review", "Can work at the moderators' desk"),
            ("review_escalated", "Can decide what was escalated"),
            ("limit", "Can limit moderators to sections"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="moderation_reviewitem_one_open",
                fields=["comment"],
                condition=Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="moderation_reviewitem_claim_ends",
                condition=Q(claimed_by__isnull=True) | Q(claim_expires_at__isnull=False),
            ),
        ]
        indexes = [
            # Serve the queue: most urgent, longest waiting and rudest first.
            models.Index(
                name="moderation_queue_urgent",
                fields=["-priority", "id"],
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                name="moderation_queue_oldest",
                fields=["opened_at", "id"],
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                name="moderation_queue_rudest",
                fields=["-rudeness", "id"],
                condition=Q(closed_at__isnull=True),
            ),
            # Serve folding: is there a more urgent one of the same text, of the same author?
            models.Index(
                name="moderation_queue_pile",
                fields=["pile", "-priority", "id"],
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                name="moderation_queue_author",
                fields=["author", "-priority", "id"],
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                name="moderation_queue_escalated",
                fields=["escalated_at"],
                condition=Q(closed_at__isnull=True, escalated_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"review of {self.comment}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:item", args=[self.pk])

    def claimant_at(self, now):
        """Who holds a live claim, or None."""
        if self.claimed_by_id and self.claim_expires_at > now:
            return self.claimed_by
        return None

    @property
    def claimant(self):
        return self.claimant_at(timezone.now())
