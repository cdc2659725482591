"""The review queue: what waits, as a table that can be filtered, ordered and paged."""

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.http import require_safe

from moderation import piles
from moderation.orders import ORDERS
from moderation.pipeline import health
from moderation.presentation import CAP
from moderation.rows import filled, rows
from moderation.tables import QueueTable
from moderation.troubles import troubles
from moderation.views import desk
from moderation.views.listing import PLACES, folds, listing
from moderation.views.paged import query_without, turn_to


@desk.may()
@require_safe
def queue(request: desk.DeskRequest) -> HttpResponse:
    listed = listing(request)
    now = timezone.now()
    found = turn_to(request, listed.rows, listed.order.keys)
    items = filled(found.rows, request.user)
    table = QueueTable(
        rows(items, request.user, now, folds=folds(listed, items)),
        csrf_token=get_token(request),
        here=request.get_full_path(),
        queue=listed.queue,
        list_query=query_without(request.GET, *PLACES, "pile", "author").urlencode(),
    )
    narrowed = listed.filter.qs.order_by() if listed.is_narrowed else None
    context = {
        "troubles": troubles(health.check(now)),
        "queue": listed.queue,
        "goal": listed.goal,
        "table": table,
        "page": found,
        "filter": listed.filter,
        "is_narrowed": listed.is_narrowed,
        "total": None if narrowed is None else narrowed[: CAP + 1].count(),
        "order": listed.order,
        "orders": ORDERS.values(),
        "query": listed.query,
        "fold": listed.fold,
        "folds": piles.WAYS.items(),
        "since": now.isoformat(),
    }
    return desk.page(request, "moderation/queue.html", context)
