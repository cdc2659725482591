"""What of the open items lies where on the scale of rudeness."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from moderation.filters import QueueFilter, ShareField, below
from moderation.forms import SaysProblem
from moderation.histogram import EDGES, STEPS, Limit
from moderation.models import PolicyVersion, ReviewItem

FROM, TO = 0.0, 0.2  # what is chosen before anybody chooses
EDGE_SAMPLES, MIDDLE_SAMPLES = 8, 4


class RangeFilter(QueueFilter):
    """The queue's filters, but for the rudeness, which the drawing shows whole."""

    # None takes an inherited filter away.
    rude_from = None  # type: ignore[assignment]
    rude_to = None  # type: ignore[assignment]
    claim = None
    pile = None


class RangeForm(SaysProblem):
    rude_from = ShareField(label=_("Rudeness from"), required=False, initial=FROM)
    rude_to = ShareField(label=_("to"), required=False, initial=TO)

    @classmethod
    def from_query(cls, query) -> "RangeForm":
        chosen = {"rude_from": query.get("rude_from", FROM), "rude_to": query.get("rude_to", TO)}
        return cls(chosen)

    @property
    def range(self) -> tuple[float, float]:
        """Lower and upper limit; an empty field is its end of the scale. Nothing, at the lower
        end, when the form is not valid."""
        if not self.is_valid():
            return 0.0, 0.0
        low, high = self.cleaned_data["rude_from"], self.cleaned_data["rude_to"]
        return (0.0 if low is None else low, 1.0 if high is None else high)

    def clean(self):
        chosen = super().clean() or self.cleaned_data
        low, high = chosen.get("rude_from"), chosen.get("rude_to")
        if low is not None and high is not None and low > high:
            self.add_error("rude_to", _("The range ends before it begins."))
        return chosen


def between(low: float, high: float) -> Q:
    """Scores from ``low`` on and below ``high``; with a ``high`` of 1, that too."""
    return Q(rudeness__gte=low) & below(high)


def in_range(items: QuerySet[ReviewItem], low: float, high: float) -> QuerySet[ReviewItem]:
    """Least rude first."""
    return items.filter(between(low, high)).order_by("rudeness", "pk")


def amounts(items: QuerySet[ReviewItem]) -> tuple[list[int], int]:
    """(items in each step of the scale, items without a score), in one query."""
    steps = {
        f"step_{number}": Count("pk", filter=between(EDGES[number], EDGES[number + 1]))
        for number in range(STEPS)
    }
    counted = items.order_by().aggregate(none=Count("pk", filter=Q(score=None)), **steps)
    return [counted[f"step_{number}"] for number in range(STEPS)], counted["none"]


def limits(policy: PolicyVersion) -> list[Limit]:
    found = [Limit("hold", policy.hold_at)]
    if policy.remove_at is not None:
        found.append(Limit("remove", policy.remove_at))
    return found


def samples(items: QuerySet[ReviewItem], amount: int) -> list[tuple[Any, Sequence[ReviewItem]]]:
    """(heading, items), …: the least rude, some from the middle, the rudest; all where there are
    few. ``items`` are ordered by rudeness, ``amount`` is how many there are."""
    if amount <= 2 * EDGE_SAMPLES + MIDDLE_SAMPLES:
        return [(_("All of them, least rude first"), list(items))] if amount else []
    middle = (amount - MIDDLE_SAMPLES) // 2
    highest = items.order_by("-rudeness", "-pk")
    return [
        (_("At the lower edge"), list(items[:EDGE_SAMPLES])),
        (_("In the middle"), list(items[middle : middle + MIDDLE_SAMPLES])),
        (_("At the upper edge"), list(highest[:EDGE_SAMPLES])[::-1]),
    ]
