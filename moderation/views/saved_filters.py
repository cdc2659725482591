"""Saving the filter of a page under a name, opening it again, deleting it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comments.services import Refused
from moderation.models import Page, SavedFilter
from moderation.services.saved_filters import forget_filter, save_filter, saved_by
from moderation.views import desk

ADDRESSES = {Page.QUEUE: "moderation:queue", Page.SEARCH: "moderation:search"}
UNNAMED = gettext_lazy("Give the filter a name to save it under.")


class SaveForm(forms.Form):
    page = forms.ChoiceField(choices=Page.choices)
    query = forms.CharField(required=False, max_length=4_000)
    name = forms.CharField(
        max_length=SavedFilter._meta.get_field("name").max_length,
        error_messages={
            "required": UNNAMED,
            "max_length": gettext_lazy("The name is too long: at most %(limit_value)d characters."),
        },
    )


@desk.may()
@require_safe
def saved_filters(request: desk.DeskRequest) -> HttpResponse:
    """What somebody has saved for one page, alone or as the part that the page opens."""
    page = request.GET.get("page", "")
    if page not in Page.values:
        return HttpResponseBadRequest("no such page")
    context = {
        "saved": saved_by(request.user, page),
        "saves": page,
        "page_label": Page(page).label,
        "address": reverse(ADDRESSES[Page(page)]),
        "query": request.GET.get("query", ""),
        "here": request.GET.get("next", "") or reverse(ADDRESSES[Page(page)]),
    }
    if request.htmx:
        return render(request, "moderation/search/_saved_list.html", context)
    return desk.page(request, "moderation/search/saved.html", context)


@desk.may()
@require_POST
def save(request: desk.DeskRequest) -> HttpResponse:
    form = SaveForm(request.POST)
    if not form.is_valid():
        error = next(iter(form.errors.values()))[0]
        messages.warning(request, str(error))
        return redirect(desk.way_back(request))
    try:
        saved = save_filter(request.user, **form.cleaned_data)
    except Refused as error:
        messages.warning(request, str(error))
    else:
        name = desk.isolate(saved.name)
        messages.success(request, _("Saved as “%(name)s”.") % {"name": name})
    return redirect(desk.way_back(request))


@desk.may()
@require_POST
def forget(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """One's own only: for others there is no such filter."""
    saved = get_object_or_404(SavedFilter, pk=pk, owner=request.user)
    forget_filter(saved)
    messages.success(
        request, _("The filter “%(name)s” is deleted.") % {"name": desk.isolate(saved.name)}
    )
    return redirect(desk.way_back(request))
