"""The orders of the queue, each a keyset that its index can follow."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import FloatField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from moderation.models import ReviewItem
from moderation.paging import Key, read_id, read_number, read_time

BY_ID = Key("id", read_id)
NO_SCORE = -1.0  # sorts what could not be scored last


@dataclass(frozen=True, slots=True)
class Order:
    name: str
    label: str | Promise
    keys: Sequence[Key]


URGENT = Order(
    "urgent",
    gettext_lazy("Most urgent first"),
    (Key("priority", read_number, descending=True), BY_ID),
)
OLDEST = Order(
    "oldest", gettext_lazy("Longest waiting first"), (Key("opened_at", read_time), BY_ID)
)
RUDEST = Order(
    "rudest",
    gettext_lazy("Rudest first"),
    (Key("rudeness_or_less", read_number, descending=True), BY_ID),
)
ORDERS = {order.name: order for order in (URGENT, OLDEST, RUDEST)}


def prepared(items: QuerySet, order: Order) -> QuerySet:
    """``items`` with what the keys of ``order`` name."""
    if order is not RUDEST:
        return items
    lowest = Value(NO_SCORE, output_field=FloatField())
    return items.annotate(rudeness_or_less=Coalesce("score__rudeness", lowest))


def neighbours(item: ReviewItem, items: QuerySet) -> tuple[ReviewItem | None, ReviewItem | None]:
    """The items of ``items`` before and after ``item``, most urgent first; two queries."""
    above = items.filter(priority__gt=item.priority) | items.filter(
        priority=item.priority, pk__lt=item.pk
    )
    below = items.filter(priority__lt=item.priority) | items.filter(
        priority=item.priority, pk__gt=item.pk
    )
    return above.order_by("priority", "-id").first(), below.order_by("-priority", "id").first()
