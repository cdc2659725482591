"""Reading from a copy of the database, where nobody can notice that it is a moment behind.

A reader who has just posted must see their comment, and a moderator the queue as it is: so only
pages for strangers, who have no session here, are read from the copy. Everything else, and
whatever writes, uses the database itself. Without DATABASE_REPLICA_URL nothing of this is at work.
"""

from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

REPLICA = "replica"
SAFE = ("GET", "HEAD")
from_replica: ContextVar[bool] = ContextVar("from_replica", default=False)


class ReplicaMiddleware:
    """Says for each request whether a copy is fresh enough."""

    def __init__(self, get_response):
        if REPLICA not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        token = from_replica.set(may_lag(request))
        try:
            return self.get_response(request)
        finally:
            from_replica.reset(token)


def may_lag(request) -> bool:
    """Whether a page of a second ago would do. Never for what tells how the site is."""
    return (
        request.method in SAFE
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and request.path not in ("/readyz", "/metrics")
        and not request.path.startswith(("/accounts/", "/moderation/", "/admin/"))
    )


class ReplicaRouter:
    """Which database is asked. The copy is never written to, and never migrated."""

    def db_for_read(self, model, **hints) -> str | None:
        return REPLICA if from_replica.get() else None

    def allow_relation(self, one, other, **hints) -> bool:
        return True  # The same rows, wherever they were read.

    def allow_migrate(self, db, app_label, **hints) -> bool | None:
        return False if db == REPLICA else None
