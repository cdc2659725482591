"""Whether the broker is set up so that it never forgets on its own."""

import redis
from django.core import checks

from moderation.pipeline import bell

KEEPS = "noeviction"


def check_broker(**kwargs) -> list[checks.CheckMessage]:
    """For `manage.py check --deploy`, and for a worker at its start.

    Silent about a broker that does not answer or does not tell: the site works without one.
    """
    try:
        policy = setting("maxmemory-policy")
        appendonly = setting("appendonly")
    except redis.RedisError:
        return []
    found: list[checks.CheckMessage] = []
    if policy not in (None, KEEPS):
        found.append(
            checks.Error(
                f"The broker may throw messages away: its maxmemory-policy is {policy}.",
                hint=f"Set `maxmemory-policy {KEEPS}` in its configuration and restart it, or use "
                "a Redis or Valkey of Decorum's own.",
                id="moderation.E001",
            )
        )
    if appendonly == "no":
        found.append(
            checks.Warning(
                "The broker forgets its messages when it restarts: appendonly is off.",
                hint="Set `appendonly yes` in its configuration. Nothing is lost without it; "
                "verdicts after a restart come a second later, and scheduled mails a minute.",
                id="moderation.W001",
            )
        )
    return found


def setting(name: str) -> str | None:
    """None where the broker knows no such setting."""
    told = bell.client.config_get(name)
    return told.get(name) if isinstance(told, dict) else None
