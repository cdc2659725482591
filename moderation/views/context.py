"""What surrounds a comment, as fragments that unfold where it is being read."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from moderation import surroundings
from moderation.charts import spark, spark_y
from moderation.models import PolicyVersion, ReviewItem
from moderation.views import desk

SHOWN = ("comment__author", "comment__article", "comment__parent__author")


@desk.may()
@require_safe
def thread(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """The comments above, beside and below the item's, and the article they are about."""
    comment = comment_of(request, pk)
    context = {
        "comment": comment,
        "thread": surroundings.thread(comment),
        "now": timezone.now(),
    }
    return render(request, "moderation/context/_thread.html", context)


@desk.may()
@require_safe
def author(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """The record of the item's author."""
    comment = comment_of(request, pk)
    now = timezone.now()
    found = surroundings.author(comment, request.user, now)
    context = {
        "comment": comment,
        "author": found,
        "dots": spark(found.last),
        "limit_y": spark_y(PolicyVersion.current().hold_at),
        "now": now,
    }
    return render(request, "moderation/context/_author.html", context)


def comment_of(request: desk.DeskRequest, pk: int):
    items = ReviewItem.objects.moderatable_by(request.user)
    return get_object_or_404(items.select_related(*SHOWN), pk=pk).comment
