"""Who has only just come: their votes and reports weigh nothing yet. Pure."""

from datetime import datetime, timedelta

NEW_FOR = timedelta(hours=24)


def is_newcomer(user, now: datetime) -> bool:
    """Whether the account is younger than NEW_FOR. Of staff and writers, never."""
    if user.is_staff or user.is_writer:
        return False
    return now < user.date_joined + NEW_FOR
