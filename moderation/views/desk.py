"""What every page of the desk has in common: who may come in, the top bar, the way back."""

from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from comments.models import User
from moderation import waiting, ways
from moderation.models import Action, Decision

REVIEW = "moderation.review"
UNDO = "undo"  # tag of a message whose deed can be taken back; followed by what and its id


class DeskRequest(HttpRequest):
    """A request that `may` let in: somebody is logged in. The middlewares add the rest."""

    user: User
    htmx: HtmxDetails


def may(permission: str = REVIEW):
    """Open the view to people with ``permission``: others get 403, strangers the log-in page."""

    def decorate(view):
        return wraps(view)(
            login_required(permission_required((REVIEW, permission), raise_exception=True)(view))
        )

    return decorate


def page(request: DeskRequest, template: str, context: dict, *, status: int = 200) -> HttpResponse:
    return render(request, template, top_bar(request) | context, status=status)


def top_bar(request: DeskRequest) -> dict:
    now = timezone.now()
    return {
        "now": now,
        "queues": waiting.queues(request.user, now),
        "here_now": waiting.here(request.user, now),
        **own_ways(request, now),
    }


def own_ways(request: DeskRequest, now: datetime) -> dict:
    """How the person who looks wants the desk. One query, and one more for who counts exposure."""
    chosen = ways.ways_of(request.user)
    found = {"ways": chosen, "keys": ways.keys_of(request.user)}
    if chosen.show_exposure:
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        found["exposure"] = ways.exposure(request.user, midnight)
    return found


def way_back(request: DeskRequest, default: str = "") -> str:
    """The address in the form's ``next``, if it is one of this site's."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return default or reverse("moderation:queue")


def isolate(name: str) -> str:
    """A person's name for a sentence: however it is written, it turns no other word round."""
    return f"\u2068{name}\u2069"


def in_words(decision: Decision) -> str:
    """What was done, such as "Rejected: abusive"."""
    if decision.action == Action.SECOND:
        return _("Read a second time: %(verdict)s") % {"verdict": second_verdict(decision)}
    reason = f": {decision.get_reason_code_display().lower()}" if decision.reason_code else ""
    return f"{decision.get_action_display()}{reason}"


def second_verdict(decision: Decision) -> str:
    if decision.is_rejection:
        return decision.get_reason_code_display().lower()
    return _("let it stand")


def report_done(request: DeskRequest, decision: Decision) -> None:
    """Say on the next page what was done, with the button that takes it back."""
    author = isolate(decision.comment.author.name)
    messages.success(
        request, f"{in_words(decision)}. {author}’s comment.", f"{UNDO} decision {decision.pk}"
    )
