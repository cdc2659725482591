"""Lines of the libraries below us, said again without what they cite."""

import logging

from django.urls import Resolver404, resolve

REFUSED_HOST = "request for a host that is not ours"


def route_of(request) -> str:
    """Which page a request is for, as its pattern: an address may hold a token or a name."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return "unknown"
    return match.route or "/"


class Quote(logging.Filter):
    """Rewrites records whose words come from a request or from an error."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if record.name.startswith("django.security.DisallowedHost"):
            record.msg, record.args, record.exc_info = REFUSED_HOST, (), None
        elif record.name.startswith(("django.request", "django.security")) and request is not None:
            status = getattr(record, "status_code", "")
            reason = "CSRF refused" if record.name.endswith("csrf") else "request failed"
            record.msg, record.args = "%s: %s %s %s", (
                reason, request.method, route_of(request), status
            )  # fmt: skip
        elif record.name.startswith("celery.app.trace") and isinstance(record.args, dict):
            # Of a failed task's error the kind is enough here: the trace follows it.
            told = {"exc": "see error", "traceback": "", "return_value": "done"}
            record.args = record.args | {key: told[key] for key in told if key in record.args}
        elif record.name.startswith("gunicorn.error") and "ip=" in str(record.msg):
            record.msg, record.args = "invalid request", ()
        elif record.name.startswith("gunicorn.error") and record.exc_info and record.args:
            record.msg, record.args = "error while a request was handled", ()
        return True
