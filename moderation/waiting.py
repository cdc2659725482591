"""What waits where, for how long, and who is on it: the top bar of every page of the desk."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import IntegerField, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import User
from moderation.models import ReviewItem, ReviewItemQuerySet
from moderation.presentation import CAP

MOST_CLAIMS = 200  # live claims looked at; a desk has fewer


class CappedCount(Subquery):
    """The number of rows of a queryset, counted no further than CAP + 1."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()
    most = CAP + 1

    def __init__(self, rows: QuerySet):
        super().__init__(rows.order_by().values("pk")[: self.most])


@dataclass(frozen=True, slots=True)
class Goal:
    """One queue: which items, since when they wait, how soon they should be decided."""

    name: str
    label: str | Promise
    meaning: str | Promise
    time: timedelta
    since: str  # the field from which the wait counts
    when_empty: str | Promise
    readers_see: bool | None = None  # of its items; None: of some

    def items(self, moderator: User) -> ReviewItemQuerySet:
        return getattr(ReviewItem.objects.moderatable_by(moderator), self.name)()

    def by_index(self, items: QuerySet) -> QuerySet:
        """The same ``items`` of this queue, read along its index. SQLite looks into none for a bare
        condition, as Django writes "= True"; in what folding asks of each row it must not, or it
        would take this index there, too, and read the whole queue for each row."""
        if self.readers_see is None:
            return items
        return items.filter(readers_see__in=[self.readers_see])


GOALS = (
    Goal(
        "reported",
        gettext_lazy("Reported"),
        gettext_lazy("readers see these"),
        timedelta(minutes=10),
        "opened_at",
        gettext_lazy("Readers have reported nothing that is still to be decided."),
        readers_see=True,
    ),
    Goal(
        "held",
        gettext_lazy("Held"),
        gettext_lazy("authors wait for these"),
        timedelta(minutes=30),
        "opened_at",
        gettext_lazy("No author waits for a moderator."),
        readers_see=False,
    ),
    Goal(
        "escalated",
        gettext_lazy("Escalated"),
        gettext_lazy("for a lead"),
        timedelta(hours=1),
        "escalated_at",
        gettext_lazy("Nothing waits for a lead."),
    ),
)
GOAL_BY_NAME = {goal.name: goal for goal in GOALS}


@dataclass(frozen=True, slots=True)
class Queue:
    """How one queue stands. ``count`` stops at CAP + 1; ``age`` is that of its oldest item."""

    name: str
    label: str | Promise
    count: int
    age: timedelta | None
    goal: Goal | None = None

    @property
    def is_late(self) -> bool:
        return self.goal is not None and self.age is not None and self.age > self.goal.time

    @property
    def url(self) -> str:
        query = f"?queue={self.name}" if self.name else ""
        return reverse("moderation:queue") + query


def decidable(moderator: User) -> ReviewItemQuerySet:
    """The open items that ``moderator`` may decide: what was escalated is for leads."""
    items = ReviewItem.objects.moderatable_by(moderator).open()
    if moderator.has_perm("moderation.review_escalated"):
        return items
    return items.filter(escalated_at=None)


def items_of(queue: str, moderator: User) -> ReviewItemQuerySet:
    """The items of one queue by its name, or all that ``moderator`` may decide."""
    goal = GOAL_BY_NAME.get(queue)
    return goal.items(moderator) if goal else decidable(moderator)


def queues(moderator: User, now: datetime) -> list[Queue]:
    """Reported, held, escalated, and all that ``moderator`` may decide. One query, which has to
    hang on some row: the moderator's own."""
    columns: list[Subquery] = []
    for goal in GOALS:
        items = goal.by_index(goal.items(moderator))
        oldest = items.order_by(goal.since).values(goal.since)[:1]
        columns += [CappedCount(items), Subquery(oldest)]
    row = User.objects.filter(pk=moderator.pk).values_list(*columns).get()
    may_decide_all = moderator.has_perm("moderation.review_escalated")
    found = []
    for goal, count, oldest_at in zip(GOALS, row[::2], row[1::2], strict=True):
        age = max(now - oldest_at, timedelta(0)) if oldest_at else None
        found.append(Queue(goal.name, goal.label, count, age, goal))
    theirs = [queue for queue in found if queue.name != "escalated" or may_decide_all]
    ages = [queue.age for queue in theirs if queue.age is not None]
    total = sum(queue.count for queue in theirs)
    return [*found, Queue("", _("All"), total, max(ages, default=None))]


@dataclass(frozen=True, slots=True)
class Colleague:
    user: User
    claims: int


def here(moderator: User, now: datetime) -> list[Colleague]:
    """Who holds live claims, colleagues by name, then ``moderator``, who is here in any case."""
    items = ReviewItem.objects.moderatable_by(moderator).open()
    live = items.filter(claim_expires_at__gt=now, claimed_by__isnull=False)
    claims = Counter(item.claimed_by for item in live.select_related("claimed_by")[:MOST_CLAIMS])
    others = sorted((user for user in claims if user != moderator), key=lambda user: user.name)
    return [
        *(Colleague(user, claims[user]) for user in others),
        Colleague(moderator, claims[moderator]),
    ]
