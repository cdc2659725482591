"""One line per request, and the id that every line of the request carries."""

import re
import time
import uuid

import structlog

from config.logs.foreign import route_of

logger = structlog.get_logger("decorum.request")

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Asked every few seconds by monitors: logged when they fail.
ROUTINE = {"healthz", "readyz", "metrics"}


class RequestLogMiddleware:
    """Binds the request's id, gives it back in X-Request-ID, and logs what became of the request.

    The id of a proxy is kept when it is well-formed. The line has the page's pattern and not its
    address, which may hold a token, a name or words somebody looks for; and no one's address.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request_id = given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        began = time.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            route = route_of(request)
            if route not in ROUTINE or response.status_code >= 400:
                logger.info(
                    "request",
                    method=request.method if request.method in METHODS else "other",
                    route=route,
                    status=response.status_code,
                    ms=round((time.monotonic() - began) * 1000),
                )
        return response


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
