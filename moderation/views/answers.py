"""What a deed done from a list is answered with: the row alone to htmx, the way back to others."""

import uuid
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from moderation.models import UNDOABLE, Decision, ReviewItem
from moderation.records import records
from moderation.rows import Row, row, shown
from moderation.tables import QueueTable
from moderation.views import desk
from moderation.waiting import GOAL_BY_NAME


def may_undo(decision: Decision | None, user) -> bool:
    """Whether to offer the button. Whether it works is for the service to say."""
    return (
        decision is not None
        and decision.action in UNDOABLE
        and not decision.is_undone
        and (decision.moderator_id == user.pk or user.has_perm("moderation.review_escalated"))
    )


def last_decision(item: ReviewItem) -> Decision | None:
    """What closed the item."""
    return item.decisions.select_related("moderator", "undone_by", "comment__author").first()


def fresh_row(request: desk.DeskRequest, pk: int, **outcome) -> Row:
    """The item's row as things stand now."""
    item = get_object_or_404(shown(ReviewItem.objects.moderatable_by(request.user)), pk=pk)
    now = timezone.now()
    record = records([item.comment.author_id], request.user)[item.comment.author_id]
    decision = outcome.pop("decision", None)
    if decision is None and item.closed_at is not None:
        decision = last_decision(item)
    undoable = may_undo(decision, request.user)
    return row(item, record, request.user, now, decision=decision, may_undo=undoable, **outcome)


def fresh_rows(request: desk.DeskRequest, pks: list[int]) -> list[Row]:
    """As `fresh_row`, for several, in a number of queries that does not grow."""
    seen = ReviewItem.objects.moderatable_by(request.user)
    items = list(shown(seen.filter(pk__in=pks)))
    by_author = records({item.comment.author_id for item in items}, request.user)
    closed = [item.pk for item in items if item.closed_at is not None]
    related = ("moderator", "undone_by", "comment__author")
    decisions = Decision.objects.moderatable_by(request.user).select_related(*related)
    on_closed = decisions.filter(item__in=closed)
    last = {decision.item_id: decision for decision in on_closed.order_by("pk")}
    now = timezone.now()
    return [
        row(
            item,
            by_author[item.comment.author_id],
            request.user,
            now,
            decision=last.get(item.pk),
            may_undo=may_undo(last.get(item.pk), request.user),
        )
        for item in items
    ]


def row_answer(
    request: desk.DeskRequest,
    pk: int,
    said: str,
    *,
    undo: Decision | None = None,
    batch: uuid.UUID | None = None,
    status: int = 200,
    **outcome,
) -> HttpResponse:
    """The row, the toast that says what happened, and the top bar's new counts. The toast takes
    back ``undo``, or the whole ``batch`` that the row stands for."""
    here = desk.way_back(request)
    queue = QueryDict(urlsplit(here).query).get("queue", "")
    table = QueueTable(
        [fresh_row(request, pk, **outcome)],
        csrf_token=get_token(request),
        here=here,
        queue=queue if queue in GOAL_BY_NAME else "",
    )
    context = {
        "table": table,
        "here": here,
        "queue": queue,
        "said": said,
        "undo": undo,
        "undo_batch": batch,
        "row_id": pk,
        **desk.top_bar(request),
    }
    return render(request, "moderation/queue/_answer.html", context, status=status)
