"""Taking, renewing and giving back a claim, and asking for a look at any comment."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments.models import Comment
from comments.services import Refused
from moderation import services
from moderation.models import ReviewItem
from moderation.views import desk
from moderation.views.answers import row_answer
from moderation.views.item import claim_line
from moderation.waiting import GOAL_BY_NAME, decidable, items_of


@desk.may()
@require_POST
def claim_next(request: desk.DeskRequest) -> HttpResponse:
    """Open the most urgent item that nobody is on. What only leads decide is for leads."""
    name = request.POST.get("queue", "")
    items = items_of(name, request.user) & decidable(request.user)
    item = services.claim_next(request.user, queue=items)
    if item is None:
        messages.info(
            request, _("Nothing is free here now: all is decided, or colleagues are on it.")
        )
        return redirect(desk.way_back(request))
    return redirect(item.get_absolute_url() + (f"?queue={name}" if name in GOAL_BY_NAME else ""))


@desk.may()
@require_POST
def claim(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """Take or renew. The item page renews by itself and wants its line back, the queue its row."""
    items = ReviewItem.objects.moderatable_by(request.user)
    item = get_object_or_404(items.select_related("claimed_by"), pk=pk)
    try:
        services.claim(item, moderator=request.user)
        said, problem = _("Yours for two minutes"), False
    except Refused as error:
        said, problem = str(error), True
    if request.htmx and "renew" in request.POST:
        return claim_line(request, item.pk)
    return answer(request, item, said, problem)


@desk.may()
@require_POST
def release(request: desk.DeskRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(ReviewItem.objects.moderatable_by(request.user), pk=pk)
    services.release(item, moderator=request.user)
    if "leaving" in request.POST:  # From a page that is being closed: nobody reads the answer.
        return HttpResponse(status=204)
    return answer(request, item, _("Given back"), problem=False)


def answer(request: desk.DeskRequest, item: ReviewItem, said: str, problem: bool) -> HttpResponse:
    if request.htmx:
        return row_answer(request, item.pk, said)
    if problem:
        messages.warning(request, said)
    return redirect(desk.way_back(request, item.get_absolute_url()))


@desk.may()
@require_POST
def open_for_review(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """Put any comment before moderators, and go there."""
    comment = get_object_or_404(Comment.objects.moderatable_by(request.user), pk=pk)
    try:
        item = services.open_for_review(comment, moderator=request.user)
    except Refused as error:
        messages.warning(request, str(error))
        return redirect(desk.way_back(request))
    return redirect(item.get_absolute_url())
