"""What waits for a moderator."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from comments.models import OfComment, Status

CLAIM_TIME = timedelta(minutes=2)  # a claim is a lease: it ends by itself


NO_SCORE = -1.0  # what could not be scored stands last among the rudest


def being_read_again(*, of: str = "comment", but_for: int = 0) -> Exists:
    """Whether the comment under ``of`` waits for a second reader; not if the person ``but_for``
    decided first. By the index of moderation_reviewitem_one_open."""
    waiting = ReviewItem.objects.open().filter(comment=OuterRef(of), escalated_at=None)
    return Exists(waiting.filter(not_for__isnull=False).exclude(not_for=but_for))


class ReviewItemQuerySet(OfComment):
    def in_sections_of(self, user):
        """Without what waits for a second reader after ``user`` has decided it."""
        waits = Q(closed_at=None, escalated_at=None)
        return super().in_sections_of(user).exclude(waits, not_for=user.pk or 0)

    def open(self):
        return self.filter(closed_at=None)

    def claimable(self, now):
        """Open items that nobody holds a live claim on."""
        return self.open().filter(Q(claimed_by=None) | Q(claim_expires_at__lte=now))

    def reported(self):
        """Readers see these now and complain."""
        return self.open().filter(readers_see=True, escalated_at=None)

    def held(self):
        """Authors wait for these."""
        return self.open().filter(readers_see=False, escalated_at=None)

    def escalated(self):
        return self.open().exclude(escalated_at=None)

    def for_queue(self):
        """Open items with everything one table row shows."""
        return self.open().select_related(
            "comment__author", "comment__article", "comment__parent__author", "claimed_by", "score"
        )


class ReviewItem(models.Model):
    """A comment in the review queue. At most one open item per comment.

    "Reported", "held" and "escalated" are not stored: they follow from whether readers see the
    comment and from the item's times.
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
    # The comment's article, which never changes either: for the indexes of one article's items.
    article = models.ForeignKey(
        "comments.Article",
        on_delete=models.PROTECT,
        related_name="review_items",
        db_index=False,  # moderation_queue_article serves better.
    )
    # Whether readers see it, as far as the desk tells (`status_told`): here for the indexes of
    # "reported" and "held". Kept, like the priority that depends on it, by services.opening.
    readers_see = models.BooleanField(default=False, editable=False)
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
    # Of a second reading (models/quality.py): who decided first and is not asked again, and the
    # status before that decision, which whoever reads it now is told instead of the present one.
    not_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # Asked of single items alone; as an index it would be in the way.
    )
    told_status = models.CharField(max_length=9, choices=Status, blank=True, editable=False)

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
            # Serve "reported" and "held" in the same orders, and their counts.
            models.Index(
                name="moderation_queue_seen_urgent",
                fields=["readers_see", "-priority", "id"],
                condition=Q(closed_at__isnull=True, escalated_at__isnull=True),
            ),
            models.Index(
                name="moderation_queue_seen_oldest",
                fields=["readers_see", "opened_at", "id"],
                condition=Q(closed_at__isnull=True, escalated_at__isnull=True),
            ),
            models.Index(
                name="moderation_queue_seen_rudest",
                fields=["readers_see", "-rudeness", "id"],
                condition=Q(closed_at__isnull=True, escalated_at__isnull=True),
            ),
            # Serves the filter by article, and folding by it.
            models.Index(
                name="moderation_queue_article",
                fields=["article", "-priority", "id"],
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

    @property
    def status_told(self) -> str:
        """What readers see, as far as whoever reads it now may know."""
        return self.told_status if self.is_blind and self.told_status else self.comment.status

    @property
    def is_second(self) -> bool:
        """Whether it waits for a second reading, or did."""
        return self.not_for_id is not None

    @property
    def is_blind(self) -> bool:
        """Whether it waits for a reader who must not know of the first decision."""
        return self.is_second and self.escalated_at is None and self.closed_at is None

    def claimant_at(self, now):
        """Who holds a live claim, or None."""
        if self.claimed_by_id and self.claim_expires_at > now:
            return self.claimed_by
        return None

    @property
    def claimant(self):
        return self.claimant_at(timezone.now())
