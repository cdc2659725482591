"""What surrounds a comment, as fragments that unfold where it is being read."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from moderation import surroundings
from moderation.models import ReviewItem
from moderation.people_facts import panel
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
    found, now = comment_of(request, pk), timezone.now()
    context = {**panel(found.author, request.user, now), "now": now, "frame": "context-in"}
    return render(request, "moderation/person/_panel.html", context)


def comment_of(request: desk.DeskRequest, pk: int):
    items = ReviewItem.objects.moderatable_by(request.user)
    return get_object_or_404(items.select_related(*SHOWN), pk=pk).comment
