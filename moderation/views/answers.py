"""What a deed done from a list is answered with: the row alone to htmx, the way back to others."""

from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone

from moderation.models import Decision, ReviewItem
from moderation.records import records
from moderation.rows import Row, row, shown
from moderation.services.undoing import HUMAN_ACTIONS
from moderation.tables import QueueTable
from moderation.views import desk
from moderation.waiting import GOAL_BY_NAME


def may_undo(decision: Decision | None, user) -> bool:
    """Whether to offer the button. Whether it works is for the service to say."""
    return (
        decision is not None
        and decision.action in HUMAN_ACTIONS
        and not decision.is_undone
        and (decision.moderator_id == user.pk or user.has_perm("moderation.review_escalated"))
    )


def last_decision(item: ReviewItem) -> Decision | None:
    """What closed the item."""
    return item.decisions.select_related("moderator", "undone_by", "comment__author").first()


def fresh_row(request: desk.DeskRequest, pk: int, **outcome) -> Row:
    """The item's row as things stand now."""
    item = shown(ReviewItem.objects.all()).get(pk=pk)
    now = timezone.now()
    record = records([item.comment.author_id])[item.comment.author_id]
    decision = outcome.pop("decision", None)
    if decision is None and item.closed_at is not None:
        decision = last_decision(item)
    undoable = may_undo(decision, request.user)
    return row(item, record, request.user, now, decision=decision, may_undo=undoable, **outcome)


def row_answer(
    request: desk.DeskRequest,
    pk: int,
    said: str,
    *,
    undo: Decision | None = None,
    status: int = 200,
    **outcome,
) -> HttpResponse:
    """The row, the toast that says what happened, and the top bar's new counts."""
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
        **desk.top_bar(request),
    }
    return render(request, "moderation/queue/_answer.html", context, status=status)
