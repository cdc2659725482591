"""Limiting a colleague to sections, from their page."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comments.models import Section, User
from comments.services import Refused
from moderation.services import limiting
from moderation.views import desk
from moderation.views.people import person_or_404

ALL, SOME = "all", "some"


class LimitForm(forms.Form):
    where = forms.ChoiceField(
        choices=[(ALL, gettext_lazy("All sections")), (SOME, gettext_lazy("Only these:"))]
    )
    sections = forms.ModelMultipleChoiceField(queryset=Section.objects.none(), required=False)

    def __init__(self, viewer: User, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sections"].queryset = Section.objects.moderatable_by(viewer)  # type: ignore[attr-defined]


@desk.may(limiting.LIMIT)
@require_POST
def limit_person(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """POST ``where``, "all" or "some", and then ``sections``, ids."""
    colleague = person_or_404(request, pk)
    form = LimitForm(request.user, request.POST)
    back = redirect(reverse("moderation:person", args=[pk]) + "#limit")
    if not form.is_valid():
        messages.warning(request, _("The form could not be read, so nothing was changed."))
        return back
    chosen = list(form.cleaned_data["sections"]) if form.cleaned_data["where"] == SOME else None
    try:
        limiting.limit(colleague, sections=chosen, by=request.user)
    except Refused as error:
        messages.warning(request, str(error))
    else:
        name = desk.isolate(colleague.name)
        said = _("%(name)s works in all sections.") % {"name": name}
        if chosen is not None:
            words = _("%(name)s works in these sections alone: %(sections)s.")
            said = words % {"name": name, "sections": ", ".join(map(str, chosen))}
        messages.success(request, said)
    return back
