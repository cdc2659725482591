"""Ending second readings that came to nothing."""

from collections.abc import Collection, Iterable

from django.utils import timezone

from moderation.models import ReviewItem, SecondReading


def void(items: Iterable[ReviewItem]) -> None:
    """There is something new about these open items' comments: from now on anybody decides them
    as any other, and the reading comes to nothing."""
    ids = [item.pk for item in items if item.is_blind]
    if ids:
        ReviewItem.objects.filter(pk__in=ids).update(not_for=None, told_status="")
        SecondReading.objects.filter(item__in=ids).update(void_at=timezone.now())


def call_off(first_ids: Collection[int]) -> None:
    """The first decisions were taken back: nobody has to read these any more."""
    now = timezone.now()
    readings = SecondReading.objects.filter(first__in=first_ids)
    ReviewItem.objects.open().filter(second_reading__in=readings).update(
        closed_at=now, claimed_by=None, claim_expires_at=None
    )
    readings.filter(void_at=None).update(void_at=now)
