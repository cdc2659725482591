"""What a reader is told: confirming a warning, and notices by mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from comments import services
from comments.models import NoticeMails
from comments.services.following import NoAddress

MOST = 100  # warnings in one form


@login_required
@require_POST
def acknowledge(request) -> HttpResponse:
    """The reader has read the warnings named ``notice``, and goes on where they were."""
    named = request.POST.getlist("notice")[:MOST]
    ids = [int(pk) for pk in named if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    if services.acknowledge(request.user, ids):
        messages.success(request, _("Thank you. You can post again."))
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return redirect(target)
    return redirect("comments:me")


@login_required
@require_POST
def want_mails(request) -> HttpResponse:
    """Notices by mail, with ``mails=1``; without it no more of them."""
    if request.POST.get("mails") != "1":
        services.stop_notice_mails(request.user)
        messages.success(request, _("You get no mails about your comments."))
        return redirect(reverse("comments:me") + "#notices-of-mine")
    try:
        services.want_notice_mails(request.user)
    except NoAddress as refusal:
        messages.error(request, str(refusal))
        return redirect("account_email")
    messages.success(request, _("From now on you are told by mail, too."))
    return redirect(reverse("comments:me") + "#notices-of-mine")


# No CSRF token: mail programs post here by themselves (RFC 8058). The token in the address is the
# proof, and all it can do is to stop a mail.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request, token) -> HttpResponse:
    """GET asks, POST stops the mails. Stopping twice is no error."""
    wanted = NoticeMails.objects.filter(token=token).first()
    if request.method == "POST":
        if wanted:
            wanted.delete()
        return render(request, "comments/notices_stopped.html")
    if wanted is None:
        raise Http404
    return render(request, "comments/stop_notices.html")
