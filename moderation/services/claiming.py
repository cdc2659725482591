"""Who is on what. A claim is a lease: it ends by itself after CLAIM_TIME."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import User
from moderation.models import CLAIM_TIME, ReviewItem, ReviewItemQuerySet
from moderation.services.refusals import ItemTaken


def claim_next(moderator: User, *, queue: ReviewItemQuerySet | None = None) -> ReviewItem | None:
    """The most urgent item that nobody is on and ``moderator`` may decide, claimed; None when there
    is none.

    Two moderators at once get two items: PostgreSQL skips rows that are locked, SQLite lets one
    transaction write at a time.
    """
    now = timezone.now()
    with transaction.atomic():
        waiting = ReviewItem.objects.in_sections_of(moderator).claimable(now)
        free = waiting if queue is None else queue & waiting
        if not moderator.has_perm("moderation.review_escalated"):
            free = free.filter(escalated_at=None)
        item = (
            free.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .order_by("-priority", "id")
            .first()
        )
        if item is not None:
            take([item.pk], moderator, now)
            item.refresh_from_db()
    return item


def claim(item: ReviewItem, *, moderator: User) -> None:
    """Take or renew a claim. Raises ItemTaken when a colleague holds it, or it is decided."""
    now = timezone.now()
    with transaction.atomic():
        mine_or_free = ReviewItem.objects.claimable(now) | ReviewItem.objects.open().filter(
            claimed_by=moderator
        )
        if mine_or_free.filter(pk=item.pk).exists() and take([item.pk], moderator, now):
            return
    item.refresh_from_db()
    claimant = item.claimant
    if claimant is None:
        raise ItemTaken(_("This has been decided meanwhile."))
    raise ItemTaken(_("%(name)s is on this one.") % {"name": claimant.name})


def take(item_ids: list[int], moderator: User, now) -> int:
    """Write the claim where it is still free; a conditional update, so a race has one winner."""
    return ReviewItem.objects.filter(
        Q(claimed_by=None) | Q(claim_expires_at__lte=now) | Q(claimed_by=moderator),
        pk__in=item_ids,
        closed_at=None,
    ).update(claimed_by=moderator, claim_expires_at=now + CLAIM_TIME)


def release(item: ReviewItem, *, moderator: User) -> None:
    """Give a claim of one's own back; nobody else's is touched."""
    ReviewItem.objects.filter(pk=item.pk, claimed_by=moderator).update(
        claimed_by=None, claim_expires_at=None
    )
