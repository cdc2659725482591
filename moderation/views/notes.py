"""Leaving a note for colleagues, about a comment or a person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments.models import Comment, User
from comments.services import Refused
from moderation.services.notes import write_note
from moderation.views import desk


@desk.may()
@require_POST
def of_person(request: desk.DeskRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.moderatable_by(request.user), pk=pk)
    return keep(request, reverse("moderation:person", args=[pk]), person=person)


@desk.may()
@require_POST
def of_comment(request: desk.DeskRequest, pk: int) -> HttpResponse:
    comment = get_object_or_404(Comment.objects.moderatable_by(request.user), pk=pk)
    return keep(request, reverse("moderation:queue"), comment=comment)


def keep(request: desk.DeskRequest, default: str, **about) -> HttpResponse:
    """Keep the note and go back to where it was written."""
    try:
        write_note(request.POST.get("text", ""), author=request.user, **about)
        messages.success(request, _("The note is kept. Only colleagues read it."))
    except Refused as error:
        messages.warning(request, str(error))
    return redirect(desk.way_back(request, default) + "#notes")
