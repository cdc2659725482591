"""The desk and the admin open only to people with a second factor, where settings ask for it."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from comments.models import User

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# What stays open without: the readers' pages, one's account, what belongs to no room. A new room is
# shut until it is named here.
OPEN_NAMESPACES = {"comments"}
OPEN_NAMES = {"theme", "language", "healthz", "readyz", "metrics"}
OPEN_BEGINNINGS = ("account_", "mfa_")


def is_missing(user: User) -> bool:
    """Whether ``user`` must set up a second factor before anything of the desk is shown."""
    return (
        settings.REQUIRE_SECOND_FACTOR
        and user.is_authenticated
        and (user.is_staff or user.has_perm("moderation.review"))
        and not is_mfa_enabled(user, FACTORS)
    )


def is_open(match) -> bool:
    name = match.url_name or ""
    if match.namespace:
        return match.namespace in OPEN_NAMESPACES
    return name in OPEN_NAMES or name.startswith(OPEN_BEGINNINGS)


class SecondFactorMiddleware:
    """Lead staff without a second factor to where they set one up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if is_open(request.resolver_match) or not is_missing(request.user):
            return None
        messages.warning(
            request,
            _("The desk opens once your account has a second factor: an app or a passkey."),
        )
        address = reverse("mfa_index")
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
