"""How one moderator wants the desk: keys, and care for whoever reads abuse all day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from moderation import ways
from moderation.forms import DeskSettingsForm
from moderation.keys import KEYS, LAYOUTS
from moderation.views import desk


@desk.may()
@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: desk.DeskRequest) -> HttpResponse:
    chosen = ways.ways_of(request.user)
    form = DeskSettingsForm(request.POST or None, instance=chosen)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved. The desk is as you want it from here on."))
        return redirect("moderation:settings")
    context = {
        "form": form,
        "key_lines": KEYS,
        "reason_lines": {name: each.reason_keys for name, each in LAYOUTS.items()},
        "hard_run": ways.HARD_RUN,
    }
    status = 422 if form.is_bound else 200
    return desk.page(request, "moderation/settings.html", context, status=status)
