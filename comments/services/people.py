"""What a person may do under articles."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comments.models import Standing, User


def change_standing(user: User, standing: Standing, *, until: datetime | None = None) -> None:
    """Set what ``user`` may do from the next request on; ``until`` ends it by itself."""
    User.objects.filter(pk=user.pk).update(standing=standing, standing_until=until)
    user.standing = standing
    user.standing_until = until


def why_shut_out(user: User, now: datetime) -> str:
    """Why ``user`` may neither vote nor report at ``now``; "" when they may."""
    standing = user.standing_at(now)
    if standing == Standing.BANNED:
        return _("A moderator has closed this account for commenting, voting and reporting.")
    if standing == Standing.SUSPENDED and user.standing_until:
        return _("You can comment, vote and report again from %(time)s UTC.") % {
            "time": date_format(user.standing_until, "j F Y, H:i")
        }
    return ""
