"""What people see while the database is away or its disk is full: 503 and a clear page, not 500."""

import logging
import sqlite3
import sys

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from psycopg.errors import DiskFull

from config.logs.traces import say

logger = logging.getLogger(__name__)

SOON, LATER = 5, 60  # seconds until it is worth asking again: a restart, a disk to be cleared


class DatabaseDownMiddleware:
    """Answers for the views and for the middleware below it, which reads sessions and writes them.

    Django turns what a middleware raises into its answer 500 at once, so that none above it sees
    the error; only the signal for errors does.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        got_request_exception.connect(keep_error, dispatch_uid="database down")

    def __call__(self, request):
        response = self.get_response(request)
        error = getattr(request, "database_error", None)
        if error is None or response.status_code != 500:
            return response
        response.close()
        return unavailable(request, error)

    def process_exception(self, request, exception):
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        return unavailable(request, exception)


def keep_error(request: HttpRequest | None = None, **kwargs) -> None:
    error = sys.exception()
    if request is not None and isinstance(error, (OperationalError, InterfaceError)):
        request.database_error = error  # type: ignore[attr-defined]  # Ours alone.


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("database unavailable: %s", say(error))
    connection.close()  # A broken connection must not be met again by the next request.
    full = is_full(error)
    page = render_to_string("503.html", {"wrote": request.method == "POST", "full": full})
    return HttpResponse(page, status=503, headers={"Retry-After": str(LATER if full else SOON)})


def is_full(error: Exception) -> bool:
    """Whether the disk is full, so that reading goes on and nothing can be stored."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        # Absent from errors that Python's module raises by itself.
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return isinstance(cause, DiskFull)
