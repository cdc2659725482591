"""The list that an address names: a queue, narrowed and ordered. The queue's table, its news and
the view of one comment at a time read the same address."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.http import QueryDict

from moderation import piles
from moderation.filters import QueueFilter
from moderation.models import ReviewItem
from moderation.orders import ORDERS, URGENT, Order
from moderation.paging import order as by
from moderation.views import desk
from moderation.views.paged import query_without
from moderation.waiting import GOAL_BY_NAME, Goal, items_of

# What an address says besides which list it is.
PLACES = ("after", "before", "since", "rows", "without", "first", "want", "easy")


@dataclass(frozen=True, slots=True)
class Listing:
    queue: str  # "" for all that waits
    goal: Goal | None
    order: Order
    filter: QueueFilter
    query: str  # the address after "?", without a place in the list
    fold: str = piles.ALIKE  # one of piles.WAYS

    @property
    def rows(self) -> QuerySet:
        """The items with a row of their own, for `piles.folds` to say what else they stand for."""
        found = piles.folded(self.filter.qs, self.fold, of_one_author=self.is_of_one_author)
        if article := self.filter.form.cleaned_data.get("article"):
            return found.filter(article=article)
        return self.goal.by_index(found) if self.goal else found

    @property
    def is_of_one_author(self) -> bool:
        return bool(self.filter.form.cleaned_data.get("author"))

    @property
    def since(self) -> str:
        """The field from which an item waits here."""
        return self.goal.since if self.goal else "opened_at"

    @property
    def is_narrowed(self) -> bool:
        return any(self.filter.form.cleaned_data.values())


def listing(request: desk.DeskRequest, query: QueryDict | None = None) -> Listing:
    """The list of the request's address, or of another one's ``query``."""
    asked = request.GET if query is None else query
    name, fold = asked.get("queue", ""), asked.get("fold", "")
    goal = GOAL_BY_NAME.get(name)
    return Listing(
        queue=name if goal else "",
        goal=goal,
        order=ORDERS.get(asked.get("order", ""), URGENT),
        filter=QueueFilter(asked, items_of(name, request.user), request=request),
        query=query_without(asked, *PLACES).urlencode(),
        # A pile that was opened shows what lies in it.
        fold=piles.OFF if "pile" in asked or fold not in piles.WAYS else fold,
    )


def listing_of_way_back(request: desk.DeskRequest) -> Listing:
    """The list that a form was sent from."""
    return listing(request, QueryDict(urlsplit(desk.way_back(request)).query))


def folds(listed: Listing, found: Sequence[ReviewItem]) -> dict[int, piles.Fold]:
    """What the rows of a page stand for."""
    return piles.folds(found, listed.filter.qs, listed.fold, of_one_author=listed.is_of_one_author)


def in_turn(listed: Listing, items: QuerySet, user, now) -> QuerySet:
    """What of ``items`` ``user`` may decide now, in the list's order: no colleague is on it."""
    free = Q(claimed_by=None) | Q(claim_expires_at__lte=now) | Q(claimed_by=user)
    items = items.filter(free)
    if not user.has_perm("moderation.review_escalated"):
        items = items.filter(escalated_at=None)
    return items.order_by(*(by(key, False) for key in listed.order.keys))
