"""The mail about a log-in from a device that was never here."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comments.models import SignIn


def new_device_mail(row: SignIn) -> EmailMessage:
    words = _(
        "Somebody logged in as %(name)s with a device that was not here before: %(device)s, "
        "%(when)s.\n\n"
        "If it was you, do nothing. If not, end that log-in and change your password:\n"
        "%(address)s"
    ) % {
        "name": row.user.username,
        "device": row.device or _("unknown"),
        "when": date_format(localtime(row.began_at), "DATETIME_FORMAT"),
        "address": settings.SITE_URL + reverse("comments:sessions"),
    }
    return EmailMessage(
        subject=_("Log-in with a new device: %(site)s") % {"site": settings.SITE_NAME},
        body=words,
        to=[row.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
