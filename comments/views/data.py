"""Taking one's data along, and leaving for good."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comments import pace, services
from comments.accounts import tries
from comments.forms import LeaveForm
from comments.privacy import erasing
from comments.privacy.exporting import archive
from comments.views.pace import later


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def download(request):
    """All that is known of the reader: the page says what is in it, and POST gives the file."""
    if request.method != "POST":
        return render(request, "comments/data.html")
    return HttpResponse(
        archive(request.user),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="my-data.zip"'},
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request):
    """Delete the account, once its password was typed again. Whoever has none (a passkey alone)
    shows in another way that it is they."""
    if not request.user.has_usable_password():
        return without_password(request)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return ask(request, form)
    try:
        tries.admit(request, request.user.username)
    except pace.TooFast as refusal:
        form.add_error(None, str(refusal))
        return later(ask(request, form), refusal)
    if not request.user.check_password(form.cleaned_data["password"]):
        form.add_error("password", _("That is not your password. Nothing was deleted."))
        return ask(request, form)
    return go(request, form)


@reauthentication_required
def without_password(request):
    form = LeaveForm(request.POST if request.method == "POST" else None)
    del form.fields["password"]
    return go(request, form) if form.is_valid() else ask(request, form)


def go(request, form: LeaveForm) -> HttpResponse:
    try:
        erasure = erasing.begin(request.user)
    except services.CannotErase as refusal:
        form.add_error(None, str(refusal))
        return ask(request, form)
    logout(request)
    # From here on a worker would go on with it; see tasks.py.
    erasing.finish(erasure)
    messages.success(request, _("Your account is deleted. Goodbye."))
    return redirect("comments:index")


def ask(request, form: LeaveForm) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "comments/leave.html", {"form": form}, status=status)
