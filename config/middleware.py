"""What wraps every request."""

import logging

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

logger = logging.getLogger(__name__)


class HeadMiddleware:
    """Answer HEAD with the headers of GET and no body, which gunicorn would drop with a warning."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "HEAD" and not response.streaming:
            length = response.headers.get("Content-Length", str(len(response.content)))
            response.content = b""
            response.headers["Content-Length"] = length
        return response


class DatabaseDownMiddleware:
    """Answer 503 with a clear page, and not 500, while the database cannot be reached."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        logger.error("database unavailable: %s", type(exception).__name__)
        connection.close()  # A broken connection must not be met again by the next request.
        page = render_to_string("503.html", {"wrote": request.method == "POST"})
        return HttpResponse(page, status=503, headers={"Retry-After": "5"})


class NoStoreMiddleware:
    """Keep what only one person may see out of every cache, the browser's own among them: on a
    shared machine the back button must not show the desk, or an account, to whoever comes next."""

    ROOMS = ("/moderation/", "/admin/", "/accounts/", "/me/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith(self.ROOMS):
            add_never_cache_headers(response)
        return response
