"""The orders of the queue, each a keyset that its index can follow."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from moderation.models import ReviewItem
from moderation.paging import Key, read_id, read_number, read_time

BY_ID = Key("id", read_id)


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
    (Key("rudeness", read_number, descending=True), BY_ID),
)
ORDERS = {order.name: order for order in (URGENT, OLDEST, RUDEST)}


def neighbours(item: ReviewItem, items: QuerySet) -> tuple[ReviewItem | None, ReviewItem | None]:
    """The items of ``items`` before and after ``item``, most urgent first; two queries."""
    above = items.filter(priority__gt=item.priority) | items.filter(
        priority=item.priority, pk__lt=item.pk
    )
    below = items.filter(priority__lt=item.priority) | items.filter(
        priority=item.priority, pk__gt=item.pk
    )
    return above.order_by("priority", "-id").first(), below.order_by("-priority", "id").first()
