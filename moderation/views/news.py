"""What a page of the queue that stands open is told: how many came in, what others did to its rows.

Nothing is put into the list. Rows that changed change in place; new ones wait until asked for.
"""

from datetime import datetime

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from moderation.models import ReviewItem
from moderation.paging import read_id, read_time
from moderation.presentation import CAP
from moderation.rows import state_of
from moderation.tables import QueueTable
from moderation.views import desk
from moderation.views.answers import fresh_rows
from moderation.views.listing import Listing, listing

MOST_ROWS = 100  # rows of one page that are looked after


@desk.may()
@require_safe
def news(request: desk.DeskRequest) -> HttpResponse:
    """GET ``since``, an ISO time, and ``rows``: "12:free,15:mine", the rows with their states."""
    try:
        since = read_time(request.GET.get("since", ""))
        seen = read_rows(request.GET.get("rows", ""))
    except ValueError as error:
        raise BadRequest("no time, or no rows") from error
    now = timezone.now()
    listed = listing(request)
    back = reverse("moderation:queue") + (f"?{listed.query}" if listed.query else "")
    context = {
        "queue": listed.queue,
        "arrived": arrived(listed, since),
        "since_time": since,
        "back": back,
        "table": changed_table(request, changed(seen, request.user, now), listed, back),
        **desk.top_bar(request),
    }
    return render(request, "moderation/queue/_news_answer.html", context)


def arrived(listed: Listing, since: datetime) -> int:
    """How many of this list wait since after ``since``; counted no further than CAP + 1."""
    newer = listed.filter.qs.filter(**{f"{listed.since}__gt": since})
    return newer.order_by()[: CAP + 1].count()


def read_rows(text: str) -> dict[int, str]:
    """Item -> the state it is shown in. Raises ValueError."""
    pairs = [pair.partition(":") for pair in text.split(",") if pair][:MOST_ROWS]
    return {read_id(pk): state for pk, _, state in pairs}


def changed(seen: dict[int, str], user, now: datetime) -> list[int]:
    """The items that stand otherwise than they are shown."""
    theirs = ReviewItem.objects.moderatable_by(user)
    items = theirs.filter(pk__in=seen).select_related("claimed_by")
    return [
        item.pk
        for item in items
        if state_of(item, user, now, is_done=item.closed_at is not None) != seen[item.pk]
    ]


def changed_table(
    request: desk.DeskRequest, pks: list[int], listed: Listing, here: str
) -> QueueTable | None:
    if not pks:
        return None
    return QueueTable(
        fresh_rows(request, pks), csrf_token=get_token(request), here=here, queue=listed.queue
    )
