"""Health, errors and the choice of theme: pages that belong to no app."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from config.context_processors import THEMES
from moderation.pipeline import health

YEAR = 365 * 24 * 3600  # seconds


@never_cache
@require_safe
def healthz(request):
    """200 while this process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request):
    """200 when comments can be stored and are being judged; else 503. Always says what it saw."""
    report = health.check()
    return JsonResponse(report.as_dict(), status=200 if report.ready else 503)


@never_cache
@require_safe
def metrics(request):
    """The figures of /readyz in Prometheus' text format."""
    registry = CollectorRegistry()
    for name, (value, meaning) in health.check().figures().items():
        Gauge(f"decorum_{name}", meaning, registry=registry).set(value)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@require_POST
def choose_theme(request):
    """Remember the reader's theme and go back to where they were."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            settings.THEME_COOKIE_NAME,
            theme,
            max_age=YEAR,
            samesite="Lax",
            secure=settings.HTTPS,
            httponly=True,
        )
    else:
        response.delete_cookie(settings.THEME_COOKIE_NAME, samesite="Lax")
    return response


def error_page(request, status: int, title: str, advice: str):
    return render(request, "error.html", {"title": title, "advice": advice}, status=status)


def bad_request(request, exception):
    return error_page(
        request,
        400,
        _("The site could not read that request"),
        _("Nothing was changed. Go back and try again."),
    )


def forbidden(request, exception):
    return error_page(
        request,
        403,
        _("This page is not open to you"),
        _("If it should be, ask whoever runs the site to give your account the right role."),
    )


def not_found(request, exception):
    return error_page(
        request,
        404,
        _("There is nothing at this address"),
        _("It may have been moved or removed. The front page lists all articles."),
    )


def csrf_failure(request, reason=""):
    return error_page(
        request,
        403,
        _("The form was out of date, so nothing was sent"),
        _(
            "This happens when you logged in or out in another tab. Go back, reload the page and "
            "send it again. Copy what you wrote first."
        ),
    )


def server_error(request):
    # No context processors and no database here: either may be what failed.
    return render(None, "500.html", status=500)
