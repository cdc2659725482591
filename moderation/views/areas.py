"""Who looks after which section or article."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comments.models import Section, User
from comments.services import Refused
from moderation import roles
from moderation.forms import AssignForm
from moderation.models import Assignment
from moderation.services.assigning import assign, unassign
from moderation.views import desk

LEADS = "moderation.review_escalated"


def colleagues(viewer: User) -> QuerySet[User]:
    """Everybody with a role at the desk, by name."""
    at_desk = Q(groups__name__in=roles.STAFF) | Q(is_superuser=True)
    people = User.objects.moderatable_by(viewer)
    return people.filter(at_desk, is_active=True).distinct().order_by("username")


@desk.may()
@require_safe
def areas(request: desk.DeskRequest) -> HttpResponse:
    return areas_page(
        request, AssignForm(colleagues(request.user), request.user, initial=request.GET)
    )


def areas_page(request: desk.DeskRequest, form: AssignForm, *, status: int = 200) -> HttpResponse:
    related = ("moderator", "section", "article", "assigned_by")
    sections = Section.objects.moderatable_by(request.user)
    assigned = Assignment.objects.moderatable_by(request.user).select_related(*related)
    context = {
        "assigned": assigned.order_by("moderator__username", "section__position", "pk"),
        "without": sections.exclude(assignments__isnull=False),
        "form": form,
    }
    return desk.page(request, "moderation/areas.html", context, status=status)


@desk.may(LEADS)
@require_POST
def assign_area(request: desk.DeskRequest) -> HttpResponse:
    """Give a moderator a section or an article. A refusal keeps what was chosen."""
    form = AssignForm(colleagues(request.user), request.user, request.POST)
    if not form.is_valid():
        return areas_page(request, form, status=422)
    try:
        made = assign(assigned_by=request.user, **form.cleaned_data)
    except Refused as error:
        form.add_error(None, str(error))
        return areas_page(request, form, status=422)
    words = _("%(name)s looks after %(area)s.")
    area = made.section or made.article
    messages.success(request, words % {"name": desk.isolate(made.moderator.name), "area": area})
    return redirect("moderation:areas")


@desk.may(LEADS)
@require_POST
def unassign_area(request: desk.DeskRequest, pk: int) -> HttpResponse:
    theirs = Assignment.objects.moderatable_by(request.user)
    found = get_object_or_404(theirs.select_related("section", "article"), pk=pk)
    unassign(found)
    messages.success(request, _("Nobody is named for it any more, unless others are."))
    return redirect("moderation:areas")
