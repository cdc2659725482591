"""Taking back a decision, or what is left of a bulk action."""

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comments.services import Refused
from moderation import services
from moderation.models import Decision, Sanction
from moderation.presentation import inside
from moderation.views import desk
from moderation.views.answers import row_answer
from moderation.views.piles import row_of_pile


@desk.may()
@require_POST
def undo(request: desk.DeskRequest) -> HttpResponse:
    """POST ``decision`` or ``sanction`` (an id) or ``batch`` (a UUID)."""
    if "batch" in request.POST:
        return undo_batch(request)
    if "sanction" in request.POST:
        return undo_sanction(request)
    theirs = Decision.objects.moderatable_by(request.user)
    decision = get_object_or_404(theirs, pk=named(request, "decision"))
    try:
        services.undo(decision, moderator=request.user)
        said, level = (
            _("Taken back: %(deed)s") % {"deed": inside(desk.in_words(decision))},
            messages.SUCCESS,
        )
    except Refused as error:
        said, level = str(error), messages.WARNING
    if request.htmx and decision.item_id and "row" in request.POST:
        return row_answer(request, decision.item_id, said)
    messages.add_message(request, level, said)
    return redirect(desk.way_back(request))


def named(request: desk.DeskRequest, what: str) -> str:
    """The id in the form. Raises BadRequest when it is none."""
    pk = request.POST.get(what, "")
    if not (pk.isascii() and pk.isdecimal()):
        raise BadRequest(f"no {what} named")
    return pk


def undo_sanction(request: desk.DeskRequest) -> HttpResponse:
    """The sanction, and the rejections of the same deed with it."""
    pk = named(request, "sanction")
    theirs = Sanction.objects.moderatable_by(request.user)
    sanction = get_object_or_404(theirs.select_related("user"), pk=pk)
    for level, words in sanction_taken_back(request, sanction):
        messages.add_message(request, level, words)
    return redirect(desk.way_back(request))


def sanction_taken_back(request: desk.DeskRequest, sanction: Sanction) -> list[tuple[int, str]]:
    """(level, sentence), …"""
    try:
        undone, refused = services.undo_sanction(sanction, moderator=request.user)
    except Refused as error:
        return [(messages.WARNING, str(error))]
    deed = _("Taken back: %(deed)s") % {"deed": inside(sanction.get_kind_display())}
    told = [(messages.SUCCESS, deed)]
    return told + (what_was_taken_back(len(undone), refused) if sanction.batch else [])


def undo_batch(request: desk.DeskRequest) -> HttpResponse:
    try:
        batch = uuid.UUID(request.POST["batch"])
    except ValueError as error:
        raise BadRequest("no batch named") from error
    theirs = Sanction.objects.moderatable_by(request.user).select_related("user")
    sanction = theirs.filter(batch=batch, lifted_at=None).first()
    if sanction is not None:  # They were one deed.
        told = sanction_taken_back(request, sanction)
    else:
        undone, refused = services.undo_batch(batch, moderator=request.user)
        told = what_was_taken_back(len(undone), refused)
    if request.htmx and (row := request.POST.get("row", "")) and row.isascii() and row.isdecimal():
        return row_of_pile(request, int(row), " ".join(words for _level, words in told))
    for level, words in told:
        messages.add_message(request, level, words)
    return redirect(desk.way_back(request))


def what_was_taken_back(amount: int, refused: list[str]) -> list[tuple[int, str]]:
    """(level, sentence), …"""
    told = []
    if amount:
        done = ngettext(
            "Taken back: %(count)s decision.", "Taken back: %(count)s decisions.", amount
        )
        told.append((messages.SUCCESS, done % {"count": amount}))
    for why in dict.fromkeys(refused):
        words = _("Not taken back (%(count)s): %(why)s")
        told.append((messages.WARNING, words % {"count": refused.count(why), "why": why}))
    return told or [(messages.INFO, _("There was nothing left to take back."))]
