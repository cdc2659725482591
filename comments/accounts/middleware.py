"""Ends sessions in time, and keeps up with where people are logged in."""

from django.conf import settings
from django.contrib.auth import logout
from django.utils import timezone

from comments.accounts import known, sessions

# What says whether the process is up must say so while the database, and every session, is away.
MONITORED = ("/healthz", "/readyz", "/metrics")


class SessionsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info in MONITORED:
            return self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and sessions.has_run_out(
            request.session, timezone.now()
        ):
            logout(request)
        response = self.get_response(request)
        if request.session.accessed:
            sessions.keep_up(request.session, timezone.now())
            if sessions.STATE in request.session and request.user.is_authenticated:
                known.remember(request, response, request.user.pk)
        return response
