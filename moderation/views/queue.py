"""The review queue: what waits, as a table that can be filtered, ordered and paged."""

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.http import require_safe

from moderation.filters import QueueFilter
from moderation.orders import ORDERS, URGENT, prepared
from moderation.presentation import CAP
from moderation.rows import rows, shown
from moderation.tables import QueueTable
from moderation.views import desk
from moderation.views.paged import query_without, turn_to
from moderation.waiting import GOAL_BY_NAME, items_of


@desk.may()
@require_safe
def queue(request: desk.DeskRequest) -> HttpResponse:
    name = request.GET.get("queue", "")
    goal = GOAL_BY_NAME.get(name)
    order = ORDERS.get(request.GET.get("order", ""), URGENT)
    items = items_of(name, request.user)
    narrowed = QueueFilter(request.GET, items, request=request)
    found = turn_to(request, prepared(shown(narrowed.qs), order), order.keys)
    table = QueueTable(
        rows(found.rows, request.user, timezone.now()),
        csrf_token=get_token(request),
        here=request.get_full_path(),
        queue=name if goal else "",
    )
    is_narrowed = any(narrowed.form.cleaned_data.values())
    context = {
        "queue": name if goal else "",
        "goal": goal,
        "table": table,
        "page": found,
        "filter": narrowed,
        "is_narrowed": is_narrowed,
        "total": narrowed.qs.order_by()[: CAP + 1].count() if is_narrowed else None,
        "order": order,
        "orders": ORDERS.values(),
        "query": query_without(request.GET, "after", "before").urlencode(),
    }
    return desk.page(request, "moderation/queue.html", context)
