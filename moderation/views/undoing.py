"""Taking back a decision, or what is left of a bulk action."""

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from comments.services import Refused
from moderation import services
from moderation.models import Decision
from moderation.presentation import plural
from moderation.views import desk
from moderation.views.answers import row_answer


@desk.may()
@require_POST
def undo(request: desk.DeskRequest) -> HttpResponse:
    """POST ``decision`` (an id) or ``batch`` (a UUID)."""
    if "batch" in request.POST:
        return undo_batch(request)
    pk = request.POST.get("decision", "")
    if not (pk.isascii() and pk.isdecimal()):
        raise BadRequest("no decision named")
    decision = get_object_or_404(Decision, pk=pk)
    try:
        services.undo(decision, moderator=request.user)
        said, level = f"Taken back: {desk.in_words(decision).lower()}", messages.SUCCESS
    except Refused as error:
        said, level = str(error), messages.WARNING
    if request.htmx and decision.item_id and "row" in request.POST:
        return row_answer(request, decision.item_id, said)
    messages.add_message(request, level, said)
    return redirect(desk.way_back(request))


def undo_batch(request: desk.DeskRequest) -> HttpResponse:
    try:
        batch = uuid.UUID(request.POST["batch"])
    except ValueError as error:
        raise BadRequest("no batch named") from error
    undone, refused = services.undo_batch(batch, moderator=request.user)
    if undone:
        messages.success(request, f"Taken back: {plural(len(undone), 'decision')}.")
    for why in dict.fromkeys(refused):
        messages.warning(request, f"Not taken back ({refused.count(why)}): {why}")
    if not undone and not refused:
        messages.info(request, "There was nothing left to take back.")
    return redirect(desk.way_back(request))
