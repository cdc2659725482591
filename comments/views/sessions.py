"""Where one is logged in, and ending it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comments.accounts.sessions import end_one, end_others, open_sign_ins

MOST_ID = 2**63 - 1


@never_cache
@login_required
@reauthentication_required(enabled=lambda request: request.method == "POST")
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request):
    """POST ``end``: the number of a log-in, or "others". Whoever ends one shows that it is they:
    else a stranger at an open screen could shut its owner out."""
    if request.method != "POST":
        context = {"rows": open_sign_ins(request.user), "here": request.session.session_key}
        return render(request, "comments/sessions.html", context)
    which = request.POST.get("end", "")
    if which == "others":
        end_others(request)
        messages.success(request, _("You are logged in only here now."))
    elif which.isascii() and which.isdecimal() and int(which) <= MOST_ID:
        if end_one(request.user, int(which)):
            messages.success(request, _("That log-in has ended."))
        else:
            messages.info(request, _("That log-in had ended already."))
    return redirect("comments:sessions")
